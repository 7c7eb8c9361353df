import { type FaceSearch, searchedSide } from "../faces/face-search.ts";
import type { FileSource } from "../found/search.ts";
import type { Header } from "../header.ts";
import type { Measure } from "../measurement.ts";
import { smallImage } from "../small-image.ts";
import type { PeopleMask } from "./people-mask.ts";

export type PeopleSearch = (source: FileSource) => PeopleMask | undefined;

/**
 * Looks for people in an original: where there is no face, there is nobody.
 * @param header as the URL wants it
 */
export function createPeopleSearch(
  header: Header,
  facesOf: FaceSearch,
  measure: Measure,
): PeopleSearch {
  return function peopleOf(source) {
    const { found: faces, size } = facesOf(source);
    if (faces.length === 0) return undefined;
    const image = smallImage(source, header, size, searchedSide);
    return measure({ of: "people", image, size, faces })[0];
  };
}
