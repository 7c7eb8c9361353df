import type { Verdict } from "../../../src/migrate/audit/verdict.ts";
import type { Answered } from "./served.ts";

/** What a server does otherwise than the audit says: the status, or what is left out. */
export function differenceOf(planned: Verdict, served: Answered): string | undefined {
  if (planned.status !== served.status) {
    return `${planned.status} was said (${planned.reason ?? "no reason"}), ${served.status} came (${served.reason})`;
  }
  if (served.status !== 200) return undefined;
  const lost = planned.parameters.filter(({ fate }) => fate === "ignored");
  // A long list is cut.
  const isNamed = (token: string) =>
    served.ignored.includes(token) || / more$/.test(served.ignored);
  const unnamed = lost.filter(({ token }) => !isNamed(token)).map(({ token }) => token);
  if (unnamed.length > 0) return `${unnamed.join(" ")} is left out, and not named`;
  if (lost.length === 0 && served.ignored !== "") return `${served.ignored} is left out, too`;
  return undefined;
}
