import type { Image } from "../../engine.ts";

/** Up to this share of the tolerance a colour counts wholly; from there on less and less. */
const firm = 0.8;

/**
 * How much each pixel of an opaque image is like a colour, 0 to 255. Tolerance is in percent of
 * the way from black to white.
 */
export function likeness(image: Image, colour: readonly number[], tolerance: number): Image {
  // Mean squares of differences, so that no root is needed; half a step lets 0 match exactly.
  const outer = Math.max(0.5, (tolerance / 100) * 255) ** 2;
  const inner = firm ** 2 * outer;
  const slope = 255 / (outer - inner);
  using difference = image.linear(
    1,
    colour.map((value) => -value),
  );
  using squares = difference.multiply(difference);
  using distance = squares.bandmean();
  return distance.linear(-slope, outer * slope, { uchar: true });
}
