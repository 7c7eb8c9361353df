import type { Finding } from "../../render/plan/measurement.ts";
import { makePlan } from "../../render/plan/plan.ts";
import type { Size } from "../../render/plan/size.ts";
import { holds } from "../../url/parameters/condition.ts";
import { type PlainStep, plainSteps, type Transformation } from "../../url/transformation.ts";
import { headerOf } from "./clip.ts";
import type { MediaFacts } from "./facts.ts";

type Limits = Parameters<typeof makePlan>[2]["limits"];

/**
 * Chooses the branches of conditions by the size that a video has where they stand, so that cuts
 * and codecs in them count like any others; of what has no size, none is met. Pure.
 */
export function settledSteps(
  transformation: Transformation,
  { video }: Pick<MediaFacts, "video">,
  limits: Limits,
): PlainStep[] {
  const plain = plainSteps(transformation);
  if (!video || plain.length === transformation.length) return plain;
  const settle = (steps: Transformation, before: readonly PlainStep[]): PlainStep[] => {
    const settled = [...before];
    for (const step of steps) {
      if (!("if" in step)) {
        settled.push(step);
        continue;
      }
      const isMet = holds(step.if, sizeAfter(settled, video, limits), video);
      const branch = (isMet ? step.met : step.unmet) ?? [];
      settled.splice(0, settled.length, ...settle(branch, settled));
    }
    return settled;
  };
  return settle(transformation, []);
}

/** Layers hardly ever change a size, and their files are not known yet. */
function sizeAfter(steps: readonly PlainStep[], video: Size, limits: Limits): Size {
  const bare = steps.map(({ layers: _, ...step }) => step);
  const header = headerOf(video, { seconds: 1, hasSound: false });
  const answers: Finding[] = [];
  for (;;) {
    const planned = makePlan(bare, header, { accepted: [], answers, limits });
    if ("plan" in planned) return planned.plan.size;
    if ("original" in planned) return video;
    const { measurement } = planned;
    if (measurement.of === "trim" || !("image" in measurement)) return video;
    // No face holds for all frames.
    answers.push([]);
  }
}
