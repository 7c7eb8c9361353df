import { join } from "node:path";
import sharp from "sharp";
import { ssim } from "ssim.js";
import { ask } from "./load.ts";
import type { Photo, PhotoSet } from "./photos.ts";
import type { Format, Server, Servers } from "./servers.ts";

/** One encoding of one photo. */
interface Sample {
  quality: number;
  bytes: number;
  ssim: number;
}

/** Both servers' images of a few photos; ratios are Tintype to IPX, geometric means. */
export interface Quality {
  /** Means over the photos, at the same quality setting. */
  ssim: { tintype: number; ipx: number };
  bytesAtEqualSetting: number;
  bytesAtEqualSsim: number;
  /** Photos for which no quality of Tintype's came on both sides of IPX's SSIM. */
  unmatched: string[];
}

/** Pixels; what an article shows on a screen of ordinary density. */
const width = 720;
/** Steps of the quality setting on the way to IPX's SSIM and past it. */
const steps = [2, 4, 8, 16, 16];

/** Asks both servers for some photos and compares what they give. */
export async function compareQuality(
  { tintype, ipx }: Servers,
  { folder, photos }: PhotoSet,
  format: Format,
  quality: number,
  count: number,
): Promise<Quality> {
  const settings: number[] = [];
  const equal: number[] = [];
  const unmatched: string[] = [];
  const means = { tintype: 0, ipx: 0 };
  const chosen = spread(photos, count);
  for (const photo of chosen) {
    const original = await readOriginal(join(folder, photo.name));
    const take = (server: Server, q: number) => sample(server, photo, original, format, q);
    const theirs = await take(ipx, quality);
    const ours = await take(tintype, quality);
    means.tintype += ours.ssim / chosen.length;
    means.ipx += theirs.ssim / chosen.length;
    settings.push(ours.bytes / theirs.bytes);
    const bytes = await bytesAt(theirs.ssim, ours, (q) => take(tintype, q));
    if (bytes === undefined) unmatched.push(photo.name);
    else equal.push(bytes / theirs.bytes);
  }
  return {
    ssim: means,
    bytesAtEqualSetting: geometricMean(settings),
    bytesAtEqualSsim: geometricMean(equal),
    unmatched,
  };
}

/** Bytes at which an encoder would reach `target`; undefined when no quality comes above it. */
export async function bytesAt(
  target: number,
  first: Sample,
  take: (quality: number) => Promise<Sample>,
): Promise<number | undefined> {
  const direction = first.ssim < target ? 1 : -1;
  let near = first;
  for (const step of steps) {
    const quality = Math.min(100, Math.max(1, near.quality + direction * step));
    if (quality === near.quality) return undefined;
    const far = await take(quality);
    if ((far.ssim - target) * direction >= 0) return interpolate(near, far, target);
    near = far;
  }
  return undefined;
}

/** Over a short way, the logarithm of the bytes is a straight line over SSIM. */
function interpolate(a: Sample, b: Sample, target: number): number {
  if (a.ssim === b.ssim) return Math.sqrt(a.bytes * b.bytes);
  const way = (target - a.ssim) / (b.ssim - a.ssim);
  return a.bytes * (b.bytes / a.bytes) ** way;
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** `count` of the photos, evenly over the list. */
function spread(photos: readonly Photo[], count: number): Photo[] {
  const every = Math.max(1, photos.length / count);
  return photos.filter((_, i) => Math.floor((i + 1) / every) > Math.floor(i / every));
}

/** An original in full, and its smaller versions; made once per size. */
type Original = (size: { width: number; height: number }) => Promise<Uint8Array>;

async function readOriginal(file: string): Promise<Original> {
  // All pixels are decoded before any are thrown away: a JPEG decoder's shrinking, which either
  // server uses in its own way, must not be part of what both are held against.
  const { data, info } = await sharp(file)
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  const made = new Map<string, Promise<Uint8Array>>();
  return ({ width, height }) => {
    const key = `${width}x${height}`;
    const kept = made.get(key);
    if (kept) return kept;
    const picture = sharp(data, { raw })
      .resize({ width, height, fit: "fill", kernel: "lanczos3" })
      .ensureAlpha()
      .raw()
      .toBuffer();
    made.set(key, picture);
    return picture;
  };
}

async function sample(
  server: Server,
  { name }: Photo,
  original: Original,
  format: Format,
  quality: number,
): Promise<Sample> {
  const { bytes } = await ask(server, { name, width, format, quality });
  const decoded = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const size = { width: decoded.info.width, height: decoded.info.height };
  return {
    quality,
    bytes: bytes.length,
    ssim: similarity(await original(size), decoded.data, size),
  };
}

/** SSIM of luma as Wang et al. define it, at full size: a smaller one would hide blur. */
function similarity(a: Uint8Array, b: Uint8Array, size: { width: number; height: number }): number {
  const picture = (data: Uint8Array) => ({ data: new Uint8ClampedArray(data), ...size });
  return ssim(picture(a), picture(b), { ssim: "fast", downsample: false }).mssim;
}
