import { expect, test } from "bun:test";
import sharp from "sharp";
import {
  flatPixels,
  isMostlyFlat,
  mayGainLossless,
} from "../../../src/render/engine/encoding/few-colours.ts";

const [width, height] = [320, 200];

/** What both kinds of WebP take of a drawing, and whether the one without loss is worth a try. */
async function tried(drawing: string) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing}</svg>`;
  const raw = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
  const flat = flatPixels({ data: Uint8Array.from(raw), width, height });
  if (!flat) throw new Error("Expected few colours");
  const image = sharp(raw, { raw: { width, height, channels: 4 } });
  const lossy = (await image.clone().webp({ quality: 80 }).toBuffer()).length;
  const exact = (await image.clone().webp({ lossless: true }).toBuffer()).length;
  return { flat, lossy, isSmaller: exact < lossy, isTried: mayGainLossless(flat, lossy) };
}

const shade = (id: string, inner: string, outer: string) =>
  `<radialGradient id="${id}"><stop stop-color="${inner}"/><stop offset="1" stop-color="${outer}" stop-opacity="0"/></radialGradient>`;
const glows = `<defs>${shade("a", "#d30", "#03d")}${shade("b", "#0c4", "#fd0")}</defs><circle cx="110" cy="100" r="100" fill="url(#a)"/><circle cx="250" cy="90" r="60" fill="url(#b)"/>`;

test("flat areas, stripes and letters are tried without loss", async () => {
  const stripes = Array.from(
    { length: 40 },
    (_, i) => `<rect x="${i * 8}" width="4" height="200"/>`,
  );
  const bars = Array.from(
    { length: 300 },
    (_, i) =>
      `<rect x="${(i % 30) * 10.3}" y="${Math.floor(i / 30) * 20}" width="5.5" height="${6 + (i % 5)}"/>`,
  );
  for (const drawing of [
    `<rect width="200" height="99" fill="#c20"/>`,
    stripes.join(""),
    bars.join(""),
  ]) {
    const { isSmaller, isTried } = await tried(drawing);
    expect([isSmaller, isTried]).toEqual([true, true]);
  }
});

test("shades of many colours are not, which would take more bytes and most of the time", async () => {
  const { flat, isSmaller, isTried } = await tried(glows);
  expect(flat.colours.size).toBeGreaterThan(1024);
  expect([isSmaller, isTried]).toEqual([false, false]);
});

test("a change is a pixel that is like neither the one before nor the one above", () => {
  const pixels = Uint32Array.of(...[1, 1, 2, 2], ...[1, 3, 2, 2], ...[4, 3, 3, 2]);
  const data = new Uint8Array(pixels.buffer);
  expect(flatPixels({ data, width: 4, height: 3 })?.changes).toBe(4);
});

test("an image is mostly flat where three quarters of its pixels are like the one before", () => {
  const flat = Uint32Array.of(...Array<number>(13).fill(7), 1, 2, 3);
  const uneven = Uint32Array.of(...Array<number>(12).fill(7), 1, 2, 3, 4);
  const of = (pixels: Uint32Array<ArrayBuffer>) =>
    isMostlyFlat({ data: new Uint8Array(pixels.buffer) });
  expect([of(flat), of(uneven), of(Uint32Array.of(1))]).toEqual([true, false, false]);
});
