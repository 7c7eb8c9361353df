import type { Face } from "../../plan/faces/face.ts";
import type { Box, Size } from "../../plan/size.ts";

/** How much of a side neighbouring squares have in common: a face of that size is whole in one. */
const overlap = 0.25;

/** The square that holds the whole image. */
export function wholeSquare({ width, height }: Size): Box {
  const side = Math.max(width, height);
  return { left: 0, top: 0, width: side, height: side };
}

/** Squares of a little more than half of the longer side, in which small faces are twice as large. */
export function partSquares({ width, height }: Size): Box[] {
  const longer = Math.max(width, height);
  // An image that is wide enough has one row of two squares.
  const shorter = Math.min(width, height);
  const half = longer / (2 - overlap);
  const side = shorter <= 0.7 * longer ? Math.max(shorter, half) : half;
  return starts(height, side).flatMap((top) =>
    starts(width, side).map((left) => ({ left, top, width: side, height: side })),
  );
}

function starts(length: number, side: number): number[] {
  return length <= side * 1.01 ? [0] : [0, length - side];
}

/** How much of the longer side a closer look takes in. */
const closerShare = 0.3;

/** Squares for a closer look at small boxes, each at as many of them as it holds; the surest first. */
export function closerSquares(boxes: readonly Face[], { width, height }: Size): Box[] {
  const side = Math.max(width, height) * closerShare;
  const within = (start: number, length: number) =>
    Math.max(0, Math.min(start, Math.max(0, length - side)));
  const left = [...boxes].sort((a, b) => b.confidence - a.confidence);
  const squares: Box[] = [];
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const { left: x, top: y, width: w, height: h } = first;
    const square = {
      left: within(x + w / 2 - side / 2, width),
      top: within(y + h / 2 - side / 2, height),
      width: side,
      height: side,
    };
    squares.push(square);
    left.splice(0, left.length, ...left.filter((box) => box !== first && !holds(square, box)));
  }
  return squares;
}

function holds(square: Box, box: Box): boolean {
  return (
    box.left >= square.left &&
    box.top >= square.top &&
    box.left + box.width <= square.left + square.width &&
    box.top + box.height <= square.top + square.height
  );
}
