import type { Box, Size } from "../size.ts";

/** A face that was found, from the brows to the chin, in pixels of the upright image. */
export interface Face extends Box {
  /** From 0 to 1. */
  confidence: number;
}

/** Faces of an image as a step finds it, the largest first. */
export interface FoundFaces {
  /** Those that the step's focus is on. */
  focused: readonly Face[];
  all: readonly Face[];
}

/** How much of a face's height its hair takes, and of its sides what is around it. */
const [hair, rim] = [0.45, 0.2];

/** The whole head of a face, in whole pixels inside the image. */
export function headOf({ left, top, width, height }: Face, image: Size): Box {
  const start = {
    left: Math.max(0, Math.floor(left - width * rim)),
    top: Math.max(0, Math.floor(top - height * hair)),
  };
  return {
    ...start,
    width: Math.min(image.width, Math.ceil(left + width * (1 + rim))) - start.left,
    height: Math.min(image.height, Math.ceil(top + height * (1 + rim))) - start.top,
  };
}
