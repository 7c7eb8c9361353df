import type { OperationOf } from "../../../plan/operations.ts";
import { type Curve, line, type Triple, tableOf } from "../../../plan/tones/curves.ts";
import type { Engine, Image } from "../../engine.ts";
import { histogram, histogramOf, range } from "./contrast.ts";
import { mapTones } from "./curve.ts";

/** No image is so dark or so light that its tones are to be torn apart. */
const [flattest, steepest] = [0.4, 2.5];

/** Brings the image's tones to where they should be; lightness decides, but for colours. */
export function level(image: Image, { by, percent }: OperationOf<"level">, vips: Engine): Image {
  const curve = {
    brightness: () => towardsMiddle(histogram(image)),
    contrast: () => stretch([range(histogram(image))]),
    colour: () => stretch(bandRanges(image)),
  }[by]();
  const table = tableOf([curve]);
  // What is mixed with the image is mixed in the table already.
  const share = percent / 100;
  const mixed = table.map((value, i) => {
    const tone = Math.floor(i / 3);
    return Math.round(tone + (value - tone) * share);
  });
  return mapTones(image, mixed, vips);
}

interface Range {
  low: number;
  high: number;
}

/** The ranges of red, green and blue, or of grey. */
function bandRanges(image: Image): Range[] {
  const bands = image.hasAlpha() ? image.bands - 1 : image.bands;
  return Array.from({ length: bands }, (_, i) => {
    using band = image.extractBand(i);
    return range(histogramOf(band, image));
  });
}

/** Stretches ranges to the whole one; a range of one tone stays as it is. Pure. */
export function stretch(ranges: readonly Range[]): Curve {
  const [first = { low: 0, high: 255 }] = ranges;
  const lines = [0, 1, 2].map((i) => {
    const { low, high } = ranges[i] ?? first;
    const factor = high - low < 2 ? 1 : 255 / (high - low);
    return { factor, offset: factor === 1 ? 0 : -low * factor };
  });
  return {
    by: "line",
    factors: lines.map(({ factor }) => factor) as unknown as Triple,
    offsets: lines.map(({ offset }) => offset) as unknown as Triple,
  };
}

/** The power that takes the mean tone to the middle. Pure. */
export function towardsMiddle(histogram: ArrayLike<number>): Curve {
  const counts = Array.from(histogram);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, tone) => sum + count * tone, 0) / (total * 255);
  if (!(mean > 0 && mean < 1)) return line(1, 0);
  const exponent = Math.log(0.5) / Math.log(mean);
  return { by: "power", exponent: Math.min(steepest, Math.max(flattest, exponent)) };
}
