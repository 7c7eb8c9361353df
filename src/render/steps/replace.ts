import type { Image } from "../engine.ts";
import { black, type OperationOf } from "../operations.ts";
import { onColour } from "./alpha.ts";
import { inColour } from "./ink.ts";
import { mainColours } from "./main-colours.ts";

/** Up to this share of the tolerance a colour shifts wholly; from there on less and less. */
const firm = 0.8;

/**
 * Shifts colours near `from`, or near the most frequent colour, by as much as leads from it to `to`:
 * shades stay shades. Tolerance is in percent of the way from black to white; alpha stays.
 */
export function replace(image: Image, { from, to, tolerance }: OperationOf<"replace">): Image {
  using full = inColour(image);
  const source = from ?? mainColours(full, 1)[0] ?? black;
  const origin = [source.red, source.green, source.blue];
  const way = [to.red - source.red, to.green - source.green, to.blue - source.blue];

  // Mean squares of differences, so that no root is needed; half a step lets 0 match exactly.
  const outer = Math.max(0.5, (tolerance / 100) * 255) ** 2;
  const inner = firm ** 2 * outer;
  const slope = 255 / (outer - inner);
  return onColour(full, (bands) => {
    using difference = bands.linear(
      1,
      origin.map((value) => -value),
    );
    using squares = difference.multiply(difference);
    using distance = squares.bandmean();
    using share = distance.linear(-slope, outer * slope, { uchar: true });
    using shifted = bands.linear(1, way, { uchar: true });
    return share.ifthenelse(shifted, bands, { blend: true });
  });
}
