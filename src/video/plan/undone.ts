import { Failure } from "../../failure.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import { undoneOnVideos } from "../../url/undone-on-videos.ts";

/** The parameters of a transformation for which no filter is made, as its URL names them. Pure. */
export function undoneParameters(transformation: Transformation): string[] {
  const steps = plainSteps(transformation);
  return undoneOnVideos
    .filter(({ name }) => steps.some((step) => step[name] !== undefined))
    .map(({ key }) => key);
}

/** What a client is told of them. */
export function notDone(names: readonly string[]): Failure {
  const list = names.map((name) => `\`${name}\``).join(", ");
  return new Failure("ENOTSUP", `What is asked for is not done to videos: ${list}`);
}
