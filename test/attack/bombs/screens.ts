import sharp from "sharp";
import { bytesOf, littleEndian, type Part } from "../../fuzz/files/anatomy.ts";
import { riff } from "../../fuzz/files/boxes.ts";
import type { Bombs } from "./bomb.ts";

// GIF and WebP: small frames on a screen that may be of any size.

const colours = new Uint8Array(6);
const end = [0x3b];
/** One pixel, coded. */
const onePixel = [2, 2, 0x44, 1, 0];

const screen = (width: number, height: number) =>
  bytesOf("GIF89a", littleEndian(width, 2), littleEndian(height, 2), [0x80, 0, 0], colours);
const frame = (width: number, height: number, pixels: Uint8Array | number[] = onePixel) =>
  bytesOf([0x2c, 0, 0, 0, 0], littleEndian(width, 2), littleEndian(height, 2), [0], pixels);
const repeated = (bytes: Uint8Array, times: number) => Array.from({ length: times }, () => bytes);

/** The code that empties the table, again and again: three bits, of which the last is set. */
const clears = Buffer.alloc(255, Uint8Array.of(0x24, 0x49, 0x92));

/** A canvas, animated, with what follows. */
function canvas(width: number, height: number, ...parts: Part[]): Uint8Array {
  const size = bytesOf(littleEndian(width - 1, 3), littleEndian(height - 1, 3));
  return riff.join([
    { name: "VP8X", body: bytesOf([2, 0, 0, 0], size) },
    { name: "ANIM", body: new Uint8Array(6) },
    ...parts,
  ]);
}

async function webpFrame(): Promise<Part> {
  const create = { width: 1, height: 1, channels: 3 as const, background: "red" };
  const [pixel] = riff.split(await sharp({ create }).webp({ lossless: true }).toBuffer());
  // Where it lies, one pixel, and a hundredth of a second.
  const place = bytesOf(new Uint8Array(6), new Uint8Array(6), littleEndian(10, 3), [0]);
  return { name: "ANMF", body: place, inner: pixel ? [pixel] : [] };
}

export const screens: Bombs = {
  "screen-of-4-gigapixels.gif": () => bytesOf(screen(65_535, 65_535), frame(1, 1), end),
  "frame-of-4-gigapixels.gif": () => bytesOf(screen(1, 1), frame(65_535, 65_535), end),
  "100000-frames.gif": () => bytesOf(screen(1_000, 1_000), ...repeated(frame(1, 1), 100_000), end),
  "300-frames-of-9-megapixels.gif": () =>
    bytesOf(screen(3_000, 3_000), ...repeated(frame(1, 1), 300), end),
  "300-whole-frames.gif": () =>
    bytesOf(screen(3_000, 3_000), ...repeated(frame(3_000, 3_000), 300), end),
  "codes-that-say-nothing.gif": () => {
    const block = bytesOf([255], clears);
    const pixels = bytesOf([2], ...repeated(block, 100_000), [0]);
    return bytesOf(screen(100, 100), frame(100, 100, pixels), end);
  },
  "comment-of-30-megabytes.gif": () => {
    const block = bytesOf([255], new Uint8Array(255));
    const comment = bytesOf([0x21, 0xfe], ...repeated(block, 120_000), [0]);
    return bytesOf(screen(9, 9), comment, frame(1, 1), end);
  },
  "canvas-of-all-there-is.webp": async () => canvas(2 ** 24, 2 ** 24, await webpFrame()),
  "10000-frames.webp": async () => {
    const one = await webpFrame();
    return canvas(2_000, 2_000, ...Array.from({ length: 10_000 }, () => one));
  },
  "300-frames-of-9-megapixels.webp": async () => {
    const one = await webpFrame();
    return canvas(3_000, 3_000, ...Array.from({ length: 300 }, () => one));
  },
  "claims-268-megapixels.webp": () =>
    riff.join([
      { name: "VP8L", body: bytesOf([0x2f, 0xff, 0xff, 0xff, 0x0f], new Uint8Array(1_000)) },
    ]),
  "claims-268-megapixels-lossy.webp": () =>
    riff.join([
      {
        name: "VP8 ",
        body: bytesOf(
          [0x10, 0x20, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f],
          new Uint8Array(1_000),
        ),
      },
    ]),
  "99-megapixels.webp": () => {
    const create = { width: 10_000, height: 9_900, channels: 3 as const, background: "red" };
    return sharp({ create, limitInputPixels: false })
      .webp({ lossless: true, effort: 0 })
      .toBuffer();
  },
};
