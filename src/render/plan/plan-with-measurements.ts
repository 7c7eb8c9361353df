import { Failure } from "../../failure.ts";
import type { Transformation } from "../../url/transformation.ts";
import type { Header } from "./header.ts";
import type { Question, Reply } from "./operations.ts";
import { type Circumstances, makePlan, type Plan, type Untouched } from "./plan.ts";

/** More questions than this no transformation asks that is meant seriously. */
const maxQuestions = 24;

/**
 * Plans, asks what only pixels tell, and plans again until nothing is open. ELIMIT when there is too much to ask.
 */
export async function planWithMeasurements(
  transformation: Transformation,
  header: Header,
  circumstances: Omit<Circumstances, "answers">,
  ask: (question: Question) => Promise<Reply>,
): Promise<Plan | Untouched> {
  const answers: Reply[] = [];
  while (answers.length <= maxQuestions) {
    const planned = makePlan(transformation, header, { ...circumstances, answers });
    if ("plan" in planned) return planned.plan;
    if ("original" in planned) return planned;
    answers.push(await ask(planned.question));
  }
  throw new Failure("ELIMIT", "The transformation needs too many measurements");
}
