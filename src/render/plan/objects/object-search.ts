import { createSearch, type Search } from "../found/search.ts";
import type { Header } from "../header.ts";
import type { Measure } from "../measurement.ts";
import type { FoundObject } from "./found-object.ts";

export type ObjectSearch = Search<FoundObject>;

/** Longest side of the image that objects are looked for in: what the detector sees of it. */
const searchedSide = 416;

/**
 * Asks for the objects of an original, of all kinds, at most once.
 * @param header as the URL wants it
 */
export function createObjectSearch(header: Header, measure: Measure): ObjectSearch {
  return createSearch(header, searchedSide, (image, size) =>
    measure({ of: "objects", image, size }),
  );
}
