import { describe, expect, test } from "bun:test";
import sharp, { type Sharp } from "sharp";
import { defaultLimits } from "../../../src/limits.ts";
import { jpegQuality } from "../../../src/render/engine/encoding/jpeg-quality.ts";
import { measureLikeness } from "../../../src/render/engine/measuring/measure-likeness.ts";
import { qualityFor, usualQuality } from "../../../src/render/plan/auto-quality.ts";
import { type Header, plainHeader } from "../../../src/render/plan/header.ts";
import type { ImagePlan } from "../../../src/render/plan/operations.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import type { Size } from "../../../src/render/plan/size.ts";
import { autoQualities } from "../../../src/url/parameters/auto-quality.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";
import { engine } from "../../support/engine.ts";
import { photo } from "../../support/pictures.ts";
import { mustRender, stored } from "../../support/rendition.ts";

describe("a level is a quality near the usual one", () => {
  const smooth = [0.97, 0.98, 0.99, 0.995];
  const usual = [0.9033, 0.9319, 0.9529, 0.9783];
  const rough = [0.8, 0.85, 0.9, 0.96];
  const flat = [1, 1, 1, 1];

  for (const level of autoQualities) {
    test(`${level}: the usual one for a usual photograph, less for a smooth one, more for a rough one`, () => {
      const [least, most] = [usualQuality(level) - 10, usualQuality(level) + 8];
      expect(Math.abs(qualityFor(level, usual) - usualQuality(level))).toBeLessThanOrEqual(1);
      expect(qualityFor(level, smooth)).toBeLessThan(usualQuality(level) - 3);
      expect(qualityFor(level, rough)).toBeGreaterThan(usualQuality(level) + 1);
      expect(qualityFor(level, flat)).toBe(least);
      expect(qualityFor(level, [0, 0, 0, 0])).toBeLessThanOrEqual(most);
    });
  }

  test("more likeness never takes more quality", () => {
    for (const level of autoQualities) {
      const found = Array.from({ length: 50 }, (_, i) => {
        const loss = 0.3 * 0.9 ** i;
        return qualityFor(level, [1 - loss, 1 - loss / 2, 1 - loss / 3, 1 - loss / 4]);
      });
      expect(found).toEqual(found.toSorted((a, b) => b - a));
    }
  });
});

describe("the pixels are asked once, and where it makes a difference", () => {
  const asked = (text: string, header: Partial<Header> = {}) => {
    const whole = { ...plainHeader("jpeg", { width: 4000, height: 3000 }), ...header };
    const circumstances = { accepted: [], limits: defaultLimits };
    const planned = makePlan(parseTransformation(text), whole, circumstances);
    return "measurement" in planned ? planned.measurement.of : undefined;
  };
  const cases: [text: string, header: Partial<Header>, expected: "likeness" | undefined][] = [
    ["w-400,q-auto_good", {}, "likeness"],
    ["q-auto_low:w-400,f-webp", {}, "likeness"],
    ["w-400,q-auto_eco", { orientation: 6 }, "likeness"],
    ["w-400,q-70", {}, undefined],
    ["w-400", {}, undefined],
    // What has no loss has no quality.
    ["w-400,q-auto_good,f-png", {}, undefined],
    ["w-400,q-auto_good,f-jpg", { format: "svg" }, undefined],
    ["w-400,q-auto_good", { format: "gif", pages: 5 }, undefined],
  ];
  for (const [text, header, expected] of cases) {
    test(`${text} of ${JSON.stringify(header)}`, () => expect(asked(text, header)).toBe(expected));
  }

  test("and not more than the original's own quality is spent", () => {
    const made = (quality: number) => {
      const header = { ...plainHeader("jpeg", { width: 4000, height: 3000 }), quality };
      const answers = [[0.8, 0.85, 0.9, 0.96]];
      const circumstances = { accepted: [], limits: defaultLimits, answers };
      const planned = makePlan(parseTransformation("w-400,q-auto_good"), header, circumstances);
      return "plan" in planned ? planned.plan.output.quality : undefined;
    };
    expect([made(60), made(95)]).toEqual([60, 78]);
  });
});

describe("what an image looks like decides", () => {
  const noise = (width: number, height: number) =>
    sharp({
      create: {
        ...{ width, height, channels: 3, background: "#888" },
        noise: { type: "gaussian", mean: 128, sigma: 30 },
      },
    });
  const bytes = async (image: Sharp) =>
    new Uint8Array(await image.jpeg({ quality: 98 }).toBuffer());
  const qualityOf = async (original: Uint8Array, text: string) =>
    jpegQuality(await mustRender(original, text)) ?? 0;

  const imageOf = (size: Size): ImagePlan => ({
    source: { kind: "file", input: "", shrink: 1, page: 0, convert: false },
    operations: [{ do: "resize", ...size }],
  });

  test("grain is kept, and soft areas are not paid for", async () => {
    const soft = await bytes(sharp(await photo(900, 600, { format: "png" })).blur(8));
    const grain = await bytes(noise(900, 600));
    const text = "w-500,f-jpg,q-auto_good";
    expect(await qualityOf(soft, text)).toBeLessThan(66);
    expect(await qualityOf(grain, text)).toBeGreaterThan(72);
    expect(await mustRender(grain, text)).toEqual(await mustRender(grain, text));
  });

  test("what was made of the original before makes no difference", async () => {
    const file = stored(await photo(1600, 1200, { format: "jpeg" }));
    const image = imageOf({ width: 480, height: 360 });
    const engines = { native: true, vips: engine, left: () => 60_000 };
    const measured = () => measureLikeness(engines, { "": file }, image);
    const before = await measured();
    // The second time it stays decoded.
    for (const text of ["w-1500,f-jpg", "w-1400,f-jpg"]) await mustRender({ file }, text);
    expect(await measured()).toEqual(before);
  });

  test("both engines find the same", async () => {
    const original = await photo(700, 500, { format: "png" });
    const file = stored(original);
    const image = imageOf({ width: 480, height: 343 });
    const [native, wasm] = await Promise.all(
      [true, false].map((isNative) => {
        const engines = { native: isNative, vips: engine, left: () => 60_000 };
        return measureLikeness(engines, { "": file }, image);
      }),
    );
    for (const level of autoQualities) {
      const difference = qualityFor(level, native ?? []) - qualityFor(level, wasm ?? []);
      expect(Math.abs(difference)).toBeLessThanOrEqual(1);
    }
  });
});
