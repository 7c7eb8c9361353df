import { createSearch, type Search } from "../found/search.ts";
import type { Header } from "../header.ts";
import type { Measure } from "../measurement.ts";
import type { Face } from "./face.ts";

export type FaceSearch = Search<Face>;

/** Longest side of the image that faces are looked for in: more shows the detector nothing more. */
export const searchedSide = 640;

/**
 * Asks for the faces of an original at most once.
 * @param header as the URL wants it
 */
export function createFaceSearch(header: Header, measure: Measure): FaceSearch {
  return createSearch(header, searchedSide, (image, size) => measure({ of: "faces", image, size }));
}
