import type { Image } from "../../engine.ts";
import { onColour } from "./alpha.ts";

/** Leaves lightness alone: one band, or two with alpha. */
export function grayscale(image: Image): Image {
  if (image.bands < 3) return image.copy();
  // libvips takes five times as long when alpha comes along.
  return onColour(image, (colour) => colour.colourspace("b-w"));
}
