import type { OriginRecord } from "../store/records.ts";
import type { CheckResult } from "./check-result.ts";
import { explainError } from "./hints.ts";
import { settingsOf, typeOf } from "./open.ts";

export interface Diagnosis {
  ok: boolean;
  steps: CheckResult[];
}

/** Milliseconds for one attempt. */
const timeout = 10_000;

/** Finds out whether an origin can be used, and if not, why and what to change. */
export async function diagnose(record: OriginRecord): Promise<Diagnosis> {
  const type = typeOf(record);
  const results = async () => type.test(settingsOf(record), AbortSignal.timeout(timeout));
  const steps = await results().catch((error: unknown) => [
    { name: "Reach the origin", ok: false, ...explainError(error, type.hints) },
  ]);
  return { ok: steps.every(({ ok }) => ok), steps };
}
