import { Failure } from "../../../failure.ts";
import type { FileSource, PlannedImage } from "../found/search.ts";
import type { Measure } from "../measurement.ts";
import type { OperationOf, Source } from "../operations.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Box, Size } from "../size.ts";
import { gridSide, type PeopleMask } from "./people-mask.ts";
import type { PeopleSearch } from "./people-search.ts";
import { followPlace } from "./place.ts";

/** What tells where people are. */
interface Search {
  peopleOf: PeopleSearch;
  measure: Measure;
  seconds: number | undefined;
  lacks(what: string): void;
}

/** Sized and cut by the step. */
interface SizedImage extends PlannedImage {
  /** The size of the upright original. */
  original: Size;
}

type CutOut = OperationOf<"cutOut">;

/**
 * What a step cuts out, placed in the image; undefined where it cuts nothing out. ENOTSUP where
 * nobody is seen, unless the step says that the image may stay as it is then.
 */
export function cutOutFor(
  { removeBackground }: ExactFields,
  source: Source,
  state: SizedImage,
  search: Search,
): CutOut | undefined {
  if (removeBackground === undefined) return undefined;
  const moves = source.kind === "file" && (source.moving === true || isFilm(source, search));
  const found = source.kind === "file" && !moves ? peopleIn(source, state, search) : undefined;
  if (found) return found;
  if (removeBackground === "always") {
    const why = moves ? "this one is not still" : "none was found in this image";
    throw new Failure("ENOTSUP", `\`e-bgremove\` cuts people out of still images: ${why}`);
  }
  search.lacks(`background removal: ${moves ? "no still image" : "no person found"}`);
  return undefined;
}

function isFilm({ input }: FileSource, { seconds }: Search): boolean {
  return input === "" && seconds !== undefined;
}

/** Found once in the original and followed to where they lie now, if that can be told. */
function peopleIn(
  source: FileSource,
  { original, size, operations }: SizedImage,
  { peopleOf, measure }: Search,
): CutOut | undefined {
  const [first, ...rest] = operations;
  const moves = first?.do === "orient" ? rest : operations;
  const place = followPlace({ left: 0, top: 0, ...original }, original, moves);
  if (place) return shownIn(size, place, peopleOf(source));
  const image = { source, operations };
  const faces = measure({ of: "faces", image, size });
  const [mask] = faces.length === 0 ? [] : measure({ of: "people", image, size, faces });
  return shownIn(size, { left: 0, top: 0, ...size }, mask);
}

/** Nothing where an image of this size shows none of them. */
function shownIn(image: Size, place: Box, mask?: PeopleMask): CutOut | undefined {
  if (!mask) return undefined;
  const { alpha, rows } = mask;
  const [width, height] = [place.width / gridSide, place.height / gridSide];
  const shows = (start: number, length: number, whole: number) =>
    start < whole && start + length > 0;
  const isSeen = rows.some(
    (row, y) =>
      shows(place.top + y * height, height, image.height) &&
      columnsOf(row).some((x) => shows(place.left + x * width, width, image.width)),
  );
  return isSeen ? { do: "cutOut", alpha, place } : undefined;
}

function columnsOf(row: number): number[] {
  return Array.from({ length: gridSide }, (_, x) => x).filter((x) => (row >>> x) & 1);
}
