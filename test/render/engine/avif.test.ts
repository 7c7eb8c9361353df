import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { createAv1Encoder } from "../../../src/render/engine/av1/encode-av1.ts";
import { avifFile } from "../../../src/render/engine/codecs/boxes/avif-file.ts";
import { noChromium, startChromium } from "../../support/chromium.ts";
import { describeUnless } from "../../support/needs.ts";
import { mustRender } from "../../support/rendition.ts";

/** A slope of colours, and of alpha where it has one. */
function slope(width: number, height: number, channels: 3 | 4) {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * channels;
      data[at] = (255 * x) / width;
      data[at + 1] = (255 * y) / height;
      data[at + 2] = 128;
      if (channels === 4) data[at + 3] = 255 - (200 * x) / width;
    }
  }
  return sharp(data, { raw: { width, height, channels } });
}

/** RGBA of eight bits in sRGB, whatever is stored. */
function pixelsOf(image: Sharp): Promise<Buffer> {
  return image.toColourspace("srgb").ensureAlpha().raw({ depth: "uchar" }).toBuffer();
}

function meanDifference(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

async function difference(made: Uint8Array, original: Uint8Array): Promise<number> {
  return meanDifference(await pixelsOf(sharp(made)), await pixelsOf(sharp(original)));
}

test.each([
  [1, 1, 3],
  [1, 300, 3],
  [300, 1, 4],
  [31, 17, 3],
  [33, 65, 4],
  [64, 128, 4],
  [300, 201, 4],
] as const)(
  "an AVIF of %dx%d pixels in %d channels keeps colours and alpha",
  async (width, height, channels) => {
    const original = await slope(width, height, channels).png().toBuffer();
    for (const quality of [1, 50, 100]) {
      const made = await mustRender(original, `f-avif,q-${quality}`);
      const header = await sharp(made).metadata();
      expect([header.width, header.height]).toEqual([width, height]);
      expect(header.hasAlpha).toBe(channels === 4);
      expect(await difference(made, original)).toBeLessThan(quality === 1 ? 12 : 4);
    }
  },
);

test("an AVIF of a higher quality has more bytes and is more like the original", async () => {
  const original = await sharp(await slope(300, 201, 4).png().toBuffer())
    .composite([{ input: await grain(300, 201) }])
    .png()
    .toBuffer();
  const made = await Promise.all(
    [1, 30, 60, 90, 100].map((quality) => mustRender(original, `f-avif,q-${quality}`)),
  );
  const sizes = made.map(({ length }) => length);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  const unlike = await Promise.all(made.map((bytes) => difference(bytes, original)));
  expect(unlike).toEqual(unlike.toSorted((a, b) => b - a));
  expect(unlike.at(-1)).toBeLessThan(1);
});

/** Grey noise that is the same each time, mostly transparent. */
function grain(width: number, height: number): Promise<Buffer> {
  let state = 1;
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < data.length; at += 4) {
    state = (state * 1_103_515 + 12_345) % 2 ** 31;
    data.fill(state >> 23, at, at + 3);
    data[at + 3] = 60;
  }
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

test("grey and pure colours come out of an AVIF as they were", async () => {
  for (const background of ["#000", "#fff", "#808080", "#f00", "#0f0", "#00f"]) {
    const original = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .png()
      .toBuffer();
    expect(await difference(await mustRender(original, "f-avif,q-80"), original)).toBeLessThan(2);
  }
});

describe("an AVIF is written of", () => {
  const colour = slope(70, 51, 3).png();
  const alpha = slope(70, 51, 4).png();
  const of = (image: Sharp) => image.toBuffer().then(sharp);
  const originals: [what: string, make: () => Promise<Buffer>][] = [
    ["a grey PNG", async () => (await of(colour)).toColourspace("b-w").png().toBuffer()],
    ["a grey PNG with alpha", async () => (await of(alpha)).toColourspace("b-w").png().toBuffer()],
    [
      "a grey PNG of 16 bits",
      async () => (await of(colour)).toColourspace("grey16").png().toBuffer(),
    ],
    [
      "a PNG of 16 bits with alpha",
      async () => (await of(alpha)).toColourspace("rgb16").png().toBuffer(),
    ],
    ["a PNG of few colours", async () => (await of(alpha)).png({ palette: true }).toBuffer()],
    ["an AVIF of 10 bits", () => readFile(join(import.meta.dirname, "../originals/ten-bits.avif"))],
    ["a grey JPEG", async () => (await of(colour)).toColourspace("b-w").jpeg().toBuffer()],
    [
      "an AVIF of 8 bits in full colour",
      async () => (await of(alpha)).avif({ quality: 90, chromaSubsampling: "4:4:4" }).toBuffer(),
    ],
    [
      "an AVIF that loses nothing",
      async () => (await of(colour)).avif({ lossless: true }).toBuffer(),
    ],
  ];
  test.each(originals)("%s", async (_, make) => {
    const original = await make();
    const made = await mustRender(original, "f-avif,q-80");
    const { width, height, hasAlpha, bitsPerSample } = await sharp(made).metadata();
    expect([width, height, bitsPerSample]).toEqual([70, 51, 8]);
    expect(hasAlpha).toBe((await sharp(original).metadata()).hasAlpha);
    expect(await difference(made, original)).toBeLessThan(4);
  });
});

test("what is transparent everywhere stays so", async () => {
  const original = await sharp({
    create: { width: 40, height: 30, channels: 4, background: { r: 9, g: 99, b: 199, alpha: 0 } },
  })
    .png()
    .toBuffer();
  const pixels = await pixelsOf(sharp(await mustRender(original, "f-avif")));
  expect(new Set(pixels.filter((_, at) => at % 4 === 3))).toEqual(new Set([0]));
});

describe("the encoder of AV1", async () => {
  const encoder = await createAv1Encoder();
  const encoding = { quantizer: 30, speed: 6 };
  const pixelsFor = async (width: number, height: number) => {
    const data = new Uint8Array(await slope(width, height, 4).raw().toBuffer());
    return { data, width, height, opaque: false };
  };

  test("makes the same of an image, whatever came before", async () => {
    const pixels = await pixelsFor(120, 77);
    const first = encoder.encode(pixels, encoding);
    encoder.encode(await pixelsFor(64, 64), { quantizer: 0, speed: 9 });
    expect(encoder.encode(pixels, encoding)).toEqual(first);
    expect(first?.alpha?.length).toBeGreaterThan(0);
  });

  test("says so where an image is longer than AV1 allows, and goes on", async () => {
    expect(encoder.encode(await pixelsFor(65_537, 1), encoding)).toBeUndefined();
    expect(encoder.encode(await pixelsFor(30, 20), encoding)?.colour.length).toBeGreaterThan(0);
  });

  test.each([5, 6, 8, 9])("writes at speed %d what decodes", async (speed) => {
    const pixels = await pixelsFor(120, 77);
    const coded = encoder.encode(pixels, { quantizer: 20, speed });
    if (!coded) throw new Error("Nothing was encoded");
    expect(
      await difference(avifFile(pixels, coded), await slope(120, 77, 4).png().toBuffer()),
    ).toBeLessThan(4);
  });
});

test("an AVIF of a diagram takes fewer bytes than speed 6 makes of it, and is more like it", async () => {
  const bars = Array.from({ length: 12 }, (_, i) => {
    const height = 20 + ((i * 97) % 130);
    return `<rect x="${8 + i * 20}" y="${170 - height}" width="15" height="${height}" fill="hsl(${i * 30},70%,50%)"/><path d="M0 ${i * 15}.5H260" stroke="#ccc"/>`;
  });
  const diagram = `<svg xmlns="http://www.w3.org/2000/svg" width="260" height="180"><rect width="260" height="180" fill="#fafafa"/>${bars.join("")}</svg>`;
  const image = sharp(Buffer.from(diagram)).ensureAlpha();
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const pixels = { data: new Uint8Array(data), ...info, opaque: true };
  const original = await image.png().toBuffer();
  const quantizer = 13;
  const coded = (await createAv1Encoder()).encode(pixels, { quantizer, speed: 6 });
  if (!coded) throw new Error("Nothing was encoded");
  const usual = avifFile(pixels, coded);
  const made = await mustRender(original, "f-avif,q-80");
  expect(made.length).toBeLessThan(0.97 * usual.length);
  expect(await difference(made, original)).toBeLessThanOrEqual(await difference(usual, original));
});

describeUnless(noChromium, "in Chromium", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await startChromium();
    page = await browser.newPage();
  }, 60_000);
  afterAll(() => browser?.close());

  /** RGBA of eight bits, as a page sees it. */
  async function shown(bytes: Uint8Array): Promise<Uint8Array> {
    const pixels = await page.evaluate(
      async (url: string) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
        const context = canvas.getContext("2d");
        context?.drawImage(image, 0, 0);
        const { data } = context?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
        return [...(data ?? [])];
      },
      `data:image/avif;base64,${Buffer.from(bytes).toString("base64")}`,
    );
    return Uint8Array.from(pixels);
  }

  test.each([
    [70, 51, 3],
    [33, 64, 4],
  ] as const)(
    "an AVIF of %dx%d pixels in %d channels shows its original",
    async (width, height, channels) => {
      const original = await slope(width, height, channels).png().toBuffer();
      const seen = await shown(await mustRender(original, "f-avif,q-80"));
      expect(meanDifference(seen, await pixelsOf(sharp(original)))).toBeLessThan(4);
    },
  );
});
