import { Failure } from "../../failure.ts";
import { parameters } from "../../url/parameters/parameters.ts";
import { type PlainStep, plainSteps, type Transformation } from "../../url/transformation.ts";

const doneEffects = ["e-grayscale", "e-sharpen"];

/** The parameters of a transformation for which no filter is made, as its URL names them. Pure. */
export function undoneParameters(transformation: Transformation): string[] {
  const steps: PlainStep[] = plainSteps(transformation);
  const isAsked = (name: string) =>
    steps.some((step) => step[name as keyof PlainStep] !== undefined);
  return Object.entries(parameters)
    .filter(([key]) => key === "cr" || key === "o" || key.startsWith("e-"))
    .filter(([key, { name }]) => !doneEffects.includes(key) && isAsked(name))
    .map(([key]) => key);
}

/** What a client is told of them. */
export function notDone(names: readonly string[]): Failure {
  const list = names.map((name) => `\`${name}\``).join(", ");
  return new Failure("ENOTSUP", `What is asked for is not done to videos: ${list}`);
}
