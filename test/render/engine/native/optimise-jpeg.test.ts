import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type JpegOptions } from "sharp";
import { optimiseJpeg } from "../../../../src/render/engine/native/optimise-jpeg.ts";

const coast = readFileSync(join(import.meta.dirname, "../../../../src/demo/coast.jpg"));
const plainly = { optimiseCoding: false, optimizeCoding: false } as const;
const jpeg = (options: JpegOptions, image = sharp(coast).resize(333, 211)) =>
  image.jpeg({ quality: 80, ...plainly, ...options }).toBuffer();
const pixelsOf = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

describe("a JPEG with Huffman tables of its own", () => {
  for (const [name, options] of [
    ["with halved chroma", { chromaSubsampling: "4:2:0" }],
    ["with full chroma", { chromaSubsampling: "4:4:4" }],
    ["of the lowest quality", { quality: 1 }],
    ["of the highest quality", { quality: 100 }],
  ] as const) {
    test(`${name} has the same pixels and fewer bytes`, async () => {
      const before = await jpeg(options);
      const after = optimiseJpeg(before);
      expect(after.length).toBeLessThan(before.length);
      expect((await pixelsOf(after)).equals(await pixelsOf(before))).toBe(true);
    });
  }

  test("may be grey, and as small as one pixel", async () => {
    for (const side of [1, 7, 8, 9, 65]) {
      const image = sharp(coast).resize(side, side).greyscale();
      const before = await jpeg({}, image);
      const after = optimiseJpeg(before);
      expect((await pixelsOf(after)).equals(await pixelsOf(before))).toBe(true);
    }
  });

  test("comes out the same whatever was read before: more symbols, and other tables", async () => {
    const small = await jpeg({});
    const first = optimiseJpeg(small);
    const large = await jpeg({ quality: 98 }, sharp(coast).resize(1000, 750));
    expect(large.length).toBeGreaterThan(200_000);
    expect((await pixelsOf(optimiseJpeg(large))).equals(await pixelsOf(large))).toBe(true);
    for (let quality = 5; quality < 100; quality += 10) {
      const own = await jpeg({ quality, optimiseCoding: true, optimizeCoding: true });
      expect((await pixelsOf(optimiseJpeg(own))).equals(await pixelsOf(own))).toBe(true);
    }
    expect(Buffer.compare(optimiseJpeg(small), first)).toBe(0);
  });

  test("is as long as libjpeg's own optimised one", async () => {
    const theirs = await jpeg({ optimiseCoding: true, optimizeCoding: true });
    const ours = optimiseJpeg(await jpeg({}));
    expect(Math.abs(ours.length - theirs.length)).toBeLessThan(64);
  });
});

describe("what comes back as it is", () => {
  test("a progressive JPEG", async () => {
    const progressive = await jpeg({ progressive: true });
    expect(optimiseJpeg(progressive)).toBe(progressive);
  });

  test("a file that is cut, zeroed or no JPEG, wherever it breaks", async () => {
    const whole = await jpeg({});
    for (let length = 0; length < whole.length; length += 97) {
      const cut = whole.subarray(0, length);
      expect(optimiseJpeg(cut)).toBe(cut);
    }
    const noise = Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) & 255);
    expect(optimiseJpeg(noise)).toBe(noise);
  });
});
