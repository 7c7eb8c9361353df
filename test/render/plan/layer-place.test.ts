import { describe, expect, test } from "bun:test";
import { grownCanvas, placeLayer } from "../../../src/render/plan/layers/place.ts";
import { variablesOf } from "../../../src/render/plan/resolve-expressions.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

const base = { width: 200, height: 100 };
const layer = { width: 60, height: 40 };

function place(text: string) {
  const [step] = parseTransformation(`l-image,i-a.png${text && `,${text}`},l-end`);
  if (!step || "if" in step) throw new Error("Expected a step");
  const placement = step.layers?.[0]?.placement ?? {};
  const known = variablesOf({ original: layer, current: layer, base });
  const at = placeLayer(placement, layer, base, known);
  return { at: [at.left, at.top], canvas: grownCanvas(placement, at, layer, base) };
}

describe("where a layer lies", () => {
  const cases: [text: string, left: number, top: number][] = [
    ["", 70, 30],
    ["ltl-true", 0, 0],
    ["ltl-true,lfo-right", 140, 30],
    // As ImageKit has it: less than nothing counts from the far side, and all of it lies inside.
    ["lx-N10,ly-10", 130, 10],
    ["lx-190,ly-0", 140, 0],
    ["lx-190,ly-0,lov-inside", 140, 0],
    // Cloudinary's gravities and offsets, which lead inwards from the east and the south.
    ["lov-cut", 70, 30],
    ["lap-top_left,lx-10,ly-20,lov-cut", 10, 20],
    ["lap-top_left,lx-N10,ly-N20,lov-cut", -10, -20],
    ["lap-top,lx-10,ly-20,lov-grow", 80, 20],
    ["lap-top_right,lx-N10,ly-20,lov-grow", 130, 20],
    ["lap-left,lx-N10,ly-0,lov-grow", -10, 30],
    ["lap-center,lx-5,ly-N5,lov-grow", 75, 25],
    ["lap-right,lx-20,ly-0,lov-grow", 160, 30],
    ["lap-bottom_left,lx-0,ly-N7,lov-cut", 0, 53],
    ["lap-bottom,lx-0,ly-12,lov-cut", 70, 72],
    ["lap-bottom_right,lx-N10,ly-N10,lov-cut", 130, 50],
    ["lap-bottom_right,lx-0_sub_bw_mul_0.1,ly-0_sub_bh_mul_0.1,lov-grow", 120, 50],
    ["lxc-0,lyc-N10,lov-cut", -30, -30],
  ];
  for (const [text, ...at] of cases) {
    test(text || "nothing said", () => expect(place(text).at).toEqual(at));
  }
});

describe("a canvas that holds base and layer", () => {
  const cases: [text: string, canvas: number[] | undefined][] = [
    ["lap-right,lx-20,ly-0,lov-grow", [0, 0, 220, 100]],
    ["lap-top_left,lx-N10,ly-N20,lov-grow", [10, 20, 210, 120]],
    ["lap-bottom,lx-0,ly-12,lov-grow,lm-under", [0, 0, 200, 112]],
    ["lap-left,lx-300,ly-0,lov-grow,lm-multiply", [0, 0, 360, 100]],
    ["lap-right,lx-0,ly-0,lov-grow", undefined],
    ["lap-right,lx-20,ly-0,lov-cut", undefined],
    ["lap-right,lx-20,ly-0,lov-grow,ltl-true", undefined],
    ["lap-right,lx-20,ly-0,lov-grow,lm-cutter", undefined],
  ];
  for (const [text, expected] of cases) {
    test(text, () => {
      const { canvas } = place(text);
      const { left, top, width, height } = canvas ?? {};
      expect(canvas && [left, top, width, height]).toEqual(expected);
    });
  }
});

test("a layer that stands out too far is refused", () => {
  expect(() => place("lx-70000,ly-0,lov-grow")).toThrow("The layer stands out too far");
});
