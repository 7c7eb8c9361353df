import type { UrlEndpoint } from "../endpoints/loaded-config.ts";
import { Failure } from "../failure.ts";
import type { Limits } from "../limits.ts";
import type { CompatReading } from "../url/compat-reading.ts";
import { countSteps } from "../url/dialect.ts";
import type { Layer, Transformation } from "../url/transformation.ts";

/** What holds only for a URL that was written for another service. */
export interface CompatUrl extends Pick<CompatReading, "asset" | "signature"> {
  /** What it asks for and does not get. */
  ignored: readonly string[];
  /** Why the endpoint does not answer it, if it does not. */
  refusal?: Failure;
}

/** Why an endpoint does not answer a URL of another service, if it does not. */
export function refusalOf(
  { explicit, rewritten }: CompatReading,
  { namedOnly, strictRewriter }: UrlEndpoint,
  { steps }: Pick<Limits, "steps">,
): Failure | undefined {
  const { transformation = [], ignored, unsupported } = rewritten;
  if (namedOnly && explicit) {
    return new Failure("EINVAL", "Only named transformations are allowed here");
  }
  if (countSteps(transformation) > steps) {
    return new Failure("ELIMIT", `Too many steps: a transformation has at most ${steps} steps`);
  }
  const [first] = ignored;
  if (!strictRewriter || first === undefined) return undefined;
  const [unknown] = unsupported;
  return unknown === undefined
    ? new Failure("EINVAL", `Cannot read \`${first.slice(0, 80)}\``)
    : new Failure("ENOTSUP", `\`${unknown.slice(0, 80)}\` is not supported`);
}

/** What an endpoint that leaves nothing out makes of a transformation: what is only tried has to be done. */
export function insisting(transformation: Transformation): Transformation {
  return transformation.map((step) => {
    if ("if" in step) {
      const unmet = step.unmet && { unmet: insisting(step.unmet) };
      return { ...step, met: insisting(step.met), ...unmet };
    }
    const tried = step.removeBackground && { removeBackground: "always" as const };
    return { ...step, ...tried, ...(step.layers && { layers: step.layers.map(insistingLayer) }) };
  });
}

function insistingLayer(layer: Layer): Layer {
  return "steps" in layer ? { ...layer, steps: insisting(layer.steps) } : layer;
}
