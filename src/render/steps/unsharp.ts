import type { Engine, Image } from "../engine.ts";
import type { OperationOf } from "../operations.ts";
import { onColour, toBytes } from "./alpha.ts";

/**
 * Unsharp mask as ImageMagick's `-unsharp` has it: adds the difference to a blurred picture, times
 * `amount`, where twice that difference reaches the threshold. A radius of 0 fits `sigma`.
 */
export function unsharp(image: Image, mask: OperationOf<"unsharp">, vips: Engine): Image {
  const { sigma, amount, threshold } = mask;
  if (sigma <= 0 || amount <= 0) return image.copy();
  const weights = gaussian(mask.radius, sigma);
  using kernel = vips.Image.newMatrix(weights.length, 1, weights);
  kernel.setDouble(
    "scale",
    weights.reduce((sum, weight) => sum + weight, 0),
  );
  return onColour(image, (colour) => {
    using blurred = colour.convsep(kernel, { precision: "integer" });
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

/** Whole numbers, for libvips convolves bytes with those many times faster. */
function gaussian(radius: number, sigma: number): number[] {
  const reach = Math.min(64, Math.max(1, Math.ceil(radius > 0 ? radius : sigma * 3)));
  return Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.round(256 * Math.exp(-((i - reach) ** 2) / (2 * sigma ** 2))),
  );
}
