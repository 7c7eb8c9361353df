import type { Image } from "../../engine.ts";
import { onColour } from "../colour/alpha.ts";

/** The most that libvips takes. */
const widest = 10;

/** Sharpens lightness and leaves hues alone. */
export function sharpen(image: Image, { sigma }: { sigma: number }): Image {
  if (sigma <= 0) return image.copy();
  return onColour(image, (colour) => {
    // libvips reads it several times, and converting to Lab is the dear part.
    using lab = colour.colourspace("labs");
    using settled = lab.copyMemory();
    using sharpened = settled.sharpen({ sigma: Math.min(sigma, widest) });
    return sharpened.colourspace(colour.bands < 3 ? "b-w" : "srgb");
  });
}
