import type { Colour } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";

/** The image in red, green and blue, however it came; alpha stays. */
export function inColour(image: Image): Image {
  return image.bands < 3 ? image.colourspace("srgb") : image.copy();
}

/** The image in bands that can show this colour: a grey one stays grey for grey. */
export function readyFor(image: Image, { red, green, blue }: Colour): Image {
  return red === green && green === blue ? image.copy() : inColour(image);
}

/** A colour as the values of an image's bands, 0 to 255 each. */
export function colourBands({ red, green, blue, alpha }: Colour, image: Image): number[] {
  const colour = image.bands < 3 ? [red] : [red, green, blue];
  return image.hasAlpha() ? [...colour, Math.round(alpha * 255)] : colour;
}
