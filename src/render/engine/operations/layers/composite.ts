import type { Colour } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { colourBands, readyFor } from "../colour/colour-bands.ts";

/** Lays one image over another, with its top left corner at `x`, `y`; the lower one's size stays. */
export function composite(upper: Image, lower: Image, x = 0, y = 0): Image {
  if (!upper.hasAlpha() && upper.bands === lower.bands) return lower.insert(upper, x, y);
  using laid = lower.composite2(upper, "over", { x, y });
  // Compositing always gives alpha; over an opaque backdrop there is nothing left to see through.
  return lower.hasAlpha() ? laid.copy() : laid.extractBand(0, { n: laid.bands - 1 });
}

/** Lets a colour shine through where the image is not opaque. */
export function compositeOnColour(image: Image, colour: Colour): Image {
  if (!image.hasAlpha() || colour.alpha === 0) return image.copy();
  using ready = readyFor(image, colour);
  const background = colourBands(colour, ready);
  if (colour.alpha === 1) return ready.flatten({ background: background.slice(0, -1) });
  using backdrop = ready.newFromImage(background);
  return composite(ready, backdrop);
}
