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

function toBmp(png: Uint8Array, kind: string, options: string[]): Uint8Array {
  return converted(png, "png", "bmp", (from, to) => ["convert", from, ...options, `${kind}:${to}`]);
}

describeUnless(whyNot("convert", "imagemagick"), "BMP is read as ImageMagick reads it", () => {
  for (const [name, image, kind, options] of [
    ["24 bits", photo, "bmp3", ["-type", "TrueColor"]],
    ["32 bits with alpha", badge, "bmp", []],
    ["a palette", photo, "bmp3", ["-colors", "200", "-type", "Palette", "-compress", "None"]],
    ["16 colours", photo, "bmp3", ["-colors", "16", "-type", "Palette", "-compress", "None"]],
    ["black and white", photo, "bmp3", ["-monochrome"]],
    ["16 bits", photo, "bmp", ["-define", "bmp:subtype=RGB565"]],
  ] as const) {
    test(name, async () => {
      const bmp = toBmp(await image(), kind, [...options]);
      const theirs = converted(bmp, "bmp", "png", (from, to) => [
        "convert",
        from,
        "-depth",
        "8",
        to,
      ]);
      const made = await mustRender(bmp, "f-png");
      expect((await sizeOf(made)).width).toBe((await sizeOf(theirs)).width);
      expect(await distance(made, theirs)).toBeLessThan(1);
    }, 60_000);
  }

  test("what is cut off or changed is an error or an image, and never more", async () => {
    const bmp = toBmp(await photo(), "bmp3", ["-type", "TrueColor"]);
    await expect(mustRender(bmp.subarray(0, 500), "f-png")).rejects.toMatchObject({
      code: "EFORMAT",
    });
    const random = randomFrom(9);
    for (let i = 0; i < 100; i += 1) {
      const changed = Uint8Array.from(bmp);
      for (let n = 0; n < 3; n += 1) changed[10 + random(60)] = random(256);
      await expectImageOrRefusal(changed, "w-20,f-png");
    }
  }, 60_000);
});
