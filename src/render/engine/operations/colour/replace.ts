import { amongAll, black, type OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { likeness } from "../effects/likeness.ts";
import { onColour } from "./alpha.ts";
import { inColour } from "./colour-bands.ts";
import { mainColours } from "./main-colours.ts";

/**
 * Shifts colours near `from`, or near the most frequent colour, by as much as leads from it to `to`:
 * shades stay shades. Tolerance is in percent of the way from black to white; alpha stays.
 */
export function replace(image: Image, { from, to, tolerance }: OperationOf<"replace">): Image {
  using full = inColour(image);
  const source = from ?? mainColours(full, 1, amongAll)[0] ?? black;
  const origin = [source.red, source.green, source.blue];
  const way = [to.red - source.red, to.green - source.green, to.blue - source.blue];
  return onColour(full, (bands) => {
    using share = likeness(bands, origin, tolerance);
    using shifted = bands.linear(1, way, { uchar: true });
    return share.ifthenelse(shifted, bands, { blend: true });
  });
}
