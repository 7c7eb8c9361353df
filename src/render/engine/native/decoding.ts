import { type DecodableFormat, formatOf } from "../../../formats.ts";
import { shrinkFor } from "../../plan/decoding.ts";
import type { Facts } from "../../plan/facts.ts";
import { isSameSize, type Size } from "../../plan/size.ts";
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
 * How much larger than wanted a JPEG is decoded at least: what comes out of the decoder at nearly
 * the wanted size is less sharp, which costs more bytes than it saves time.
 */
const spareFactor = 1.2;

/** More pixels than this are not passed on: a JPEG is decoded by eighths at nearly the wanted size. */
const passedPixels = 16e6;

/**
 * How an original is decoded that is then made smaller. Pure. A small one is shrunk by a power of
 * two, as libvips does it; of a larger one more time is saved by eighths.
 * @param wanted what it is then resized to; every pixel is needed when not given
 */
export function decodingFor(stored: Stored, wanted: Size | undefined): Decoding {
  const shrunk = sharedDecodingFor(stored, wanted);
  const isFine = shrunk.size.width * shrunk.size.height <= finePixels;
  if (isFine || !mayShrink(stored, wanted)) return shrunk;
  const scale = Math.max(wanted.width / stored.width, wanted.height / stored.height);
  const size = inEighths(Math.min(8, Math.ceil(8 * scale * spareFactor)), stored);
  const chosen = size.width * size.height > passedPixels ? ownChoice(stored, wanted) : size;
  return { size: chosen, whole: chosen };
}

/**
 * How an original is decoded once for several that are made of it. Pure. Of a power of two whole
 * boxes make what each would have been decoded to by itself.
 * @param wanted the largest of their sizes; every pixel is needed when not given
 */
export function sharedDecodingFor(stored: Stored, wanted: Size | undefined): Decoding {
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
