import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { deflatedPsd } from "../support/pictures/psd.ts";
import { mustRender } from "../support/rendition.ts";
import { expectImageOrRefusal, randomFrom } from "./changed-files.ts";
import { converted, whyNot } from "./converters.ts";

const demo = (name: string) => join(import.meta.dirname, "../../src/demo", name);

/** Mean difference, of 255, that rounding makes. */
const tolerance = 1;

const photo = () => sharp(demo("coast.jpg")).resize(301, 200, { fit: "fill" });
const badge = () => sharp(demo("badge.png")).resize(150);

function toPsd(png: Uint8Array, options: string[] = [], kind = "psd"): Uint8Array {
  return converted(png, "png", kind, (from, to) => ["convert", from, ...options, `${kind}:${to}`]);
}

/** What ImageMagick reads of the flattened image, in sRGB. */
function ofPsd(psd: Uint8Array, kind = "psd"): Uint8Array {
  return converted(psd, kind, "png", (from, to) => ["convert", `${from}[0]`, "-depth", "8", to]);
}

const kinds: [name: string, image: () => Sharp, options: string[], kind?: string][] = [
  ["colours, packed", photo, ["-compress", "RLE"]],
  ["colours, raw", photo, ["-compress", "None"]],
  ["16 bits", photo, ["-depth", "16"]],
  ["greys", () => photo().greyscale(), ["-colorspace", "Gray"]],
  ["a large document", photo, [], "psb"],
];

describeUnless(whyNot("convert", "imagemagick"), "PSD is read as ImageMagick reads it", () => {
  for (const [name, image, options, kind] of kinds) {
    test(name, async () => {
      const png = await image().png().toBuffer();
      const psd = toPsd(png, options, kind);
      const made = await mustRender(psd, "f-png");
      const { width, height } = await sharp(png).metadata();
      expect(await sizeOf(made)).toMatchObject({ width, height });
      expect(await distance(made, ofPsd(psd, kind))).toBeLessThan(tolerance);
      expect(await distance(made, png)).toBeLessThan(tolerance);
    }, 60_000);
  }

  for (const bits of [8, 16] as const) {
    for (const predicts of [false, true]) {
      test(`${bits} bits, deflated${predicts ? " as differences" : ""}`, async () => {
        const depth = ["-depth", String(bits), "-compress", "None"];
        const raw = toPsd(await photo().png().toBuffer(), depth);
        const made = await mustRender(
          deflatedPsd(raw, { width: 301, height: 200, bits, predicts }),
          "f-png",
        );
        expect(await distance(made, await mustRender(raw, "f-png"))).toBe(0);
      }, 60_000);
    }
  }

  test("a stream that holds less or more than the image is an error", async () => {
    const raw = toPsd(await photo().png().toBuffer(), ["-compress", "None"]);
    const bomb = Buffer.concat([raw, Buffer.alloc(50_000_000)]);
    for (const file of [raw.subarray(0, raw.length - 5000), bomb]) {
      const deflated = deflatedPsd(
        file,
        { width: 301, height: 200, bits: 8, predicts: false },
        raw.length,
      );
      await expect(mustRender(deflated, "f-png")).rejects.toMatchObject({ code: "EFORMAT" });
    }
  }, 60_000);

  test("channels beside those that are drawn are passed over, and counted", async () => {
    const raw = toPsd(await photo().png().toBuffer(), ["-compress", "None"]);
    const image = { width: 301, height: 200, bits: 8, predicts: false } as const;
    const deflatedWith = (more: number) => {
      const file = Buffer.concat([raw, Buffer.alloc(more)]);
      // 17 masks beside the three colours.
      file.writeUInt16BE(20, 12);
      return deflatedPsd(file, image, raw.length);
    };
    const masks = 17 * image.width * image.height;
    const made = await mustRender(deflatedWith(masks), "f-png");
    expect(await distance(made, await mustRender(raw, "f-png"))).toBe(0);
    await expect(mustRender(deflatedWith(masks + 1), "f-png")).rejects.toMatchObject({
      code: "EFORMAT",
    });
  }, 60_000);

  test("what can be seen through is stored as it looks on white", async () => {
    const { data, info } = await badge().ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const onWhite = data.map((value, i) => {
      const alpha = (data[i - (i % 4) + 3] ?? 0) / 255;
      return i % 4 === 3 ? value : Math.round(value * alpha + 255 * (1 - alpha));
    });
    const { width, height } = info;
    const raw = { raw: { width, height, channels: 4 as const } };
    const psd = toPsd(await sharp(onWhite, raw).png().toBuffer());
    const seen = (file: Uint8Array) => sharp(file).flatten({ background: "#888" }).png().toBuffer();
    const made = await seen(await mustRender(psd, "f-png"));
    expect(await distance(made, await seen(ofPsd(psd)))).toBeLessThan(tolerance);
    expect(await distance(made, await seen(await badge().png().toBuffer()))).toBeLessThan(
      tolerance,
    );
  }, 60_000);

  test("inks are those of a TIFF that holds the same ones", async () => {
    const png = await photo().png().toBuffer();
    const inked = ["-colorspace", "CMYK"];
    const tiff = converted(png, "png", "tiff", (from, to) => ["convert", from, ...inked, to]);
    const made = await mustRender(toPsd(png, inked), "f-png");
    expect(await distance(made, await mustRender(tiff, "f-png"))).toBeLessThan(tolerance);
  }, 60_000);

  test("it is resized into every format", async () => {
    const psd = toPsd(await photo().png().toBuffer());
    const theirs = await sharp(ofPsd(psd)).resize(150, 100).png().toBuffer();
    for (const format of ["jpg", "png", "webp", "avif"]) {
      const made = await mustRender(psd, `w-150,h-100,f-${format},q-95`);
      expect(await distance(made, theirs)).toBeLessThan(6);
    }
  }, 60_000);

  test("what is cut off or changed is an error or an image, and never more", async () => {
    for (const psd of [
      toPsd(await badge().png().toBuffer()),
      toPsd(await photo().png().toBuffer()),
    ]) {
      for (const length of [20, 40, Math.floor(psd.length / 2), psd.length - 200]) {
        await expect(mustRender(psd.subarray(0, length), "f-png")).rejects.toMatchObject({
          code: "EFORMAT",
        });
      }
      const random = randomFrom(3);
      for (let i = 0; i < 100; i += 1) {
        const changed = Uint8Array.from(psd);
        for (let n = 0; n < 4; n += 1)
          changed[4 + random(i < 60 ? 200 : psd.length - 4)] = random(256);
        await expectImageOrRefusal(changed, "w-50,f-png");
      }
    }
  }, 120_000);
});
