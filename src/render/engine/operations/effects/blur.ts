import type { Box, Size } from "../../../plan/size.ts";
import type { Image } from "../../engine.ts";
import { toBytes } from "../colour/alpha.ts";
import { onRegion } from "./region.ts";

/** Blurs with a Gaussian of this many pixels; transparent pixels do not bleed their colour. */
export function blur(image: Image, { sigma, region }: { sigma: number; region?: Box }): Image {
  if (!region) return blurTo(image, sigma, image);
  return onRegion(image, region, Math.ceil(3 * sigma), (part) => blurTo(part, sigma, part));
}

/** Resizes and blurs with a Gaussian of so many pixels of the result. */
export function blurTo(image: Image, sigma: number, size: Size): Image {
  if (!image.hasAlpha()) return blurBytes(image, sigma, size);
  // In eight bits, because libvips blurs floats fifteen times slower.
  using weighted = image.premultiply();
  using rounded = toBytes(weighted);
  using finished = rounded.copyMemory();
  using blurred = blurBytes(finished, sigma, size);
  using straight = blurred.unpremultiply();
  return toBytes(straight);
}

/** From here on detail that an image of a half or less cannot hold is lost anyway. */
const wide = 4;

/**
 * A wide blur is done on a smaller image, which takes the same time however wide it is. Shrinking
 * by `k` and enlarging blur a little themselves, by variances of k²/12 and k²/6.
 *
 * What is blurred or enlarged is finished first: the strips that libvips works in overlap, and it
 * would make the same pixels again for each of them.
 */
function blurBytes(image: Image, sigma: number, size: Size): Image {
  if (sigma < wide) {
    using sized = stretched(image, size);
    using finished = sized.copyMemory();
    return sigma > 0 ? finished.gaussblur(sigma) : finished.copy();
  }
  const factor = Math.floor(sigma / (wide / 2));
  using small = stretched(image, {
    width: Math.ceil(size.width / factor),
    height: Math.ceil(size.height / factor),
  });
  using finished = small.copyMemory();
  const rest = Math.sqrt((sigma / factor) ** 2 - 1 / 12 - 1 / 6);
  // On a small image floats are affordable; whole numbers make some tones darker.
  using blurred = finished.gaussblur(rest, { precision: "float" });
  using rounded = toBytes(blurred);
  using settled = rounded.copyMemory();
  return stretched(settled, size);
}

function stretched(image: Image, { width, height }: Size): Image {
  if (image.width === width && image.height === height) return image.copy();
  const vscale = height / image.height;
  return image.resize(width / image.width, { vscale, kernel: "linear" });
}
