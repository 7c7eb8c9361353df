import type { Box, Size } from "../size.ts";

/** A face or an object that was found, in pixels of the upright image. */
export interface Found extends Box {
  /** From 0 to 1. */
  confidence: number;
}

/** The part of it that lies in the image. */
export function cutTo<B extends Box>(box: B, { width, height }: Size): B {
  const left = Math.max(0, box.left);
  const top = Math.max(0, box.top);
  const right = Math.min(width, box.left + box.width);
  const bottom = Math.min(height, box.top + box.height);
  return { ...box, left, top, width: right - left, height: bottom - top };
}
