import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour, toBytes } from "../colour/alpha.ts";

/** Darkens with the fourth power of the distance from the middle, so that the middle stays. */
export function vignette(image: Image, { corner }: OperationOf<"vignette">, vips: Engine): Image {
  const { width, height } = image;
  using positions = vips.Image.xyz(width, height);
  // Squares add up to 1 in the corners.
  const scale = [Math.SQRT2 / width, Math.SQRT2 / height];
  using places = positions.linear(
    scale,
    scale.map((step) => step / 2 - Math.SQRT1_2),
  );
  using squares = places.multiply(places);
  using distance = squares.bandmean();
  using fourth = distance.multiply(distance);
  // The mean of two squares is half their sum.
  using exponent = fourth.linear(4 * Math.log(Math.max(1e-4, corner)), 0);
  using light = exponent.exp();
  return onColour(image, (bands) => {
    using darker = bands.multiply(light);
    using rounded = toBytes(darker);
    return rounded.copy({ interpretation: bands.interpretation });
  });
}
