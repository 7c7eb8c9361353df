import { describe, expect, test } from "bun:test";
import sharp, { type Sharp } from "sharp";
import { decoded, resized } from "../../../../src/render/engine/native/codec.ts";
import {
  cropped,
  flattened,
  mirroring,
  oriented,
  padded,
  quarterTurn,
} from "../../../../src/render/engine/native/pixels.ts";
import { isOpaque, type Pixels } from "../../../../src/render/engine/native/rgba.ts";
import { pixelsIn } from "../../../../src/render/engine/native/stored-png.ts";
import { multiplied } from "../../../../src/render/engine/native/translucent.ts";

const [width, height] = [5, 3];
/** No pixel is like another, and some can be seen through. */
const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => (i * 37 + 11) & 255);
const image: Pixels = { data, width, height, opaque: false };
const raw = { raw: { width, height, channels: 4 } } as const;
const bytesOf = (source: Sharp) => source.raw().toBuffer();

describe("pixels in memory", () => {
  for (let orientation = 1; orientation <= 8; orientation += 1) {
    test(`are turned as EXIF orientation ${orientation} says`, async () => {
      const tagged = sharp(data, raw).withMetadata({ orientation });
      const tiff = await tagged.tiff({ compression: "none" }).toBuffer();
      const theirs = await sharp(tiff).rotate().raw().toBuffer({ resolveWithObject: true });
      const ours = oriented(image, orientation);
      expect([ours.width, ours.height]).toEqual([theirs.info.width, theirs.info.height]);
      expect(Buffer.from(ours.data)).toEqual(theirs.data);
    });
  }

  test("are mirrored and turned by quarters", async () => {
    const flip = oriented(image, mirroring({ horizontal: false, vertical: true }));
    expect(Buffer.from(flip.data)).toEqual(await bytesOf(sharp(data, raw).flip()));
    const turned = oriented(image, quarterTurn(90));
    expect(Buffer.from(turned.data)).toEqual(await bytesOf(sharp(data, raw).rotate(90)));
  });

  test("are cut at every place", async () => {
    for (let left = 0; left < width; left += 1) {
      for (let top = 0; top < height; top += 1) {
        const box = { left, top, width: width - left, height: height - top };
        const theirs = await bytesOf(sharp(data, raw).extract(box));
        expect(Buffer.from(cropped(image, box).data)).toEqual(theirs);
      }
    }
  });

  test("lie on a backdrop, also where they stand out of it", () => {
    const red = { red: 255, green: 0, blue: 0, alpha: 1 };
    const wide = padded(image, { left: 2, top: 1, width: 9, height: 5 }, red);
    expect([...wide.data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect([...wide.data.subarray((9 + 2) * 4, (9 + 3) * 4)]).toEqual([...data.subarray(0, 4)]);
    const cut = padded(image, { left: -1, top: -1, width: 2, height: 2 }, red);
    expect([...cut.data.subarray(0, 4)]).toEqual([...data.subarray(24, 28)]);
  });

  test("on a colour can no longer be seen through", () => {
    const flat = flattened(image, { red: 255, green: 255, blue: 255, alpha: 1 });
    expect(isOpaque(flat.data)).toBe(true);
    const alpha = (data[3] as number) / 255;
    expect(flat.data[0]).toBe(Math.round((data[0] as number) * alpha + 255 * (1 - alpha)));
  });
});

test("every colour is multiplied by every alpha to the nearest whole number", () => {
  const all = Uint8Array.from({ length: 256 * 256 * 4 }, (_, i) => {
    const [colour, alpha] = [(i >> 2) & 255, i >> 10];
    return [colour, 255 - colour, 7, alpha][i & 3] as number;
  });
  const square = { data: all, width: 256, height: 256, opaque: false };
  const result = multiplied(square, { width: 255, height: 255 });
  const nearest = all.map((value, i) =>
    i % 4 === 3 ? value : Math.round((value * (all[i | 3] as number)) / 255),
  );
  expect(Buffer.compare(result.data, nearest)).toBe(0);
});

test("pixels that are averaged count by their alpha", () => {
  const four = Uint8Array.of(200, 0, 10, 255, 255, 255, 255, 0, 100, 50, 10, 128, 0, 0, 0, 255);
  const pair = Uint8Array.of(...four.subarray(0, 8), ...four.subarray(0, 8));
  const rows = Uint8Array.of(...pair, ...four.subarray(8), ...four.subarray(8));
  // Four boxes of two by two, wanted four times as small.
  const twice = Uint8Array.of(...rows, ...rows);
  const source = { data: twice, width: 4, height: 4, opaque: false };
  const { data: means } = multiplied(source, { width: 1, height: 1 });
  const mean = (values: number[]) => Math.round(values.reduce((sum, each) => sum + each, 0) / 4);
  const box = [
    mean([200, 0, (100 * 128) / 255, 0]),
    mean([0, 0, (50 * 128) / 255, 0]),
    mean([10, 0, (10 * 128) / 255, 0]),
    mean([255, 0, 128, 255]),
  ];
  expect([...means]).toEqual([...box, ...box, ...box, ...box]);
});

test("what cannot be seen does not bleed into what can when an image is made smaller", async () => {
  // Red that is wholly transparent on the left, opaque blue on the right.
  const half = Uint8Array.from({ length: 64 * 64 * 4 }, (_, i) => {
    const left = (i >> 2) % 64 < 31;
    return [left ? 255 : 0, 0, left ? 0 : 255, left ? 0 : 255][i & 3] as number;
  });
  const png = await sharp(half, { raw: { width: 64, height: 64, channels: 4 } })
    .png()
    .toBuffer();
  const decodedPng = await decoded(png, { opaque: false });
  const small = pixelsIn(await resized(decodedPng, { width: 9, height: 9 }));
  for (let i = 0; i < small.data.length; i += 4) {
    const [red = 0, , , alpha = 0] = small.data.subarray(i, i + 4);
    expect(red * alpha).toBeLessThanOrEqual(255);
  }
  const theirs = await sharp(png).resize(9, 9).raw().toBuffer();
  const ours = small.data;
  for (let i = 3; i < ours.length; i += 4) {
    expect(Math.abs((ours[i] as number) - (theirs[i] as number))).toBeLessThanOrEqual(8);
  }
});
