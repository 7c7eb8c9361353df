import { describe, expect, test } from "bun:test";
import { defaultLimits } from "../../../src/limits.ts";
import type { Header } from "../../../src/render/plan/header.ts";
import { black, type Operation, transparent } from "../../../src/render/plan/operations.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

const picture: Header = {
  format: "png",
  width: 400,
  height: 300,
  orientation: 1,
  alpha: false,
  pages: 1,
  density: 72,
  convert: false,
};

function plan(text: string) {
  const planned = makePlan(parseTransformation(text), picture, {
    accepted: [],
    limits: defaultLimits,
  });
  if (!("plan" in planned)) throw new Error("The plan asks a measurement");
  const { size, image: made } = planned.plan;
  return { size, operations: made.operations };
}

const line = (factors: [number, number, number], offset = 0) => ({
  by: "line",
  factors,
  offsets: [offset, offset, offset],
});

test("curves that follow each other are one operation, and matrices, too", () => {
  const { operations } = plan("e-brightness-20,e-contrastlevel-N50,e-red-10,e-filllight");
  expect(operations).toEqual([
    {
      do: "curve",
      curves: [
        { by: "lift", amount: 1, power: 2 },
        line([1.2, 1.2, 1.2]),
        line([0.5, 0.5, 0.5], 63.75),
        line([1.1, 1, 1]),
      ],
    } as Operation,
  ]);
  expect(plan("e-sepia,e-colorblind").operations.map((made) => made.do)).toEqual(["mix"]);
});

test("a level that changes nothing does nothing", () => {
  const text = "e-brightness-0,e-contrastlevel-0,e-gamma-0,e-hue-0,e-saturation-0,e-vibrance-0";
  expect(plan(`${text},e-red-0,e-noise-0,e-vignette-0,e-autocolor-0`).operations).toEqual([]);
});

test("effects come in one order, however they are written", () => {
  const text =
    "e-vignette,bl-4,e-sharpen,e-tint,e-negate,e-hue,e-saturation,e-gamma-9,e-contrast,e-autocolor";
  expect(plan(text).operations.map((made) => made.do)).toEqual([
    "contrast",
    "level",
    "curve",
    "mix",
    "hue",
    "curve",
    "tint",
    "sharpen",
    "blur",
    "vignette",
  ]);
});

describe("a region is cut to the picture", () => {
  const cases: [text: string, box: [left: number, top: number, width: number, height: number]][] = [
    ["e-blurregion", [0, 0, 400, 300]],
    ["e-blurregion-x-10_y-20_w-30_h-40", [10, 20, 30, 40]],
    ["e-blurregion-x-0.5_y-0.25_w-0.25_h-0.5", [200, 75, 100, 150]],
    ["e-blurregion-x-390_w-30_h-40", [390, 0, 10, 40]],
    ["e-blurregion-x-cw_div_4_w-cw", [100, 0, 300, 300]],
    ["w-200,e-blurregion-w-0.5", [0, 0, 100, 150]],
    ["e-pixelateregion-y-290", [0, 290, 400, 10]],
  ];
  for (const [text, [left, top, width, height]] of cases) {
    test(text, () => {
      const last = plan(text).operations.at(-1);
      expect(last && "region" in last && last.region).toEqual({ left, top, width, height });
    });
  }

  test("and one that lies outside is not there", () => {
    expect(plan("e-blurregion-x-400").operations).toEqual([]);
    expect(plan("e-pixelateregion-x-cw_mul_2").operations).toEqual([]);
  });
});

test("one colour tints between black and white, several divide the way", () => {
  const stopsOf = (text: string) => {
    const [tint] = plan(text).operations;
    return tint?.do === "tint" ? tint.stops.map(({ colour, at }) => [colour.red, at]) : [];
  };
  expect(stopsOf("e-tint-co-800000")).toEqual([
    [0, 0],
    [128, 0.5],
    [255, 1],
  ]);
  expect(stopsOf("e-tint-co-800000_400000")).toEqual([
    [128, 0],
    [64, 1],
  ]);
  expect(stopsOf("e-tint-co-800000_400000_po-20_30")).toEqual([
    [128, 0.2],
    [64, 0.3],
  ]);
});

describe("surroundings make the picture larger", () => {
  const cases: [text: string, width: number, height: number][] = [
    ["e-outline", 410, 310],
    ["e-outline-wi-3_bl-400", 414, 314],
    ["e-outline-mo-inner", 400, 300],
    ["e-castshadow", 420, 320],
    ["e-castshadow-x-N20_y-0_bl-4", 424, 308],
    ["e-castshadow-x-20_y-20_bl-0", 420, 320],
    ["e-shear-45_0", 700, 300],
    ["e-shear-0_45", 400, 700],
    ["w-200,e-outline,e-castshadow", 230, 180],
  ];
  for (const [text, width, height] of cases) {
    test(text, () => expect(plan(text).size).toEqual({ width, height }));
  }

  test("and its corner lies where the shadow leaves it", () => {
    expect(plan("e-castshadow-x-N20_y-3_bl-4").operations).toEqual([
      {
        do: "castShadow",
        sigma: 2,
        strength: 40,
        x: -20,
        y: 3,
        colour: black,
        left: 24,
        top: 1,
        width: 424,
        height: 308,
      },
    ]);
  });
});

test("what has become transparent lies on the backdrop that is asked for", () => {
  for (const effect of ["e-transparent", "e-fade", "e-outline", "e-castshadow"]) {
    expect(plan(`${effect},bg-red`).operations.at(-1)?.do).toBe("backdrop");
  }
  expect(plan("e-blackwhite,bg-red").operations.at(-1)?.do).toBe("curve");
});

test("a fade runs to the top unless an edge is named", () => {
  const fades = (text: string) => plan(text).operations;
  const fade = { do: "fade", power: 1 } as const;
  expect(fades("e-fade")).toEqual([{ ...fade, edges: ["top"], length: 150 }]);
  expect(fades("e-fade-x-N0.1_st-40")).toEqual([
    { ...fade, power: 2, edges: ["right"], length: 40 },
  ]);
  expect(fades("e-fade-x-500_y-N30_sy-true")).toEqual([
    { ...fade, edges: ["top", "bottom"], length: 30 },
    { ...fade, edges: ["left", "right"], length: 400 },
  ]);
  expect(fades("e-fade-st-0")).toEqual([]);
});

test("a sheared picture lies on transparency, or on the colour below it", () => {
  const backdropOf = (text: string) => {
    const shear = plan(text).operations.find((made) => made.do === "shear");
    return shear?.do === "shear" ? shear.backdrop : undefined;
  };
  expect(backdropOf("e-shear-10_0")).toEqual(transparent);
  expect(backdropOf("e-shear-10_0,bg-black")).toEqual(black);
});
