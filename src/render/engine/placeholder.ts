import { encode } from "blurhash";
import { rgbaToThumbHash } from "thumbhash";

/** Pixels by rows, red, green, blue and alpha (not multiplied in), 0 to 255. */
export interface Rgba {
  width: number;
  height: number;
  data: Uint8Array;
}

/** How long the sides of an image are to be of which a ThumbHash is made. */
export const thumbHashSide = { least: 8, most: 100 };

/**
 * A BlurHash of 4 x 3 components (https://blurha.sh). It knows neither alpha nor proportions: lay
 * the image on something, and make it about 32 x 32.
 */
export function blurHash({ width, height, data }: Rgba): string {
  return encode(new Uint8ClampedArray(data), width, height, 4, 3);
}

/** A ThumbHash in base64, as its makers write it down (https://evanw.github.io/thumbhash). */
export function thumbHash({ width, height, data }: Rgba): string {
  return Buffer.from(rgbaToThumbHash(width, height, data)).toString("base64");
}
