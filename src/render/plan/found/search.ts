import { type Header, uprightSize } from "../header.ts";
import type { ImagePlan, Operation, Source } from "../operations.ts";
import type { Size } from "../size.ts";
import { smallImage } from "../small-image.ts";
import { follow, isForeseen } from "./follow.ts";
import type { Found } from "./found.ts";

export type FileSource = Source & { kind: "file" };

/** What was found in an original, in pixels of the upright image. */
interface InOriginal<F extends Found> {
  found: readonly F[];
  size: Size;
}

export type Search<F extends Found> = (source: FileSource) => InOriginal<F>;

/** Has an image looked at, and tells what is in it in pixels of an image of that size. */
type Look<F extends Found> = (image: ImagePlan, size: Size) => readonly F[];

/**
 * Asks what is in an original at most once.
 * @param header as the URL wants it
 * @param searchedSide the longest side of the image that is looked at
 */
export function createSearch<F extends Found>(
  header: Header,
  searchedSide: number,
  look: Look<F>,
): Search<F> {
  let known: InOriginal<F> | undefined;
  return function find(source) {
    if (known) return known;
    const size = uprightSize(header);
    known = { found: look(smallImage(source, header, size, searchedSide), size), size };
    return known;
  };
}

/** An image as far as it is planned. */
export interface PlannedImage {
  size: Size;
  operations: Operation[];
}

/** Found once in the original and followed to where it lies now, if that can be told. */
export function findIn<F extends Found>(
  source: FileSource,
  { operations, size }: PlannedImage,
  search: Search<F>,
  look: Look<F>,
): readonly F[] {
  if (isForeseen(operations)) {
    const original = search(source);
    const [first, ...rest] = operations;
    // The original is looked at upright.
    return follow(original.found, original.size, first?.do === "orient" ? rest : operations);
  }
  const { moving: _, ...still } = source;
  return look({ source: still, operations }, size);
}
