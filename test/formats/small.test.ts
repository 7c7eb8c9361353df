import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { mustRender } from "../support/rendition.ts";
import { expectImageOrRefusal, randomFrom } from "./changed-files.ts";
import { converted, whyNot } from "./converters.ts";

const demo = (name: string) => join(import.meta.dirname, "../../src/demo", name);
const photo = () => sharp(demo("coast.jpg")).resize(101, 67, { fit: "fill" }).png().toBuffer();
const badge = () => sharp(demo("badge.png")).resize(60).png().toBuffer();

/** Kinds of each format, by what ImageMagick makes them: the source, its format and its options. */
const kinds = [
  ["PBM as text (P1)", photo, "pbm", ["-monochrome", "-compress", "none"]],
  ["PGM as text (P2)", photo, "pgm", ["-colorspace", "Gray", "-compress", "none"]],
  ["PPM as text (P3)", photo, "ppm", ["-compress", "none"]],
  ["PBM (P4)", photo, "pbm", ["-monochrome"]],
  ["PGM (P5)", photo, "pgm", ["-colorspace", "Gray"]],
  ["PPM (P6)", photo, "ppm", []],
  ["PPM of 16 bits", photo, "ppm", ["-depth", "16"]],
  [
    "PGM of 16 bits as text",
    photo,
    "pgm",
    ["-colorspace", "Gray", "-depth", "16", "-compress", "none"],
  ],
  ["PPM of five bits", photo, "ppm", ["-depth", "5"]],
  ["TGA of 24 bits (type 2)", photo, "tga", ["-type", "TrueColor", "-compress", "none"]],
  ["TGA of 32 bits (type 2)", badge, "tga", ["-compress", "none"]],
  ["TGA of packed colours (type 10)", photo, "tga", ["-type", "TrueColor", "-compress", "RLE"]],
  ["TGA of packed colours with alpha", badge, "tga", ["-compress", "RLE"]],
  ["TGA of greys (type 3)", photo, "tga", ["-type", "Grayscale", "-compress", "none"]],
  ["TGA of packed greys (type 11)", photo, "tga", ["-type", "Grayscale", "-compress", "RLE"]],
  [
    "TGA of a palette (type 1)",
    photo,
    "tga",
    ["-colors", "200", "-type", "Palette", "-compress", "none"],
  ],
  [
    "TGA of a packed palette (type 9)",
    photo,
    "tga",
    ["-colors", "9", "-type", "Palette", "-compress", "RLE"],
  ],
  ["TGA from the upper left", photo, "tga", ["-type", "TrueColor", "-orient", "TopLeft"]],
  ["TGA from the lower right", photo, "tga", ["-type", "TrueColor", "-orient", "BottomRight"]],
] as const;

const asked = (png: Uint8Array, extension: string, options: readonly string[]) =>
  converted(png, "png", extension, (from, to) => ["convert", from, ...options, to]);
// ImageMagick leaves the rows of a TGA as they come, and says beside them where the first belongs.
const read = (file: Uint8Array, extension: string) =>
  converted(file, extension, "png", (from, to) => [
    ...["convert", from, "-auto-orient", "-depth", "8", `png32:${to}`],
  ]);

describeUnless(whyNot("convert", "imagemagick"), "as ImageMagick reads it is read", () => {
  for (const [name, image, extension, options] of kinds) {
    test(name, async () => {
      const file = asked(await image(), extension, options);
      const theirs = read(file, extension);
      const made = await mustRender(file, "f-png");
      expect(await sizeOf(made)).toEqual(await sizeOf(theirs));
      expect(await distance(made, theirs)).toBeLessThan(1);
    }, 60_000);
  }

  test("what is cut off or changed is an error or an image, and never more", async () => {
    const random = randomFrom(9);
    for (const [, image, extension, options] of kinds) {
      const file = asked(await image(), extension, options);
      await expect(mustRender(file.subarray(0, 90), "f-png")).rejects.toMatchObject({
        code: "EFORMAT",
      });
      for (let i = 0; i < 30; i += 1) {
        const changed = Uint8Array.from(file);
        for (let n = 0; n < 3; n += 1) changed[2 + random(60)] = random(256);
        await expectImageOrRefusal(changed, "w-20,f-png");
      }
    }
  }, 60_000);
});

test("comments stand anywhere in the header of a PNM", async () => {
  const samples = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
  const head = (text: string) => Buffer.concat([Buffer.from(text), samples]);
  const plain = await mustRender(head("P6 2 2 255\n"), "f-png");
  const noted = await mustRender(head("P6 # made\n# by hand\n2 #wide\n 2\t255\n"), "f-png");
  expect(await distance(noted, plain)).toBe(0);
});
