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
