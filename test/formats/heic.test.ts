import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { heicGrid } from "../support/pictures/heic-grid.ts";
import { mustRender } from "../support/rendition.ts";
import { expectImageOrRefusal, randomFrom } from "./changed-files.ts";
import { converted, whyNot } from "./converters.ts";

const demo = (name: string) => join(import.meta.dirname, "../../src/demo", name);

/** A difference that another rounding of chroma makes. */
const tolerance = 2;

const toHeic = (png: Uint8Array, ...options: string[]) =>
  converted(png, "png", "heic", (from, to) => ["heif-enc", "-q", "70", ...options, from, "-o", to]);
const ofHeic = (heic: Uint8Array) =>
  converted(heic, "heic", "png", (from, to) => ["heif-convert", from, to]);

/** A file by what it is, and what its maker is told. */
const kinds: [name: string, image: () => Sharp, options: string[], size: [number, number]][] = [
  ["a photo", () => sharp(demo("coast.jpg")).resize(640, 426), [], [640, 426]],
  ["odd sides", () => sharp(demo("coast.jpg")).resize(333, 221), [], [333, 221]],
  ["one pixel wide", () => sharp(demo("coast.jpg")).resize(1, 64, { fit: "fill" }), [], [1, 64]],
  ["whole chroma", () => sharp(demo("badge.png")).flatten(), ["-p", "chroma=444"], [800, 800]],
  ["alpha", () => sharp(demo("badge.png")).resize(300), [], [300, 300]],
  ["greys", () => sharp(demo("tower.jpg")).resize(200, 300).greyscale(), [], [200, 300]],
  [
    "10 bits",
    () => sharp(demo("valley.jpg")).resize(300, 200).toColourspace("rgb16"),
    ["-b", "10"],
    [300, 200],
  ],
  ["a thumbnail", () => sharp(demo("valley.jpg")).resize(480, 320), ["-t", "160"], [480, 320]],
];

describeUnless(whyNot("heif-enc", "libheif-examples"), "HEIC is decoded as libheif does", () => {
  for (const [name, image, options, [width, height]] of kinds) {
    test(name, async () => {
      const heic = toHeic(await image().png().toBuffer(), ...options);
      const made = await mustRender(heic, "f-png");
      expect(await sizeOf(made)).toMatchObject({ width, height });
      expect(await distance(made, ofHeic(heic))).toBeLessThan(tolerance);
    }, 60_000);
  }

  test("tiles are put together, cut off where the whole ends, and turned", async () => {
    const tile = { width: 128, height: 128 };
    const [columns, rows] = [3, 2];
    const photo = sharp(demo("coast.jpg")).resize(columns * 128, rows * 128, { fit: "fill" });
    const png = await photo.png().toBuffer();
    const tiles = Array.from({ length: columns * rows }, (_, i) =>
      sharp(png)
        .extract({ left: (i % columns) * 128, top: Math.floor(i / columns) * 128, ...tile })
        .png()
        .toBuffer(),
    );
    const parts = (await Promise.all(tiles)).map((each) => toHeic(each, "-q", "90"));
    const whole = { width: 333, height: 221 };
    const cut = await sharp(png)
      .extract({ left: 0, top: 0, ...whole })
      .png()
      .toBuffer();
    for (const turns of [0, 1]) {
      const heic = heicGrid(parts, { columns, tile, whole, turns });
      const made = await mustRender(heic, "f-png");
      expect(await distance(made, ofHeic(heic))).toBeLessThan(tolerance);
      const turned = await sharp(cut)
        .rotate(-90 * turns)
        .png()
        .toBuffer();
      expect(await sizeOf(made)).toEqual(await sizeOf(turned));
      expect(await distance(made, turned)).toBeLessThan(tolerance * 2);
    }
  }, 60_000);

  test("what the library cannot decode is not said to be damaged", async () => {
    const png = await sharp(demo("coast.jpg")).resize(64, 48).png().toBuffer();
    // The same file, with uncompressed pixels by what it says.
    const heic = Buffer.from(toHeic(png)).toString("latin1").replaceAll("hvc1", "unci");
    const failure = mustRender(Buffer.from(heic, "latin1"), "f-png");
    await expect(failure).rejects.toThrow("what this HEIC file holds is not supported");
  }, 60_000);

  test("a profile is converted to sRGB, as in a PNG that has it", async () => {
    const photo = sharp(demo("coast.jpg")).resize(300, 200).withIccProfile("p3");
    const png = await photo.png().toBuffer();
    const made = await mustRender(toHeic(png, "-q", "95"), "f-png");
    expect(await distance(made, await mustRender(png, "f-png"))).toBeLessThan(tolerance);
  }, 60_000);

  test("EXIF's orientation is not heeded a second time", async () => {
    const photo = sharp(demo("coast.jpg")).resize(300, 200);
    const turned = await photo
      .rotate(-90)
      .jpeg({ quality: 95 })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const heic = converted(turned, "jpg", "heic", (from, to) => ["heif-enc", from, "-o", to]);
    const [made, theirs] = [await mustRender(heic, "f-png"), ofHeic(heic)];
    expect(await sizeOf(made)).toEqual(await sizeOf(theirs));
    expect(await distance(made, theirs)).toBeLessThan(tolerance);
  }, 60_000);

  describe("into every format", () => {
    test("that is written, resized", async () => {
      const heic = toHeic(await sharp(demo("portrait.jpg")).resize(400, 500).png().toBuffer());
      const theirs = await sharp(ofHeic(heic)).resize(200, 250).png().toBuffer();
      for (const format of ["jpg", "png", "webp", "avif"]) {
        const made = await mustRender(heic, `w-200,f-${format},q-95`);
        expect(await sizeOf(made)).toMatchObject({ width: 200, height: 250 });
        expect(await distance(made, theirs)).toBeLessThan(tolerance * 2);
      }
    }, 60_000);
  });

  test("what is cut off or changed is an error or an image, and never more", async () => {
    const heic = toHeic(await sharp(demo("coast.jpg")).resize(200, 133).png().toBuffer());
    for (const length of [40, 300, Math.floor(heic.length / 2), heic.length - 30]) {
      await expect(mustRender(heic.subarray(0, length), "f-png")).rejects.toMatchObject({
        code: "EFORMAT",
      });
    }
    const random = randomFrom(11);
    for (let i = 0; i < 60; i += 1) {
      const changed = Uint8Array.from(heic);
      // The brand has to stay, or it is no HEIC.
      for (let n = 0; n < 6; n += 1)
        changed[32 + random(i < 40 ? 500 : changed.length - 32)] = random(256);
      await expectImageOrRefusal(changed, "w-50,f-png");
    }
  }, 120_000);
});
