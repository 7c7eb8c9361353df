import { type DecodableFormat, formatOf } from "../../../formats.ts";
import { shrinkFor } from "../../plan/decoding.ts";
import type { Facts } from "../../plan/facts.ts";
import { isSameSize, type Size, squaresIn } from "../../plan/size.ts";
import { isOneStep } from "./codec.ts";
import { finePixels } from "./translucent.ts";

/** How an original is decoded. */
export interface Decoding {
  /** What the decoder is asked for. */
  size: Size;
  /** What of that is kept, from the top left corner. */
  whole: Size;
}

type Stored = Pick<Facts, "width" | "height"> & { format: DecodableFormat };

/**
 * By how many pixels of the result what lies at its far edge may be out of place. A decoder rounds
 * sizes up, so that an image is a little stretched: in a detailed photo a fifth of a pixel costs a
 * tenth more bytes for the same likeness.
 */
const toleratedShift = 0.12;

/** More pixels than this are not passed on: a JPEG is decoded by eighths at nearly the wanted size. */
const passedPixels = 16e6;

/**
 * How an original is decoded that is then made smaller. Pure. A small one is shrunk by a power of
 * two, as libvips does it; of a larger one more time is saved by eighths, where they come out even.
 * @param wanted what it is then resized to; every pixel is needed when not given
 */
export function decodingFor(stored: Stored, wanted: Size | undefined): Decoding {
  const shrunk = shrunkFor(stored, wanted);
  if (!mayShrink(stored, wanted) || pixelsOf(stored) <= finePixels) return shrunk;
  const size = inEighths(eighthsFor(stored, wanted), stored);
  const chosen = pixelsOf(size) > passedPixels ? ownChoice(stored, wanted) : size;
  return pixelsOf(chosen) > pixelsOf(shrunk.size) ? shrunk : { size: chosen, whole: chosen };
}

/** The fewest eighths that cover the wanted size and leave nothing out of place. */
function eighthsFor(stored: Size, wanted: Size): number {
  for (let eighths = 1; eighths < 8; eighths += 1) {
    const size = inEighths(eighths, stored);
    const isInPlace = shiftOf(stored, size, eighths, wanted) <= toleratedShift;
    if (isInPlace && isSmaller(wanted, size)) return eighths;
  }
  return 8;
}

/** How far out of place the far edge is of what is decoded to some eighths and then resized. */
function shiftOf(stored: Size, decoded: Size, eighths: number, wanted: Size): number {
  const along = (side: "width" | "height") => {
    const exact = (stored[side] * eighths) / 8;
    return (decoded[side] / exact - 1) * wanted[side];
  };
  return Math.max(along("width"), along("height"));
}

function pixelsOf({ width, height }: Size): number {
  return width * height;
}

/** So many pixels are soon decoded and held, those of a large screen: widths to come need none then. */
const sparePixels = 2.4e6;

/**
 * How an original is decoded once for several that are made of it, and for larger ones that may be asked
 * for next. Pure. Of a power of two, squares of pixels make what most would have been decoded to by
 * themselves.
 * @param wanted the largest of their sizes; every pixel is needed when not given
 */
export function sharedDecodingFor(stored: Stored, wanted: Size | undefined): Decoding {
  const shrunk = shrunkFor(stored, wanted);
  if (!mayShrink(stored, wanted) || pixelsOf(stored) <= finePixels) return shrunk;
  const eighths = eighthsFor(stored, wanted);
  const sizes = [1, 2, 4, 8].map((each) => ({ each, size: inEighths(each, stored) }));
  const enough = sizes.find(({ each }) => each >= eighths)?.size ?? stored;
  const spare = sizes.findLast(({ size }) => pixelsOf(size) <= sparePixels)?.size ?? enough;
  const least =
    pixelsOf(enough) >= pixelsOf(shrunk.size) ? shrunk : { size: enough, whole: enough };
  return pixelsOf(spare) > pixelsOf(least.size) ? { size: spare, whole: spare } : least;
}

/**
 * Whether pixels of an original stand in for what it would be decoded to. A row that averaged ones lack,
 * since a decoder rounds up, is not missed.
 */
export function standsIn(image: Size, { whole }: Decoding, wanted: Size | undefined): boolean {
  const least = wanted ? { width: whole.width - 1, height: whole.height - 1 } : whole;
  return isSmaller(least, image) && (!wanted || isSmaller(wanted, image));
}

/**
 * Of squares of how many pixels a side those pixels are made that stand in for what would be decoded; 1
 * where those that are kept do. Pure.
 */
export function averagingFor(kept: Size, own: Decoding, wanted: Size): number {
  const fits = (side: number) => {
    const part = squaresIn(kept, side);
    if (isSameSize(part, own.whole)) return true;
    return standsIn(part, own, wanted) && leftAwayOf(kept, side, wanted) <= toleratedShift;
  };
  return [8, 4, 2].find(fits) ?? 1;
}

/** How far out of place the far edge of the result is, since what fills no square is left away. */
function leftAwayOf(kept: Size, side: number, wanted: Size): number {
  const along = (each: "width" | "height") => ((kept[each] % side) / kept[each]) * wanted[each];
  return Math.max(along("width"), along("height"));
}

/** Shrunk by a power of two, as libvips does it. */
function shrunkFor(stored: Stored, wanted: Size | undefined): Decoding {
  return shrunkBy(mayShrink(stored, wanted) ? shrinkFor(stored, wanted) : 1, stored);
}

/** Whether the decoder has anything to leave away. */
function mayShrink(stored: Stored, wanted: Size | undefined): wanted is Size {
  const { shrinks } = formatOf(stored.format);
  return wanted !== undefined && shrinks.length > 0 && isSmaller(wanted, stored);
}

/**
 * How a JPEG is shrunk by a power of two. The decoder rounds up; what is no whole pixel at the right
 * and below is left away, as libvips does it. Pure.
 */
export function shrunkBy(shrink: number, { width, height }: Size): Decoding {
  return {
    size: { width: Math.ceil(width / shrink), height: Math.ceil(height / shrink) },
    whole: { width: Math.floor(width / shrink), height: Math.floor(height / shrink) },
  };
}

/**
 * Whether the runtime, asked for the wanted size, decodes and resizes just so by itself: the pixels
 * are the same then, and need not be passed on in between. Pure.
 */
export function isOwnChoice({ size, whole }: Decoding, stored: Stored, wanted: Size): boolean {
  const own = formatOf(stored.format).shrinks.length > 0 ? ownChoice(stored, wanted) : stored;
  return isSameSize(size, whole) && isSameSize(size, own) && isOneStep(size, wanted);
}

/** The fewest eighths that cover the wanted size. */
function ownChoice(stored: Size, wanted: Size): Size {
  for (let eighths = 1; eighths < 8; eighths += 1) {
    const size = inEighths(eighths, stored);
    if (size.width >= wanted.width && size.height >= wanted.height) return size;
  }
  return { width: stored.width, height: stored.height };
}

function inEighths(eighths: number, { width, height }: Size): Size {
  return { width: Math.ceil((width * eighths) / 8), height: Math.ceil((height * eighths) / 8) };
}

export function isSmaller(wanted: Size, stored: Size): boolean {
  return wanted.width <= stored.width && wanted.height <= stored.height;
}
