import { Failure } from "../../failure.ts";
import type { Transformation } from "../../url/transformation.ts";
import type { Header } from "./header.ts";
import type { Finding, Measurement } from "./measurement.ts";
import { type Circumstances, makePlan, type Passthrough, type Plan } from "./plan.ts";

/** No transformation that is meant seriously needs more measurements. */
const maxMeasurements = 24;

/**
 * Plans, measures what only pixels tell, and plans again until nothing is open. ELIMIT for too many
 * measurements.
 */
export async function planWithMeasurements(
  transformation: Transformation,
  header: Header,
  circumstances: Omit<Circumstances, "answers">,
  measure: (measurement: Measurement) => Promise<Finding>,
): Promise<Plan | Passthrough> {
  const answers: Finding[] = [];
  while (answers.length <= maxMeasurements) {
    const planned = makePlan(transformation, header, { ...circumstances, answers });
    if ("plan" in planned) return planned.plan;
    if ("original" in planned) return planned;
    answers.push(await measure(planned.measurement));
  }
  throw new Failure("ELIMIT", "The transformation needs too many measurements");
}
