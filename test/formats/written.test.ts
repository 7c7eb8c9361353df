import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { decode, distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { mustRender } from "../support/rendition.ts";
import { converted, whyNot } from "./converters.ts";

const demo = (name: string) => join(import.meta.dirname, "../../src/demo", name);
const originals = {
  photo: () => sharp(demo("coast.jpg")).resize(101, 67, { fit: "fill" }).png().toBuffer(),
  "photo with alpha": () => sharp(demo("badge.png")).resize(60).png().toBuffer(),
  grey: () => sharp(demo("coast.jpg")).resize(50, 40).greyscale().png().toBuffer(),
};

const read = (file: Uint8Array, format: string) =>
  converted(file, format, "png", (from, to) => ["convert", `${format}:${from}`, `png32:${to}`]);
const told = (file: Uint8Array, format: string, what: string) =>
  Buffer.from(
    converted(file, format, "txt", (from, to) => [
      ...["convert", `${format}:${from}`, "-format", what, "-write", `info:${to}`, "null:"],
    ]),
  ).toString();

describeUnless(
  whyNot("convert", "imagemagick"),
  "ImageMagick reads what was rendered from it as",
  () => {
    for (const format of ["tiff", "bmp"] as const) {
      for (const [name, make] of Object.entries(originals)) {
        test(`${format} of a ${name}`, async () => {
          const original = await make();
          const file = await mustRender(original, `f-${format}`);
          expect(await sizeOf(read(file, format))).toEqual(await sizeOf(original));
          expect(await distance(read(file, format), original)).toBeLessThan(1);
          // Read again by ourselves.
          expect(await distance(await mustRender(file, "f-png"), original)).toBeLessThan(1);
        }, 60_000);
      }

      test(`${format} that tells its density`, async () => {
        const file = await mustRender(await originals.photo(), `f-${format},dn-300`);
        const [x = ""] = told(file, format, "%[fx:resolution.x] %U").split(" ");
        const perInch = Number(x) > 200 ? Number(x) : Number(x) * 2.54;
        expect(Math.round(perInch)).toBe(300);
      }, 60_000);
    }
  },
);

test("an opaque bitmap has 24 bits a pixel, and one with alpha has 32", async () => {
  const bitsOf = async (make: () => Promise<Uint8Array>) => {
    const file = await mustRender(await make(), "f-bmp");
    return new DataView(file.buffer, file.byteOffset).getUint16(28, true);
  };
  expect(await bitsOf(originals.photo)).toBe(24);
  expect(await bitsOf(originals["photo with alpha"])).toBe(32);
}, 60_000);

test("a TIFF that is asked for as it is stays one, and keeps its metadata where that is asked for", async () => {
  const original = await sharp(await originals.photo())
    .withExif({ IFD0: { Artist: "Ada" } })
    .tiff()
    .toBuffer();
  const made = await decode(await mustRender(original, "w-50,f-orig,md-true"));
  expect(made).toMatchObject({ format: "tiff", width: 50 });
}, 60_000);
