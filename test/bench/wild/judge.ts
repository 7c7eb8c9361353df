import type { Parameter } from "../../../src/migrate/audit/verdict.ts";

/** How what is answered looks beside what the service answers, best first. */
export const looks = ["exact", "near", "approximate", "ignored", "refused"] as const;

export type Look = (typeof looks)[number];

/** What was answered, or would be, and what became of the parameters. */
export interface Judged {
  status: number;
  parameters: readonly Parameter[];
}

/** By the worst of its parameters; what cannot be seen makes it near and no worse. */
export function lookOf({ status, parameters }: Judged): Look {
  if (status !== 200) return "refused";
  let worst: Look = "exact";
  for (const parameter of parameters) {
    const look = lookOfParameter(parameter);
    if (looks.indexOf(look) > looks.indexOf(worst)) worst = look;
  }
  return worst;
}

function lookOfParameter({ fate, unseen }: Parameter): Look {
  if (fate === "exact" || fate === "refused") return fate;
  return unseen ? "near" : fate;
}
