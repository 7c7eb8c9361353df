import type { Colour } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { ink, readyFor } from "../colour/colour-bands.ts";

/** Lays one picture over another, with its top left corner at `x`, `y`; the lower one's size stays. */
export function lay(upper: Image, lower: Image, x = 0, y = 0): Image {
  if (!upper.hasAlpha() && upper.bands === lower.bands) return lower.insert(upper, x, y);
  using laid = lower.composite2(upper, "over", { x, y });
  // Compositing always gives alpha; over an opaque ground there is nothing left to see through.
  return lower.hasAlpha() ? laid.copy() : laid.extractBand(0, { n: laid.bands - 1 });
}

/** Lets a colour shine through where the picture is not opaque. */
export function layOnColour(image: Image, colour: Colour): Image {
  if (!image.hasAlpha() || colour.alpha === 0) return image.copy();
  using ready = readyFor(image, colour);
  const background = ink(colour, ready);
  if (colour.alpha === 1) return ready.flatten({ background: background.slice(0, -1) });
  using ground = ready.newFromImage(background);
  return lay(ready, ground);
}
