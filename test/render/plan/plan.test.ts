import { describe, expect, test } from "bun:test";
import type { NegotiatedFormat } from "../../../src/formats.ts";
import { defaultLimits } from "../../../src/limits.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import { transparent } from "../../../src/render/plan/operations.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

const photo: Header = {
  format: "jpeg",
  width: 4000,
  height: 3000,
  orientation: 1,
  alpha: false,
  pages: 1,
  density: 72,
  convert: false,
};

function plan(text: string, header: Partial<Header> = {}, accepted: NegotiatedFormat[] = []) {
  const planned = makePlan(
    parseTransformation(text),
    { ...photo, ...header },
    { accepted, limits: defaultLimits },
  );
  if (!("plan" in planned)) throw new Error("The plan asks a measurement");
  const { image, output, size } = planned.plan;
  if (image.source.kind !== "file") throw new Error("The plan begins with no file");
  return { shrink: image.source.shrink, operations: image.operations, output, size };
}

describe("a JPEG is decoded at the smallest size that leaves the resize something to do", () => {
  const cases: [text: string, shrink: number][] = [
    ["w-4000", 1],
    ["w-1601", 1],
    ["w-1600", 2],
    ["w-801", 2],
    ["w-800", 4],
    ["w-401", 4],
    ["w-400", 8],
    ["w-10", 8],
    ["w-1000,h-1000,cm-extract", 1],
    ["bl-10:w-400", 1],
  ];
  for (const [text, shrink] of cases) {
    test(text, () => expect(plan(text).shrink).toBe(shrink as 1));
  }

  test("a PNG is not", () => expect(plan("w-400", { format: "png" }).shrink).toBe(1));
});

describe("a picture that lies on its side", () => {
  test("is resized as it is stored and turned afterwards", () => {
    const { operations, shrink, size } = plan("w-300", { orientation: 6 });
    expect(operations).toEqual([
      { do: "resize", width: 400, height: 300 },
      { do: "orient", orientation: 6 },
    ]);
    expect([shrink, size]).toEqual([8, { width: 300, height: 400 }]);
  });

  test("an original that is to stay as it is stored is not turned, and its sides are the stored ones", () => {
    const upright = plan("w-300,st-true", { orientation: 1 });
    expect(plan("w-300,st-true", { orientation: 6 })).toEqual(upright);
    expect(plan("w-300:st-true", { orientation: 6 }).size).toEqual(upright.size);
  });

  test("is turned first when it is cut without resizing", () => {
    expect(plan("w-100,h-200,cm-extract,x-0,y-0", { orientation: 6 }).operations).toEqual([
      { do: "orient", orientation: 6 },
      { do: "crop", left: 0, top: 0, width: 100, height: 200 },
    ]);
  });
});

test("each step of a chain sees the result of the one before", () => {
  const { operations, size } = plan("w-400,h-300:rt-90:w-150,h-400,cm-extract,x-0,y-0");
  expect(operations).toEqual([
    { do: "resize", width: 400, height: 300 },
    { do: "rotate", degrees: 90, backdrop: transparent, width: 300, height: 400 },
    { do: "crop", left: 0, top: 0, width: 150, height: 400 },
  ]);
  expect(size).toEqual({ width: 150, height: 400 });
});

describe("turning a picture of 400x300", () => {
  const cases: [text: string, width: number, height: number][] = [
    ["rt-90", 300, 400],
    ["rt-180", 400, 300],
    ["rt-N90", 300, 400],
    ["rt-360", 400, 300],
    ["rt-45", 495, 495],
    ["rt-30", 497, 460],
  ];
  for (const [text, width, height] of cases) {
    test(text, () => expect(plan(`w-400,h-300:${text}`).size).toEqual({ width, height }));
  }
});

describe("the output format", () => {
  const browser: NegotiatedFormat[] = ["avif", "webp"];
  type Case = [text: string, header: Partial<Header>, accepted: NegotiatedFormat[], format: string];
  const cases: Case[] = [
    ["w-10", {}, [], "jpeg"],
    ["w-10", {}, ["webp"], "webp"],
    ["w-10", {}, browser, "avif"],
    ["w-10", { format: "png" }, [], "png"],
    ["w-10", { format: "webp" }, [], "jpeg"],
    ["w-10", { format: "webp", alpha: true }, [], "png"],
    ["w-10,f-auto", {}, ["webp"], "webp"],
    ["w-10,f-png", {}, browser, "png"],
    ["w-10,f-jpg", { format: "png", alpha: true }, browser, "jpeg"],
    ["w-10,f-avif", {}, [], "avif"],
    ["w-10,f-orig", { format: "webp" }, [], "webp"],
    ["f-png:w-10,f-webp", {}, [], "webp"],
    ["w-10:rt-45", {}, [], "png"],
    ["w-20000,h-400,c-force,f-webp", {}, [], "jpeg"],
  ];
  for (const [text, header, accepted, format] of cases) {
    const name = `of ${text} from ${header.format ?? "jpeg"} for [${accepted}] is ${format}`;
    test(name, () => expect(plan(text, header, accepted).output.format).toBe(format as "jpeg"));
  }

  test("that cannot be written is named", () => {
    expect(() => plan("f-svg")).toThrow("`f-svg` is not supported");
  });
});

describe("the quality", () => {
  const cases: [text: string, header: Partial<Header>, quality: number][] = [
    ["w-10", {}, 80],
    ["w-10", { quality: 95 }, 80],
    ["w-10", { quality: 60 }, 60],
    ["w-10,q-90", { quality: 60 }, 90],
    ["w-10,q-30:rt-90", {}, 30],
  ];
  for (const [text, header, quality] of cases) {
    test(`of ${text} from an original of ${header.quality} is ${quality}`, () => {
      expect(plan(text, header).output.quality).toBe(quality);
    });
  }
});

describe("limits are checked before anything is decoded", () => {
  test("an original of more than 100 megapixels", () => {
    const message = "The original has 20000x20000 pixels: at most 100 megapixels are allowed";
    expect(() => plan("w-10", { width: 20_000, height: 20_000 })).toThrow(message);
  });

  test("an original with a side of more than 300000 pixels, however few they are", () => {
    const message = "The original has 300001x2 pixels: a side of at most 300000 is allowed";
    expect(() => plan("w-10", { width: 300_001, height: 2 })).toThrow(message);
    expect(() => plan("w-10", { width: 2, height: 300_001 })).toThrow("300000");
  });

  test("a rendition of more than 64 megapixels", () => {
    expect(() => plan("w-20000,h-20000")).toThrow("at most 64 megapixels are allowed");
  });

  test("but not a small rendition of a photo that is larger than renditions may be", () => {
    const large = { width: 10_000, height: 10_000 };
    for (const text of [
      "w-300",
      "w-300,h-300,cm-extract",
      "w-300,rt-90",
      "w-300,h-300,e-grayscale",
    ]) {
      expect(plan(text, large).size.width).toBe(300);
    }
  });

  test("a picture on the way to a small rendition", () => {
    expect(() => plan("w-20000,h-20000:w-10")).toThrow("at most 64 megapixels are allowed");
  });
});
