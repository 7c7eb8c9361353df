import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour, toBytes } from "./alpha.ts";

/** Multiplies brightness, up to where the brightest of red, green and blue is at its end. */
export function lighten(image: Image, { factor }: OperationOf<"lighten">, vips: Engine): Image {
  // By brightness, which for the eight bits of an image is 256 cases.
  const gains = Float32Array.from({ length: 256 }, (_, tone) =>
    Math.min(factor, 255 / Math.max(1, tone)),
  );
  using table = vips.Image.newFromMemory(gains, 256, 1, 1, vips.BandFormat.float);
  return onColour(image, (bands) => {
    using brightness = brightest(bands);
    using gain = brightness.maplut(table);
    using product = bands.multiply(gain);
    return toBytes(product);
  });
}

/** The greatest of red, green and blue. */
export function brightest(image: Image): Image {
  if (image.bands < 3) return image.copy();
  using red = image.extractBand(0);
  using green = image.extractBand(1);
  using blue = image.extractBand(2);
  using either = red.maxpair(green);
  return either.maxpair(blue);
}
