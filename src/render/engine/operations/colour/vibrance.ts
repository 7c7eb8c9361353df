import type { OperationOf } from "../../../plan/operations.ts";
import { lightness } from "../../../plan/tones/colour-matrix.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour, toBytes } from "./alpha.ts";
import { brightest } from "./lighten.ts";

/** Moves colours away from grey, the more so the nearer they are to it. */
export function vibrance(image: Image, { percent }: OperationOf<"vibrance">, vips: Engine): Image {
  if (image.bands < 3) return image.copy();
  const share = percent / 100;
  using weights = vips.Image.newMatrix(3, 1, [...lightness]);
  return onColour(image, (bands) => {
    using grey = bands.recomb(weights);
    using most = brightest(bands);
    using opposite = bands.invert();
    // The darkest of the three is what is missing in the opposite colour's brightest.
    using missing = brightest(opposite);
    using both = most.add(missing);
    using gain = both.linear(-share / 255, 1 + 2 * share);
    using away = bands.subtract(grey);
    using farther = away.multiply(gain);
    using sum = grey.add(farther);
    using rounded = toBytes(sum);
    return rounded.copy({ interpretation: "srgb" });
  });
}
