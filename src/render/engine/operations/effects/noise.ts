import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour, toBytes } from "../colour/alpha.ts";

/** The same grain every time: a rendition that is made again is the same. */
const seed = 1;

/** Adds grain, to all channels alike. */
export function noise(image: Image, { sigma }: OperationOf<"noise">, vips: Engine): Image {
  using grain = vips.Image.gaussnoise(image.width, image.height, { sigma, mean: 0, seed });
  return onColour(image, (bands) => {
    using grainy = bands.add(grain);
    using rounded = toBytes(grainy);
    return rounded.copy({ interpretation: bands.interpretation });
  });
}
