import type { Face } from "../../plan/faces/face.ts";
import type { Box } from "../../plan/size.ts";
import { commonArea } from "../models/common-area.ts";

/** How much of both boxes, or of the smaller one, is common to boxes of the same face. */
const sameOfBoth = 0.3;
const sameOfSmaller = 0.6;

/**
 * One box for each face: what overlaps the surest one is the same face, and counts for the place of
 * its box by its confidence.
 */
export function suppress(candidates: readonly Face[]): Face[] {
  const left = [...candidates].sort((a, b) => b.confidence - a.confidence);
  const faces: Face[] = [];
  for (let best = left[0]; best !== undefined; best = left[0]) {
    const surest = best;
    const same = left.filter((other) => isSame(surest, other));
    faces.push({
      ...average(same.filter((face) => isAlike(surest, face))),
      confidence: surest.confidence,
    });
    const rest = left.filter((other) => !same.includes(other));
    left.splice(0, left.length, ...rest);
  }
  return faces;
}

function isSame(a: Box, b: Box): boolean {
  const common = commonArea(a, b);
  const [first, second] = [a.width * a.height, b.width * b.height];
  return (
    common > sameOfBoth * (first + second - common) ||
    common > sameOfSmaller * Math.min(first, second)
  );
}

/** Whether a box is as large, too: one from the edge of a part may be half a face. */
function isAlike(a: Box, b: Box): boolean {
  const ratio = (a.width * a.height) / (b.width * b.height);
  return ratio > 0.6 && ratio < 1.7;
}

function average(faces: readonly Face[]): Box {
  const total = faces.reduce((sum, { confidence }) => sum + confidence, 0);
  const mean = (side: keyof Box) =>
    faces.reduce((sum, face) => sum + face[side] * face.confidence, 0) / total;
  return { left: mean("left"), top: mean("top"), width: mean("width"), height: mean("height") };
}
