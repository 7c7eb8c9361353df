import { expect, test } from "bun:test";
import sharp from "sharp";
import { distanceOf } from "../../../src/migrate/compare/distance.ts";
import { decodePng, type Pixels } from "../../../src/migrate/compare/png.ts";

/** A picture of one colour. */
function plain(colour: readonly number[], width = 8, height = 8): Pixels {
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3] ?? 0);
  return { width, height, rgb };
}

test("colour differences are those of CIE 1976", () => {
  const [black, white] = [plain([0, 0, 0]), plain([255, 255, 255])];
  expect(distanceOf(black, white)).toEqual({ mean: 100, worst: 100 });
  expect(distanceOf(white, white)).toEqual({ mean: 0, worst: 0 });
  // Lab of sRGB red is 53.24, 80.09, 67.20, of green 87.73, -86.18, 83.18.
  const { mean } = distanceOf(plain([255, 0, 0]), plain([0, 255, 0]));
  expect(mean).toBeGreaterThan(170.2);
  expect(mean).toBeLessThan(171);
});

test("a small part that differs shows in the worst and not in the mean", () => {
  const one = plain([128, 128, 128]);
  const other = plain([128, 128, 128]);
  for (let i = 0; i < 9; i += 1) other.rgb[i] = 255;
  const { mean, worst } = distanceOf(one, other);
  expect(mean).toBeLessThan(3);
  expect(worst).toBeGreaterThan(30);
});

test("pictures of different sizes are not compared", () => {
  expect(() => distanceOf(plain([0, 0, 0]), plain([0, 0, 0], 4))).toThrow("one size");
});

test.each([1, 2, 3, 4] as const)(
  "a PNG of %d channels is read as another decoder does",
  async (channels) => {
    const [width, height] = [37, 23];
    const raw = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * i * 7) % 256);
    const png = await sharp(raw, { raw: { width, height, channels } })
      .toColourspace(channels < 3 ? "b-w" : "srgb")
      .png({ adaptiveFiltering: true })
      .toBuffer();
    const expected = await sharp(png)
      .flatten({ background: "#fff" })
      .toColourspace("srgb")
      .raw()
      .toBuffer();
    const { rgb } = decodePng(png);
    expect(rgb.length).toBe(width * height * 3);
    const step = expected.length / (width * height);
    for (let i = 0; i < rgb.length; i += 1) {
      const at = step === 3 ? i : Math.floor(i / 3) * step;
      expect(Math.abs((rgb[i] ?? 0) - (expected[at] ?? 0))).toBeLessThanOrEqual(1);
    }
  },
);

test("a PNG that is not ours is refused", async () => {
  const deep = await sharp({ create: { width: 4, height: 4, channels: 3, background: "red" } })
    .toColourspace("rgb16")
    .png()
    .toBuffer();
  expect(() => decodePng(deep)).toThrow("got 16");
});
