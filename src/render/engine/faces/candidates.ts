import type { Face } from "../../plan/faces/face.ts";
import { type Answers, modelSide } from "./model.ts";

/** Grids of anchors, finer one first: cells of so many pixels, and how many anchors lie in each. */
const grids = [
  { cell: 16, anchors: 2 },
  { cell: 32, anchors: 6 },
];

/** Centres of all anchors, in pixels of the square. */
const centres = grids.flatMap(({ cell, anchors }) => {
  const cells = modelSide / cell;
  return Array.from({ length: cells * cells * anchors }, (_, i) => {
    const at = Math.floor(i / anchors);
    return { x: ((at % cells) + 0.5) * cell, y: (Math.floor(at / cells) + 0.5) * cell };
  });
});

const valuesPerBox = 16;

/** Faces that the model is sure enough of, in pixels of the square; many of them overlap. */
export function candidatesOf({ scores, boxes }: Answers, least: number): Face[] {
  const faces: Face[] = [];
  for (const [i, { x, y }] of centres.entries()) {
    const confidence = 1 / (1 + Math.exp(-(scores[i] ?? Number.NEGATIVE_INFINITY)));
    if (confidence < least) continue;
    const [dx = 0, dy = 0, width = 0, height = 0] = boxes.subarray(i * valuesPerBox);
    if (width <= 0 || height <= 0) continue;
    faces.push({
      left: x + dx - width / 2,
      top: y + dy - height / 2,
      width,
      height,
      confidence,
    });
  }
  return faces;
}
