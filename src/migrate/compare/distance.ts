import type { Pixels } from "./png.ts";

/** How unlike two images are, as CIE 1976 colour differences: 2.3 is just noticeable. */
export interface Distance {
  /** Over the whole image. */
  mean: number;
  /** Of the twentieth that differs most. */
  worst: number;
}

/** Below `same` no difference is visible; below `close` only a side-by-side look finds one. */
export const thresholds = { same: 2.3, close: 6 };

/**
 * Compares two images that were brought to the same few pixels, each the mean of a tile: noise and
 * how they were compressed hardly count, other colours and another cut do. Pure.
 */
export function distanceOf(one: Pixels, other: Pixels): Distance {
  if (one.width !== other.width || one.height !== other.height) {
    throw new Error("Expected two images of one size");
  }
  const tiles = one.width * one.height;
  const differences = Float64Array.from({ length: tiles }, (_, i) => {
    const [a, b] = [labOf(one.rgb, i * 3), labOf(other.rgb, i * 3)];
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  }).toSorted();
  const mean = (values: Float64Array) =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    mean: round(mean(differences)),
    worst: round(mean(differences.subarray(Math.min(tiles - 1, Math.floor(tiles * 0.95))))),
  };
}

type Lab = [lightness: number, a: number, b: number];

/** From sRGB, under daylight (D65). */
function labOf(rgb: Uint8Array, at: number): Lab {
  const [r, g, b] = [linear(rgb[at]), linear(rgb[at + 1]), linear(rgb[at + 2])];
  const x = cubeRoot((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = cubeRoot(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = cubeRoot((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function linear(value = 0): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function cubeRoot(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : (value * 24_389) / 27 / 116 + 16 / 116;
}
