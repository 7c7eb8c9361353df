import { soughtFocus } from "../../../url/parameters/sought-focus.ts";
import type { ExactFields } from "../resolve-expressions.ts";

/** Whether a step's focus closes in on faces or objects, rather than to place a cut of a size around them. */
export function closesIn(step: ExactFields): boolean {
  const choice = soughtFocus(step.focus);
  if (!choice?.closesIn || !isUnplaced(step)) return false;
  const { cropMode, crop, width, height, aspectRatio, zoom } = step;
  // Around objects both sides are cut from all of the image, unless a zoom says how closely.
  const sides = [width, height, aspectRatio].filter((side) => side !== undefined).length;
  const isSized = sides > 1 && zoom === undefined;
  if (choice.of === "objects" && isSized && cropMode === undefined) return false;
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
