import type { Found } from "../found/found.ts";
import type { Box, Size } from "../size.ts";

/** From the brows to the chin. */
export type Face = Found;

/** Faces of an image as a step finds it, the largest first. */
export interface FoundFaces {
  /** Those that the step's focus is on; or objects, where it is on such. */
  focused: readonly Found[];
  all: readonly Face[];
}

/**
 * How much of its height the forehead adds to a face that begins at the brows, and how wide the
 * whole is. Source: Cloudinary's upload response has faces of 61x83 and of 52x71 pixels; the height
 * is that of `wholeFaceFactor`'s example, where BlazeFace's box is 2.2 times from eyes to mouth.
 */
const [forehead, wholeRatio] = [0.28, 0.73];

/** A face from the hairline to the chin, as far as it lies in the image. */
export function wholeFaceOf(face: Face, image: Size): Face {
  const height = face.height * (1 + forehead);
  const width = height * wholeRatio;
  const left = Math.max(0, face.left + (face.width - width) / 2);
  const top = Math.max(0, face.top - face.height * forehead);
  return {
    confidence: face.confidence,
    left,
    top,
    width: Math.min(image.width, face.left + (face.width + width) / 2) - left,
    height: Math.min(image.height, face.top + face.height) - top,
  };
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
