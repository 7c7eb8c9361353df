import { type Among, amongAll, black, type Colour } from "../../../plan/tones/colours.ts";
import type { Image } from "../../engine.ts";

/** Sides of the sample; nearest pixels, so that its colours are the image's own. */
const sampleSide = 64;
/** Bits of a channel that count as the same colour's. */
const shift = 5;
/** Two main colours differ by this much, 0 to 255 per channel, wherever the image has such. */
const apart = 48;

/** An image's main colours, the most frequent first; never fewer than asked for. */
export function mainColours(image: Image, count: number, among: Among): Colour[] {
  const pixels = among.border ? edgePixels(image) : samplePixels(image);
  return frequentColours(pixels, count, among);
}

interface Pixels {
  bytes: Uint8Array;
  /** 3, or 4, where a pixel counts by its alpha. */
  bands: number;
}

function samplePixels(image: Image): Pixels {
  using sample = image.subsample(
    Math.max(1, Math.floor(image.width / sampleSide)),
    Math.max(1, Math.floor(image.height / sampleSide)),
  );
  return pixelsOf(sample);
}

/** The outermost row or column of each side. */
function edgePixels(image: Image): Pixels {
  const { width, height } = image;
  const sides = [
    [0, 0, width, 1],
    [0, height - 1, width, 1],
    [0, 0, 1, height],
    [width - 1, 0, 1, height],
  ] as const;
  const read = sides.map(([left, top, across, down]) => {
    using edge = image.crop(left, top, across, down);
    return pixelsOf(edge);
  });
  const bytes = new Uint8Array(read.reduce((sum, side) => sum + side.bytes.length, 0));
  let at = 0;
  for (const side of read) {
    bytes.set(side.bytes, at);
    at += side.bytes.length;
  }
  return { bytes, bands: read[0]?.bands ?? 3 };
}

function pixelsOf(image: Image): Pixels {
  using colour = image.bands < 3 ? image.colourspace("srgb") : image.copy();
  return { bytes: colour.writeToMemory() as Uint8Array, bands: colour.bands };
}

/** The main ones of the colours of pixels. Pure. */
export function frequentColours(
  { bytes, bands }: Pixels,
  count: number,
  { contrast, palette }: Among = amongAll,
): Colour[] {
  const ranked = rankedColours(bytes, bands);
  const [first = black] = ranked;
  const sought = contrast
    ? ranked.toSorted((a, b) => distance(b, first) - distance(a, first))
    : ranked;
  const chosen: Colour[] = [];
  for (const colour of sought) {
    if (chosen.length === count) break;
    if (chosen.every((other) => distance(colour, other) >= apart)) chosen.push(colour);
  }
  while (chosen.length < count) chosen.push(chosen.at(-1) ?? black);
  return chosen.map((colour) => nearest(colour, palette));
}

/** Their mean for each colour's likes, the most frequent first. */
function rankedColours(bytes: Uint8Array, bands: number): Colour[] {
  const sums = new Map<number, { weight: number; red: number; green: number; blue: number }>();
  for (let i = 0; i < bytes.length; i += bands) {
    const [red = 0, green = 0, blue = 0, alpha = 255] = bytes.subarray(i, i + bands);
    if (alpha === 0) continue;
    const bin = ((red >> shift) << 16) | ((green >> shift) << 8) | (blue >> shift);
    const sum = sums.get(bin) ?? { weight: 0, red: 0, green: 0, blue: 0 };
    sum.weight += alpha;
    sum.red += red * alpha;
    sum.green += green * alpha;
    sum.blue += blue * alpha;
    sums.set(bin, sum);
  }
  return [...sums.values()]
    .sort((a, b) => b.weight - a.weight)
    .map(({ weight, red, green, blue }) => ({
      red: Math.round(red / weight),
      green: Math.round(green / weight),
      blue: Math.round(blue / weight),
      alpha: 1,
    }));
}

function nearest(colour: Colour, palette: readonly Colour[]): Colour {
  if (palette.length === 0) return colour;
  return palette.reduce((best, each) =>
    distance(each, colour) < distance(best, colour) ? each : best,
  );
}

function distance(a: Colour, b: Colour): number {
  return Math.max(Math.abs(a.red - b.red), Math.abs(a.green - b.green), Math.abs(a.blue - b.blue));
}
