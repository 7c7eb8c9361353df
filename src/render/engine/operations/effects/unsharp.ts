import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { onColour, toBytes } from "../colour/alpha.ts";

/**
 * Unsharp mask as ImageMagick's `-unsharp` has it: adds the difference to a blurred image, times
 * `amount`, where twice that difference reaches the threshold. A radius of 0 fits `sigma`.
 */
export function unsharp(
  image: Image,
  { radius, sigma, amount, threshold }: OperationOf<"unsharp">,
): Image {
  // libvips ends the bell where it is this low: half a pixel beyond the radius.
  const reach = radius > 0 ? Math.ceil(radius) + 0.5 : 3 * sigma;
  const lowest = Math.min(0.9, Math.max(0.001, Math.exp(-(reach ** 2) / (2 * sigma ** 2))));
  return onColour(image, (colour) => {
    // In floats: whole numbers are off by some tones, which `amount` would multiply.
    using blurred = colour.gaussblur(sigma, { precision: "float", min_ampl: lowest });
    using difference = colour.subtract(blurred);
    using added = difference.linear(amount, 0);
    using sum = colour.add(added);
    using sharpened = toBytes(sum);
    if (threshold <= 0) return sharpened.copy();
    using size = difference.abs();
    using reached = size.moreEq((threshold * 255) / 2);
    return reached.ifthenelse(sharpened, colour);
  });
}
