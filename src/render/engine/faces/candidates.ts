import type { Face } from "../../plan/faces/face.ts";
import type { Size } from "../../plan/size.ts";
import type { Answers } from "./model.ts";

const valuesPerBox = 16;

/** Faces that the model is sure enough of, view by view in its pixels; many of them overlap. */
export function candidatesOf(
  answers: readonly Answers[],
  { count, width, height }: Size & { count: number },
  least: number,
): Face[][] {
  const leastScore = Math.log(least / (1 - least));
  const found: Face[][] = Array.from({ length: count }, () => []);
  for (const { cell, anchors, scores, boxes } of answers) {
    const columns = width / cell;
    const perView = columns * (height / cell) * anchors;
    for (const [i, score] of scores.entries()) {
      if (score < leastScore) continue;
      const [dx = 0, dy = 0, faceWidth = 0, faceHeight = 0] = boxes.subarray(i * valuesPerBox);
      if (faceWidth <= 0 || faceHeight <= 0) continue;
      const at = Math.floor((i % perView) / anchors);
      found[Math.floor(i / perView)]?.push({
        left: ((at % columns) + 0.5) * cell + dx - faceWidth / 2,
        top: (Math.floor(at / columns) + 0.5) * cell + dy - faceHeight / 2,
        width: faceWidth,
        height: faceHeight,
        confidence: 1 / (1 + Math.exp(-score)),
      });
    }
  }
  return found;
}
