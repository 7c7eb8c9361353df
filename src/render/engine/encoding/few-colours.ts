import { type Pixels, words } from "../native/rgba.ts";

/** More colours than this have photographs; screenshots, diagrams and drawings have fewer. */
const drawnColours = 4096;

/** Pixels of an image that has few colours. */
export interface FlatPixels {
  width: number;
  height: number;
  /** Red, green, blue and alpha. */
  data: Uint8Array<ArrayBuffer>;
  /** Each colour's number, in the order in which they occur. */
  colours: Map<number, number>;
  /** How many pixels are like neither the one before nor the one above. */
  changes: number;
}

/** Up to so many colours, what repeats, such as letters, may pack better than the changes suggest. */
const repeatingColours = 1024;

/**
 * Whether an encoding without loss may be smaller than the one with loss. Of many colours each change
 * takes a byte or more, and shades and soft edges change at every pixel.
 */
export function mayGainLossless({ colours, changes }: FlatPixels, lossyBytes: number): boolean {
  return colours.size <= repeatingColours || changes <= lossyBytes;
}

/** The colours of an image, red, green, blue and alpha of 8 bits each; undefined when there are more than `drawnColours`. */
export function flatPixels(image: Omit<FlatPixels, "colours" | "changes">): FlatPixels | undefined {
  const { width, height, data } = image;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  if (hasManyColours(pixels)) return undefined;
  const colours = new Map<number, number>();
  let changes = 0;
  let last: number | undefined;
  for (let i = 0; i < pixels.length; i += 1) {
    const pixel = pixels[i] as number;
    // Most pixels are like the one before.
    if (pixel === last) continue;
    last = pixel;
    if (pixel === pixels[i - width]) continue;
    changes += 1;
    if (!colours.has(pixel)) colours.set(pixel, colours.size);
  }
  return { width, height, data, colours, changes };
}

/** So much of a diagram, or of a logo on its ground, is like the pixel before. */
const flatShare = 3 / 4;

/** Whether most of an image, whatever the number of its colours, is areas of one colour. */
export function isMostlyFlat(image: Pick<Pixels, "data">): boolean {
  const pixels = words(image);
  let alike = 0;
  for (let i = 1; i < pixels.length; i += 1) if (pixels[i] === pixels[i - 1]) alike += 1;
  return alike >= pixels.length * flatShare;
}

/** A power of two, so that places are found by a mask. */
const places = 4 * drawnColours;

/** Counts in a table of numbers: a photo is seen through in a small part of the time that a Map takes. */
function hasManyColours(pixels: Uint32Array): boolean {
  const seen = new Uint32Array(places);
  let count = 0;
  let hasZero = false;
  for (let i = 0; i < pixels.length; i += 1) {
    const pixel = pixels[i] as number;
    // An empty place is zero.
    if (pixel === 0) {
      if (!hasZero) count += 1;
      hasZero = true;
      continue;
    }
    let place = (Math.imul(pixel, 0x9e3779b1) >>> 18) & (places - 1);
    while (seen[place] !== 0 && seen[place] !== pixel) place = (place + 1) & (places - 1);
    if (seen[place] === pixel) continue;
    if (count === drawnColours) return true;
    seen[place] = pixel;
    count += 1;
  }
  return false;
}
