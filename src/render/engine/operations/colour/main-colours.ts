import { black, type Colour } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";

/** Sides of the sample; nearest pixels, so that its colours are the image's own. */
const sampleSide = 64;
/** Bits of a channel that count as the same colour's. */
const shift = 5;
/** Two main colours differ by this much, 0 to 255 per channel, wherever the image has such. */
const apart = 48;

/** An image's most frequent colours, the most frequent first; never fewer than asked for. */
export function mainColours(image: Image, count: number): Colour[] {
  using sample = image.subsample(
    Math.max(1, Math.floor(image.width / sampleSide)),
    Math.max(1, Math.floor(image.height / sampleSide)),
  );
  using colour = sample.bands < 3 ? sample.colourspace("srgb") : sample.copy();
  return frequentColours(colour.writeToMemory() as Uint8Array, colour.bands, count);
}

/** The same of pixels in rows: 3 bands, or 4, where a pixel counts by its alpha. Pure. */
export function frequentColours(pixels: Uint8Array, bands: number, count: number): Colour[] {
  const sums = new Map<number, { weight: number; red: number; green: number; blue: number }>();
  for (let i = 0; i < pixels.length; i += bands) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = pixels.subarray(i, i + bands);
    if (alpha === 0) continue;
    const bin = ((red >> shift) << 16) | ((green >> shift) << 8) | (blue >> shift);
    const sum = sums.get(bin) ?? { weight: 0, red: 0, green: 0, blue: 0 };
    sum.weight += alpha;
    sum.red += red * alpha;
    sum.green += green * alpha;
    sum.blue += blue * alpha;
    sums.set(bin, sum);
  }
  const ranked = [...sums.values()]
    .sort((a, b) => b.weight - a.weight)
    .map(({ weight, red, green, blue }) => ({
      red: Math.round(red / weight),
      green: Math.round(green / weight),
      blue: Math.round(blue / weight),
      alpha: 1,
    }));
  const chosen: Colour[] = [];
  for (const colour of ranked) {
    if (chosen.length === count) break;
    if (chosen.every((other) => distance(colour, other) >= apart)) chosen.push(colour);
  }
  while (chosen.length < count) chosen.push(chosen.at(-1) ?? black);
  return chosen;
}

function distance(a: Colour, b: Colour): number {
  return Math.max(Math.abs(a.red - b.red), Math.abs(a.green - b.green), Math.abs(a.blue - b.blue));
}
