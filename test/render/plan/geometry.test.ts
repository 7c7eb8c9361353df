import { describe, expect, test } from "bun:test";
import { layOut } from "../../../src/render/plan/geometry/geometry.ts";
import type { Layout } from "../../../src/render/plan/geometry/layout.ts";
import { exactStep } from "../../../src/render/plan/resolve-expressions.ts";
import type { Size } from "../../../src/render/plan/size.ts";
import { anchors } from "../../../src/url/parameters/focus.ts";
import { type PlainStep, parseTransformation } from "../../../src/url/transformation.ts";

const landscape: Size = { width: 600, height: 400 };

function layout(text: string, picture = landscape): Layout {
  const step = parseTransformation(text)[0] as PlainStep;
  return layOut(exactStep(step, { original: picture, current: picture }), picture);
}

const box = (left: number, top: number, width: number, height: number) => ({
  left,
  top,
  width,
  height,
});
const size = (width: number, height: number) => ({ width, height });

describe("crop modes on a picture of 600x400", () => {
  const cases: [text: string, layout: Layout][] = [
    // One side keeps the ratio.
    ["w-300", { resize: size(300, 200) }],
    ["h-100", { resize: size(150, 100) }],
    ["w-0.5", { resize: size(300, 200) }],
    ["w-1200", { resize: size(1200, 800) }],
    ["w-600", {}],
    // maintain_ratio, the default: cover and cut; enlarges.
    ["w-300,h-300", { resize: size(450, 300), crop: box(75, 0, 300, 300) }],
    ["w-300,h-300,c-maintain_ratio", { resize: size(450, 300), crop: box(75, 0, 300, 300) }],
    ["w-300,h-100", { resize: size(300, 200), crop: box(0, 50, 300, 100) }],
    ["w-900,h-900", { resize: size(1350, 900), crop: box(225, 0, 900, 900) }],
    ["w-600,h-100", { crop: box(0, 150, 600, 100) }],
    ["w-300,ar-1-1", { resize: size(450, 300), crop: box(75, 0, 300, 300) }],
    ["h-100,ar-3-1", { resize: size(300, 200), crop: box(0, 50, 300, 100) }],
    ["w-300,h-200,ar-1-1", { resize: size(300, 200) }],
    ["ar-1-1", {}],
    // Never enlarged: the largest part of the asked ratio.
    ["w-900,h-900,c-maintain_ratio_no_enlarge", { crop: box(100, 0, 400, 400) }],
    [
      "w-300,h-300,c-maintain_ratio_no_enlarge",
      { resize: size(450, 300), crop: box(75, 0, 300, 300) },
    ],
    ["w-300,h-300,c-force", { resize: size(300, 300) }],
    ["w-300,h-300,c-at_max", { resize: size(300, 200) }],
    ["w-900,h-900,c-at_max", {}],
    ["w-900,c-at_max", {}],
    ["w-900,h-900,c-at_max_enlarge", { resize: size(900, 600) }],
    ["w-300,h-300,c-at_least", { resize: size(450, 300) }],
    ["w-300,h-200,cm-pad_resize", { resize: size(300, 200) }],
    ["w-300,h-300,cm-pad_resize", { resize: size(300, 200), pad: box(0, 50, 300, 300) }],
    ["w-300,h-300,cm-pad_resize,fo-top", { resize: size(300, 200), pad: box(0, 0, 300, 300) }],
    ["w-300,h-300,cm-pad_resize,fo-bottom", { resize: size(300, 200), pad: box(0, 100, 300, 300) }],
    ["w-900,h-900,cm-pad_resize", { resize: size(900, 600), pad: box(0, 150, 900, 900) }],
    ["w-900,h-900,cm-pad_resize_no_enlarge", { pad: box(150, 250, 900, 900) }],
    ["w-200,h-100,cm-extract", { crop: box(200, 150, 200, 100) }],
    ["w-200,h-100,cm-extract,fo-top_left", { crop: box(0, 0, 200, 100) }],
    ["w-200,h-100,cm-extract,x-10,y-20", { crop: box(10, 20, 200, 100) }],
    ["w-200,h-100,cm-extract,xc-300,yc-200", { crop: box(200, 150, 200, 100) }],
    ["w-200,cm-extract", { crop: box(200, 0, 200, 400) }],
    ["w-800,h-200,cm-pad_extract", { crop: box(0, 100, 600, 200), pad: box(100, 0, 800, 200) }],
    ["w-800,h-500,cm-pad_extract", { pad: box(100, 50, 800, 500) }],
    ["w-200,h-100,cm-pad_extract", { crop: box(200, 150, 200, 100) }],
    ["w-200,h-500,cm-pad_extract_no_shrink", { pad: box(0, 50, 600, 500) }],
    // Density.
    ["w-150,dpr-2", { resize: size(300, 200) }],
    ["w-150,h-150,dpr-2", { resize: size(450, 300), crop: box(75, 0, 300, 300) }],
    ["w-3000,dpr-2", { resize: size(3000, 2000) }],
    ["dpr-2", {}],
  ];
  for (const [text, expected] of cases) {
    test(text, () => expect(layout(text)).toEqual(expected));
  }
});

describe("a focus keeps its corner when cutting", () => {
  const lefts = { left: 0, center: 200, right: 400 };
  const tops = { top: 0, center: 150, bottom: 300 };
  for (const anchor of anchors) {
    test(`fo-${anchor}`, () => {
      const horizontal = anchor.includes("left")
        ? "left"
        : anchor.includes("right")
          ? "right"
          : "center";
      const vertical = anchor.includes("top")
        ? "top"
        : anchor.includes("bottom")
          ? "bottom"
          : "center";
      const { crop } = layout(`w-200,h-100,cm-extract,fo-${anchor}`);
      expect(crop).toEqual(box(lefts[horizontal], tops[vertical], 200, 100));
    });
  }
});

describe("a cut that leaves the image is refused", () => {
  for (const text of [
    "w-700,h-100,cm-extract",
    "w-200,h-100,cm-extract,x-500",
    "w-200,h-100,cm-extract,y-N1",
    "w-200,h-100,cm-extract,xc-50",
  ]) {
    test(text, () => expect(() => layout(text)).toThrow("`cm-extract` leaves the image"));
  }
});

test("a side beyond 65535 pixels is refused", () => {
  expect(() => layout("w-70000")).toThrow("`w` is too large");
});

test("a side beyond 65535 pixels that follows from the ratio is refused, unless it is not made", () => {
  const strip = { width: 17, height: 4001 };
  expect(() => layout("w-333", strip)).toThrow("a side has at most 65535 pixels, 78373 follow");
  expect(layout("w-333,c-at_max", strip)).toEqual({});
  expect(layout("w-333,h-333", strip).crop).toMatchObject({ width: 333, height: 333 });
});

test("a side that was asked for is exact, whatever the ratio makes of the other", () => {
  for (const mode of ["", ",c-at_max", ",c-at_least", ",cm-pad_resize"]) {
    expect(layout(`w-500${mode}`, size(1920, 1280))).toEqual({ resize: size(500, 333) });
  }
});

test("no side of a result vanishes", () => {
  expect(layout("w-10", size(3000, 10))).toEqual({ resize: size(10, 1) });
});
