import { objectNames } from "../../../url/parameters/object-focus.ts";
import { cutTo } from "../../plan/found/found.ts";
import type { FoundObject } from "../../plan/objects/found-object.ts";
import type { Box } from "../../plan/size.ts";
import { commonArea } from "../models/common-area.ts";
import { sampleView } from "../models/sample-view.ts";
import type { Pixels } from "../native/rgba.ts";
import { askObjectModel, type GridAnswer, viewSide } from "./model.ts";

/** What is less is as often something else. */
const leastConfidence = 0.4;

/** Boxes of one kind that have more of both in common are the same object. */
const sameOfBoth = 0.5;

/** More of them in one image are a crowd, of which the surest tell where it is. */
const mostObjects = 64;

/** Objects in an upright image, the surest first; less than a twentieth of its longer side is not seen. */
export async function detectObjects(image: Pixels): Promise<FoundObject[]> {
  const side = Math.max(image.width, image.height);
  const [left, top] = [(image.width - side) / 2, (image.height - side) / 2];
  const rgb = new Float32Array(viewSide * viewSide * 3);
  const view = { width: viewSide, height: viewSide };
  sampleView(image, { left, top, width: side, height: side }, view, rgb);
  const scale = side / viewSide;
  const placed = candidatesOf(await askObjectModel(rgb)).map((found) => ({
    ...found,
    left: left + found.left * scale,
    top: top + found.top * scale,
    width: found.width * scale,
    height: found.height * scale,
  }));
  return suppress(placed)
    .map((found) => cutTo(found, image))
    .filter(({ width, height }) => width > 0 && height > 0);
}

/** What each cell is surest of, in pixels of the view; many of them overlap. */
function candidatesOf(answers: readonly GridAnswer[]): FoundObject[] {
  const found: FoundObject[] = [];
  for (const { cell, scores, sides } of answers) {
    const columns = viewSide / cell;
    for (let i = 0; i < columns * columns; i += 1) {
      const { confidence, name } = surest(scores, i);
      if (name === undefined || confidence < leastConfidence) continue;
      const [toLeft, toTop, toRight, toBottom] = distances(sides, i, cell);
      found.push({
        name,
        confidence,
        left: ((i % columns) + 0.5) * cell - toLeft,
        top: (Math.floor(i / columns) + 0.5) * cell - toTop,
        width: toLeft + toRight,
        height: toTop + toBottom,
      });
    }
  }
  return found;
}

function surest(scores: Float32Array, cell: number) {
  const classes = objectNames.length;
  let best = 0;
  for (let i = 1; i < classes; i += 1) {
    const score = scores[cell * classes + i] as number;
    if (score > (scores[cell * classes + best] as number)) best = i;
  }
  return { name: objectNames[best], confidence: scores[cell * classes + best] as number };
}

/** How many distances, from none to ten cells, the model weighs for each side of a box. */
const distancesWeighed = 11;

/** How far the sides of an object are from the middle of a cell: the mean of what is likely. */
function distances(sides: Float32Array, cell: number, length: number) {
  const mean = (side: number) => {
    const start = (cell * 4 + side) * distancesWeighed;
    const likely = sides.subarray(start, start + distancesWeighed);
    const most = Math.max(...likely);
    let [sum, weighed] = [0, 0];
    for (const [distance, value] of likely.entries()) {
      const weight = Math.exp(value - most);
      sum += weight;
      weighed += weight * distance;
    }
    return (weighed / sum) * length;
  };
  return [mean(0), mean(1), mean(2), mean(3)] as const;
}

/** One box for each object, the surest first. */
function suppress(candidates: readonly FoundObject[]): FoundObject[] {
  const kept: FoundObject[] = [];
  for (const next of [...candidates].sort((a, b) => b.confidence - a.confidence)) {
    if (kept.length === mostObjects) break;
    if (!kept.some((other) => other.name === next.name && isSame(other, next))) kept.push(next);
  }
  return kept;
}

function isSame(a: Box, b: Box): boolean {
  const common = commonArea(a, b);
  return common > sameOfBoth * (a.width * a.height + b.width * b.height - common);
}
