import type { Image } from "../../engine.ts";
import { alphaOf, onColour } from "./alpha.ts";
import { grayscale } from "./grayscale.ts";

/** The share of the image that may turn black, and the one that may turn white. */
const clipped = 0.01;

/**
 * Stretches the tones so that nearly all of the range is used. Lightness decides for all channels
 * alike, so that no colour shifts; an image of one tone stays as it is.
 */
export function contrast(image: Image): Image {
  const { low, high } = range(histogram(image));
  if (high - low < 2) return image.copy();
  const factor = 255 / (high - low);
  return onColour(image, (colour) => colour.linear(factor, 0.5 - low * factor, { uchar: true }));
}

/** How much there is of each lightness; what is transparent does not count. */
export function histogram(image: Image): ArrayLike<number> {
  using grey = grayscale(image);
  using lightness = grey.extractBand(0);
  return histogramOf(lightness, image);
}

/** The same of one band, which an image's alpha weighs. */
export function histogramOf(band: Image, image: Image): ArrayLike<number> {
  if (!image.hasAlpha()) {
    using counts = band.histFind();
    return counts.writeToMemory();
  }
  using alpha = alphaOf(image);
  using sums = alpha.histFindIndexed(band, { combine: "sum" });
  return sums.writeToMemory();
}

/** Between which tones all but the clipped shares lie. Pure. */
export function range(histogram: ArrayLike<number>): { low: number; high: number } {
  const counts = Array.from(histogram);
  const limit = counts.reduce((sum, count) => sum + count, 0) * clipped;
  const low = passing(counts, limit);
  const high = counts.length - 1 - passing(counts.toReversed(), limit);
  return { low, high };
}

function passing(counts: number[], limit: number): number {
  let sum = 0;
  return counts.findIndex((count) => {
    sum += count;
    return sum > limit;
  });
}
