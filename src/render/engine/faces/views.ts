import type { Face } from "../../plan/faces/face.ts";
import type { Box, Size } from "../../plan/size.ts";
import { coarsestCell } from "./model.ts";

/** A part of the image, and in how many pixels the model sees it. */
export interface View {
  box: Box;
  size: Size;
}

/** Pixels of the view of a whole image, which are what it costs: a face of 3 % has 11 of them a side. */
const wholeArea = 384 * 256;

/** The whole image in its own shape, and a black rim to the next multiple of the coarsest cell. */
export function wholeView(image: Size): View {
  const scale = Math.min(1, Math.sqrt(wholeArea / (image.width * image.height)));
  // What lacks a few pixels to a whole cell loses them at its edge rather than gains a cell.
  const cells = (length: number) => Math.max(2, Math.ceil((length * scale) / coarsestCell - 0.2));
  const size = {
    width: cells(image.width) * coarsestCell,
    height: cells(image.height) * coarsestCell,
  };
  return {
    box: { left: 0, top: 0, width: size.width / scale, height: size.height / scale },
    size,
  };
}

/** Sides of the view of a closer look, and of what may be a face in it: as large as the model is sure. */
const closer = { side: 64, face: 32 } as const;

/** Views of small boxes, each in the middle of one or near it; the surest first. */
export function closerViews(boxes: readonly Face[], most: number): View[] {
  const left = [...boxes].sort((a, b) => b.confidence - a.confidence);
  const views: View[] = [];
  for (let first = left[0]; first !== undefined && views.length < most; first = left[0]) {
    const side = (Math.max(first.width, first.height) * closer.side) / closer.face;
    const middle = middleOf(first);
    const box = { left: middle.x - side / 2, top: middle.y - side / 2, width: side, height: side };
    views.push({ box, size: { width: closer.side, height: closer.side } });
    const rest = left.filter((other) => other !== first && !isNear(middleOf(other), middle, side));
    left.splice(0, left.length, ...rest);
  }
  return views;
}

interface Point {
  x: number;
  y: number;
}

function middleOf({ left, top, width, height }: Box): Point {
  return { x: left + width / 2, y: top + height / 2 };
}

function isNear(a: Point, b: Point, side: number): boolean {
  return Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) < side / 5;
}
