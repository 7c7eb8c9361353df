import { Failure } from "../../../failure.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Box, Size } from "../size.ts";
import { type Placement, place, placeInside } from "./anchor.ts";
import { around } from "./around.ts";

/** Cuts without resizing; a cut that leaves the image is an EINVAL failure, as ImageKit's is. */
export function extract(step: ExactFields, cut: Size, current: Size, placement: Placement): Box {
  const anchored = placeInside(cut, current, placement);
  const left = edge(step.x, step.xCenter, cut.width, anchored.left);
  const top = edge(step.y, step.yCenter, cut.height, anchored.top);
  const inside =
    left >= 0 &&
    top >= 0 &&
    left + cut.width <= current.width &&
    top + cut.height <= current.height;
  if (inside) return { left, top, ...cut };
  throw outside("cm-extract", { left, top, ...cut }, current, "does not lie inside");
}

function edge(
  start: number | undefined,
  centre: number | undefined,
  length: number,
  anchored: number,
): number {
  if (start !== undefined) return start;
  return centre === undefined ? anchored : Math.round(centre - length / 2);
}

/**
 * Cuts without resizing, and only what lies in the image: nothing there is an EINVAL failure.
 * Around a centre the cut is moved inside instead, and keeps its size as far as the image goes.
 */
export function extractWithin(
  step: ExactFields,
  cut: Size,
  current: Size,
  placement: Placement,
): Box {
  const locate = placement.faces ? placeInside : place;
  const { left, top } = locate(cut, current, placement);
  const across = common(step.x, step.xCenter, left, cut.width, current.width);
  const down = common(step.y, step.yCenter, top, cut.height, current.height);
  if (across.length > 0 && down.length > 0) {
    return { left: across.start, top: down.start, width: across.length, height: down.length };
  }
  const asked = { left: step.x ?? left, top: step.y ?? top, ...cut };
  throw outside("cm-extract_within", asked, current, "has nothing in common with");
}

function common(
  start: number | undefined,
  centre: number | undefined,
  anchored: number,
  wanted: number,
  whole: number,
): { start: number; length: number } {
  if (start === undefined && centre !== undefined) {
    const length = Math.min(wanted, whole);
    return { start: around(centre, length, whole), length };
  }
  const from = start ?? anchored;
  const first = Math.max(0, from);
  return { start: first, length: Math.min(whole, from + wanted) - first };
}

function outside(mode: string, { left, top, ...cut }: Box, current: Size, how: string): Failure {
  const asked = `${cut.width}x${cut.height} at ${left},${top}`;
  return new Failure(
    "EINVAL",
    `\`${mode}\` leaves the image: ${asked} ${how} ${current.width}x${current.height}`,
  );
}
