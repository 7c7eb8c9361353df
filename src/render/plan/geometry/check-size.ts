import { Failure } from "../../../failure.ts";
import type { Size } from "../size.ts";

/**
 * The longest side of an original, as a PSB may have it: libvips keeps bands of whole rows, which of
 * longer ones fill its memory however few pixels there are.
 */
const longestSide = 300_000;

/** Refuses an original that is too long. */
export function checkSides(what: string, { width, height }: Size): void {
  if (Math.max(width, height) <= longestSide) return;
  throw new Failure(
    "ELIMIT",
    `${what} has ${width}x${height} pixels: a side of at most ${longestSide} is allowed`,
  );
}

/** @param atMost pixels of all of it */
export function checkPixels(what: string, { width, height }: Size, atMost: number): void {
  if (width * height <= atMost) return;
  const allowed = atMost % 1e5 === 0 ? `${atMost / 1e6} megapixels` : `${atMost} pixels`;
  throw new Failure(
    "ELIMIT",
    `${what} has ${width}x${height} pixels: at most ${allowed} are allowed`,
  );
}
