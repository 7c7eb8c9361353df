import { type Header, uprightSize } from "../header.ts";
import type { Measure } from "../measurement.ts";
import type { Source } from "../operations.ts";
import type { Size } from "../size.ts";
import { smallImage } from "../small-image.ts";
import type { Face } from "./face.ts";

export type FileSource = Source & { kind: "file" };

/** The faces of an original, in pixels of the upright image. */
interface OriginalFaces {
  faces: readonly Face[];
  size: Size;
}

export type FaceSearch = (source: FileSource) => OriginalFaces;

/** Longest side of the image that faces are looked for in: more shows the detector nothing more. */
export const searchedSide = 640;

/**
 * Asks for the faces of an original at most once.
 * @param header as the URL wants it
 */
export function createFaceSearch(header: Header, measure: Measure): FaceSearch {
  let known: OriginalFaces | undefined;
  return function facesOf(source) {
    if (known) return known;
    const size = uprightSize(header);
    const image = smallImage(source, header, size, searchedSide);
    known = { faces: measure({ of: "faces", image, size }), size };
    return known;
  };
}
