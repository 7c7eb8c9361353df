import { faceChoice } from "../../../url/parameters/face-focus.ts";
import type { ExactFields } from "../resolve-expressions.ts";

/** Whether a step's focus closes in on faces, rather than to place a cut of a size around them. */
export function closesIn(step: ExactFields): boolean {
  if (!faceChoice(step.focus)?.closesIn || !isUnplaced(step)) return false;
  const { cropMode, crop, width, height } = step;
  // What extracts a size does not resize; without one it is as tight as a close-up.
  if (cropMode !== undefined) {
    return cropMode.startsWith("extract") && width === undefined && height === undefined;
  }
  return crop === undefined || crop === "maintain_ratio";
}

/** Whether no coordinates say where a cut lies. */
export function isUnplaced({ x, y, xCenter, yCenter }: ExactFields): boolean {
  return [x, y, xCenter, yCenter].every((value) => value === undefined);
}
