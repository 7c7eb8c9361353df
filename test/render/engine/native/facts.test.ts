import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { readFacts } from "../../../../src/render/engine/native/read-facts.ts";
import { probe, probeNatively } from "../../../../src/render/engine/probe.ts";
import { engine } from "../../../support/engine.ts";

const demo = join(import.meta.dirname, "../../../../src/demo");
const coast = () => sharp(join(demo, "coast.jpg")).resize(61, 47);
const badge = () => sharp(join(demo, "badge.png")).resize(33, 33);

const files: Record<string, () => Promise<Uint8Array>> = {};
for (const name of readdirSync(demo)) files[name] = async () => readFileSync(join(demo, name));
for (let orientation = 1; orientation <= 8; orientation += 1) {
  const turned = () => coast().withMetadata({ orientation });
  files[`orientation ${orientation} of a JPEG`] = () => turned().jpeg().toBuffer();
  files[`orientation ${orientation} of a WebP`] = () => turned().webp().toBuffer();
}
const variants: Record<string, () => Sharp> = {
  "a progressive JPEG": () => coast().jpeg({ progressive: true, quality: 33 }),
  "a grey JPEG": () => coast().greyscale().jpeg(),
  "a JPEG of 300 dots per inch": () => coast().withMetadata({ density: 300 }).jpeg(),
  "a JPEG with a profile of sRGB": () => coast().withIccProfile("srgb").jpeg(),
  "a JPEG with a profile of Display P3": () => coast().withIccProfile("p3").jpeg(),
  "a PNG of a palette": () => badge().png({ palette: true }),
  "an opaque PNG": () => coast().png(),
  "a grey PNG": () => coast().greyscale().png(),
  "an interlaced PNG": () => badge().png({ progressive: true }),
  "a WebP with alpha": () => badge().webp(),
  "a lossless WebP": () => badge().webp({ lossless: true }),
  "an opaque lossless WebP": () => coast().webp({ lossless: true }),
  "a WebP with a profile of Display P3": () => coast().withIccProfile("p3").webp(),
};
for (const [name, make] of Object.entries(variants)) files[name] = () => make().toBuffer();

describe("a header read without libvips is what libvips reads", () => {
  for (const [name, make] of Object.entries(files)) {
    test(name, async () => {
      const bytes = await make();
      const { format } = await sharp(bytes).metadata();
      const theirs = await probe(await engine(), bytes, format as "jpeg");
      const ours = await probeNatively(bytes, format as "jpeg");
      expect(ours).toEqual(theirs);
    });
  }
});

describe("what libvips has to judge", () => {
  const left: Record<string, () => Promise<Uint8Array>> = {
    "a JPEG of inks": () => coast().toColourspace("cmyk").jpeg().toBuffer(),
    "a PNG of sixteen bits": () => coast().toColourspace("rgb16").png().toBuffer(),
    "a PNG with a profile": () => coast().withIccProfile("p3").png().toBuffer(),
  };
  for (const [name, make] of Object.entries(left)) {
    test(name, async () => {
      const bytes = await make();
      const { format } = await sharp(bytes).metadata();
      expect(await probeNatively(bytes, format as "jpeg")).toBeUndefined();
    });
  }

  for (const [format, make] of [
    ["jpeg", () => coast().jpeg()],
    ["png", () => coast().png()],
    ["webp", () => coast().webp()],
  ] as const) {
    test(`a ${format} that is cut anywhere`, async () => {
      const whole = await make().toBuffer();
      expect((await readFacts(whole, format))?.complete).toBe(true);
      for (let length = 0; length < whole.length - 1; length += 41) {
        const facts = await readFacts(whole.subarray(0, length), format);
        expect(facts?.complete ?? false).toBe(false);
      }
    });
  }
});
