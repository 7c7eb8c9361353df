import type { FileSource } from "../faces/original-faces.ts";
import { type Header, uprightSize } from "../header.ts";
import type { Measure } from "../measurement.ts";
import type { Size } from "../size.ts";
import { smallImage } from "../small-image.ts";
import type { FoundObject } from "./found-object.ts";

/** The objects of an original, in pixels of the upright image. */
interface OriginalObjects {
  objects: readonly FoundObject[];
  size: Size;
}

export type ObjectSearch = (source: FileSource) => OriginalObjects;

/** Longest side of the image that objects are looked for in: what the detector sees of it. */
const searchedSide = 416;

/**
 * Asks for the objects of an original, of all kinds, at most once.
 * @param header as the URL wants it
 */
export function createObjectSearch(header: Header, measure: Measure): ObjectSearch {
  let known: OriginalObjects | undefined;
  return function objectsOf(source) {
    if (known) return known;
    const size = uprightSize(header);
    const image = smallImage(source, header, size, searchedSide);
    known = { objects: measure({ of: "objects", image, size }), size };
    return known;
  };
}
