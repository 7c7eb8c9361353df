import { Failure } from "../../failure.ts";
import { defaultLimits, type Limits } from "../../limits.ts";
import type { Names } from "../named.ts";
import type { Exactness, Support } from "../rewriter.ts";
import type { PlainStep, Step, Transformation } from "../transformation.ts";
import { readChain } from "./chain.ts";
import type { CloudinaryRewritten, ReadState } from "./read-state.ts";
import { densify } from "./values/density.ts";
import type { Subject } from "./video/film.ts";

/** Components that are read for each step that is allowed. */
const componentsPerStep = 5;

/**
 * Reads the transformation components of a Cloudinary URL: `c_fill,w_300`, `e_sepia`. What it does
 * not know it leaves out and says so. Pure.
 * @param segments as they stood in the URL, not decoded
 * @param names named transformations, in our own words
 * Throws ELIMIT when there are too many steps.
 */
export function rewriteCloudinary(
  segments: readonly string[],
  names: Names,
  limits: Pick<Limits, "steps"> = defaultLimits,
  subject: Subject = "image",
): CloudinaryRewritten {
  const tooMany = `Too many steps: a transformation has at most ${limits.steps} steps`;
  // Some components make no step, such as variables; what is far beyond need not be read at all.
  if (segments.length > componentsPerStep * limits.steps) throw new Failure("ELIMIT", tooMany);
  const state: ReadState = { names, variables: new Map(), fates: [], depth: 0, subject, rewrite };
  const rewritten = rewrite(segments, state);
  if (countSteps(rewritten.transformation ?? []) <= limits.steps) return rewritten;
  throw new Failure("ELIMIT", tooMany);
}

/** The same for a part of a URL, such as the components of a layer. */
function rewrite(segments: readonly string[], state: ReadState): CloudinaryRewritten {
  const steps = readChain(segments, state);
  const transformation = densify(steps, state.ratio ?? 1);
  const { fates, attachment } = state;
  const ignored = fates.filter(({ fate }) => fate === "ignored");
  return {
    transformation: transformation.length > 0 ? transformation : undefined,
    ignored: tokens(ignored),
    unsupported: tokens(ignored.filter(({ unsupported }) => unsupported)),
    approximate: tokens(fates.filter(({ fate }) => fate === "approximate")),
    unseen: tokens(fates.filter(({ unseen }) => unseen)),
    fates: fates.map(({ unsupported: _, ...fate }) => fate),
    ...(attachment ? { attachment } : {}),
  };
}

function tokens(fates: readonly Pick<Support, "token">[]): string[] {
  return [...new Set(fates.map(({ token }) => token))];
}

/** What becomes of one token, such as `e_sepia`, when it stands alone. */
export function supportOf(token: string): Exactness {
  const [fate] = rewriteCloudinary([token], new Map()).fates;
  return fate?.fate ?? "exact";
}

/** As the limit counts them: those of layers and branches, too. */
function countSteps(transformation: Transformation): number {
  return transformation.reduce((count, step) => count + countStep(step), 0);
}

function countStep(step: Step): number {
  if ("if" in step) return 1 + countSteps(step.met) + countSteps(step.unmet ?? []);
  return 1 + layersOf(step).reduce((count, steps) => count + countSteps(steps), 0);
}

function layersOf({ layers = [] }: PlainStep): Transformation[] {
  return layers.map((layer) => ("steps" in layer ? layer.steps : []));
}
