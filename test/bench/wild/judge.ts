import type { Parameter } from "../../../src/migrate/audit/verdict.ts";
import type { Service } from "./lists.ts";

/** How what is answered looks beside what the service answers, best first. */
export const looks = ["exact", "near", "approximate", "ignored", "refused"] as const;

export type Look = (typeof looks)[number];

/** What was answered, or would be, and what became of the parameters. */
export interface Judged {
  status: number;
  parameters: readonly Parameter[];
}

/** By the worst of its parameters; what cannot be seen makes it near and no worse. */
export function lookOf({ status, parameters }: Judged, service: Service): Look {
  if (status !== 200) return "refused";
  let worst: Look = "exact";
  for (const parameter of parameters) {
    const look = lookOfParameter(parameter, service);
    if (looks.indexOf(look) > looks.indexOf(worst)) worst = look;
  }
  return worst;
}

function lookOfParameter({ token, fate, unseen }: Parameter, service: Service): Look {
  if (fate === "refused") return "refused";
  // In our own form nothing tells what is only nearly as ImageKit has it.
  if (service === "imagekit" && fate === "exact" && /^(?:fo-(?:auto|face)|z-)/.test(token)) {
    return "approximate";
  }
  if (fate === "exact") return "exact";
  if (unseen) return "near";
  return fate;
}
