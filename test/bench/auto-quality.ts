import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { ssim } from "ssim.js";
import { usualQuality } from "../../src/render/plan/auto-quality.ts";
import { type AutoQuality, autoQualities } from "../../src/url/parameters/auto-quality.ts";
import { mustRender } from "../support/rendition.ts";
import { preparePhotos } from "./photos.ts";
import { geometricMean } from "./quality.ts";

// `bun run bench auto-quality`: qualities chosen for each photo, next to one quality for all.

/** Pixels; what an article shows on a screen of ordinary density. */
const width = 720;
const photoCount = 24;
const formats = ["jpg", "webp"] as const;

interface Sample {
  bytes: number;
  ssim: number;
}

/**
 * Prints, for each level and format, the bytes next to those of one quality of the same looks.
 * @param levels all of them where none is named
 */
export async function autoQuality(levels: string[]): Promise<void> {
  const { folder, photos } = await preparePhotos(photoCount);
  const row = (...cells: string[]) => process.stdout.write(`| ${cells.join(" | ")} |\n`);
  row(
    "level",
    "format",
    "mean SSIM",
    "that quality",
    "bytes",
    "least SSIM",
    "that quality",
    "bytes",
  );
  for (const level of autoQualities) {
    if (levels.length > 0 && !levels.includes(level)) continue;
    for (const format of formats) {
      const qualities = [-10, -5, 0, 5, 8].map((more) => usualQuality(level) + more);
      const chosen: Sample[] = [];
      const fixed: Sample[][] = qualities.map(() => []);
      for (const { name } of photos) {
        const original = new Uint8Array(readFileSync(join(folder, name)));
        const look = lookAt(original, format);
        chosen.push(await look(level));
        for (const [i, quality] of qualities.entries()) fixed[i]?.push(await look(quality));
      }
      const cells = [meanOf, leastOf].flatMap((score) => {
        const same = qualityOf(score(chosen), qualities, fixed.map(score));
        const bytes = bytesOf(chosen) / bytesAt(same, qualities, fixed.map(bytesOf));
        return [score(chosen).toFixed(4), same.toFixed(0), bytes.toFixed(3)];
      });
      row(level, format, ...cells);
    }
  }
}

function lookAt(original: Uint8Array, format: string) {
  const pixels = async (bytes: Uint8Array) => {
    const { data, info } = await sharp(bytes)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { ...info, data: new Uint8ClampedArray(data) };
  };
  const exact = mustRender(original, `w-${width},f-png`).then(pixels);
  return async (quality: number | AutoQuality): Promise<Sample> => {
    const bytes = await mustRender(original, `w-${width},f-${format},q-${quality}`);
    return { bytes: bytes.length, ssim: ssim(await exact, await pixels(bytes)).mssim };
  };
}

function meanOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, sample) => sum + sample.ssim, 0) / samples.length;
}

/** Of the tenth that looks worst. */
function leastOf(samples: readonly Sample[]): number {
  const sorted = samples.toSorted((a, b) => a.ssim - b.ssim);
  return meanOf(sorted.slice(0, Math.ceil(samples.length / 10)));
}

function bytesOf(samples: readonly Sample[]): number {
  return geometricMean(samples.map(({ bytes }) => bytes));
}

/** The quality for all at which a score comes out; the line through the tried ones goes on. */
function qualityOf(score: number, qualities: number[], scores: number[]): number {
  return along(score, scores, qualities);
}

function bytesAt(quality: number, qualities: number[], bytes: number[]): number {
  return Math.exp(along(quality, qualities, bytes.map(Math.log)));
}

/** Where the line through points has a value of `from`, in `to`. */
function along(value: number, from: readonly number[], to: readonly number[]): number {
  const above = from.findIndex((each) => each > value);
  const at = Math.max(1, above < 0 ? from.length - 1 : above);
  const [a = 0, b = 0] = from.slice(at - 1, at + 1);
  const [c = 0, d = 0] = to.slice(at - 1, at + 1);
  return c + ((d - c) * (value - a)) / (b - a);
}
