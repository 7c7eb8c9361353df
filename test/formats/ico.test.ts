import { expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { mustRender } from "../support/rendition.ts";
import { expectImageOrRefusal, randomFrom } from "./changed-files.ts";
import { converted, whyNot } from "./converters.ts";

const demo = (name: string) => join(import.meta.dirname, "../../src/demo", name);
const photo = (width: number, height: number) =>
  sharp(demo("coast.jpg")).resize(width, height, { fit: "fill" }).png().toBuffer();
const badge = (side: number) => sharp(demo("badge.png")).resize(side).png().toBuffer();

const toIcon = (png: Uint8Array, ...options: string[]) =>
  converted(png, "png", "ico", (from, to) => ["convert", from, ...options, to]);
const entryOf = (icon: Uint8Array, entry: number) =>
  converted(icon, "ico", "png", (from, to) => ["convert", `${from}[${entry}]`, `png32:${to}`]);

/** An icon of one entry that is a PNG. */
function iconOfPng(png: Uint8Array): Uint8Array {
  const head = Buffer.alloc(22);
  head.set([0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 32, 0]);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(22, 18);
  return Buffer.concat([head, png]);
}

describeUnless(whyNot("convert", "imagemagick"), "ICO is read as ImageMagick reads it", () => {
  for (const [name, image, options] of [
    ["32 bits", () => badge(60), []],
    ["24 bits and a mask", () => photo(61, 41), ["-type", "TrueColor"]],
    ["a palette and a mask", () => photo(48, 48), ["-colors", "200"]],
    ["16 colours", () => photo(48, 48), ["-colors", "16"]],
    ["black and white", () => photo(47, 31), ["-monochrome"]],
  ] as const) {
    test(name, async () => {
      const icon = toIcon(await image(), ...options);
      expect(await distance(await mustRender(icon, "f-png"), entryOf(icon, 0))).toBeLessThan(1);
    }, 60_000);
  }

  test("the largest of several entries", async () => {
    const icon = toIcon(await photo(200, 200), "-define", "icon:auto-resize=16,128,48");
    expect(await sizeOf(await mustRender(icon, "f-png"))).toMatchObject({
      width: 128,
      height: 128,
    });
  }, 60_000);

  test("an entry that is a PNG", async () => {
    const png = await badge(256);
    const icon = iconOfPng(png);
    expect(await distance(await mustRender(icon, "f-png"), png)).toBeLessThan(1);
  }, 60_000);

  test("is written with the sizes of favicons below it", async () => {
    const png = await badge(256);
    const icon = await mustRender(png, "w-200,h-100,cm-pad_resize,f-ico");
    const sizes = [
      [200, 100],
      [48, 24],
      [32, 16],
      [16, 8],
    ];
    const whole = await mustRender(png, "w-200,h-100,cm-pad_resize,f-png");
    // What cannot be seen has no colour that is to be compared.
    const onWhite = (image: Uint8Array) =>
      sharp(image).flatten({ background: "white" }).png().toBuffer();
    for (const [i, [width = 0, height = 0]] of sizes.entries()) {
      expect(await sizeOf(entryOf(icon, i))).toMatchObject({ width, height });
      const resized = await sharp(whole).resize(width, height).png().toBuffer();
      expect(await distance(await onWhite(entryOf(icon, i)), await onWhite(resized))).toBeLessThan(
        3,
      );
    }
    expect(() => entryOf(icon, sizes.length)).toThrow();
  }, 60_000);

  test("is not made of what no directory of it can tell", async () => {
    const made = await mustRender(await photo(300, 100), "f-ico");
    expect(await sharp(made).metadata()).toMatchObject({ width: 300, format: "png" });
  }, 60_000);

  test("what is cut off or changed is an error or an image, and never more", async () => {
    const icon = toIcon(await photo(61, 41), "-type", "TrueColor");
    await expect(mustRender(icon.subarray(0, 900), "f-png")).rejects.toMatchObject({
      code: "EFORMAT",
    });
    const random = randomFrom(9);
    for (let i = 0; i < 100; i += 1) {
      const changed = Uint8Array.from(icon);
      for (let n = 0; n < 3; n += 1) changed[6 + random(60)] = random(256);
      await expectImageOrRefusal(changed, "w-20,f-png");
    }
  }, 60_000);
});
