import { expect, test } from "bun:test";
import { stretch, towardsMiddle } from "../../../../src/render/engine/operations/colour/level.ts";
import { coloursOf } from "../../../../src/render/engine/operations/colour/tint.ts";
import type { Operation } from "../../../../src/render/plan/operations.ts";
import { saturation, sepia, visions } from "../../../../src/render/plan/tones/colour-matrix.ts";
import { line } from "../../../../src/render/plan/tones/curves.ts";
import { after } from "../../../support/engine.ts";

/** What an operation makes of one colour. */
async function of(colour: readonly number[], ...operations: Operation[]): Promise<number[]> {
  return (await after([3, 3], () => colour, ...operations)).pixel(1, 1);
}

const grey = (value: number) => ({ red: value, green: value, blue: value, alpha: 1 });

test("a curve maps each channel and leaves alpha alone", async () => {
  const brighter: Operation = { do: "curve", curves: [line(1.5, 0)] };
  expect(await of([100, 200, 0, 77], brighter)).toEqual([150, 255, 0, 77]);
  const both: Operation = { do: "curve", curves: [line(0.5, 0), line(-1, 255)] };
  expect(await of([100, 200, 0], both)).toEqual([205, 155, 255]);
  const red = { by: "line", factors: [2, 1, 0], offsets: [0, 0, 0] } as const;
  expect(await of([100, 200, 90], { do: "curve", curves: [red] })).toEqual([200, 200, 0]);
});

test("a curve that treats the channels alike leaves a grey picture grey, another colours it", async () => {
  expect(await of([100, 9], { do: "curve", curves: [line(-1, 255)] })).toEqual([155, 9]);
  const red = { by: "line", factors: [2, 1, 1], offsets: [0, 0, 0] } as const;
  expect(await of([100, 9], { do: "curve", curves: [red] })).toEqual([200, 100, 100, 9]);
});

test("a power of a half lightens the middle tones, and keeps black and white", async () => {
  const curves = [{ by: "power", exponent: 0.5 } as const];
  const ramp = await after([3, 1], (x) => [[0, 64, 255][x] ?? 0], { do: "curve", curves });
  expect([0, 1, 2].map((x) => ramp.pixel(x, 0))).toEqual([[0], [128], [255]]);
});

test("a lift doubles the darkest tones and spares the lightest", async () => {
  const curves = [{ by: "lift", amount: 1, power: 2 } as const];
  const ramp = await after([3, 1], (x) => [[2, 128, 250][x] ?? 0], { do: "curve", curves });
  expect([0, 1, 2].map((x) => ramp.pixel(x, 0))).toEqual([[4], [160], [250]]);
});

test("levels are found where the picture is opaque", async () => {
  const dark = (x: number) => (x < 30 ? [40, 40, 40, 255] : [250, 250, 250, 0]);
  const level = { do: "level", percent: 100 } as const;
  const lit = await after([60, 4], dark, { ...level, by: "brightness" });
  expect(lit.pixel(3, 1)).toEqual([122, 122, 122, 255]);
  const half = await after([60, 4], dark, { ...level, by: "brightness", percent: 50 });
  expect(half.pixel(3, 1)).toEqual([81, 81, 81, 255]);
});

test("levels of colour take a cast away, those of contrast keep it", async () => {
  const cast = (x: number) => [x * 2 + 50, x + 20, x];
  const level = { do: "level", percent: 100 } as const;
  const neutral = await after([100, 3], cast, { ...level, by: "colour" });
  expect(neutral.pixel(99, 1)).toEqual([255, 255, 255]);
  const [red = 0, , blue = 0] = (await after([100, 3], cast, { ...level, by: "contrast" })).pixel(
    99,
    1,
  );
  expect(red - blue).toBeGreaterThan(60);
});

test("a range of one tone is not stretched, and a black picture stays", () => {
  expect(stretch([{ low: 7, high: 8 }])).toEqual(line(1, 0));
  expect(towardsMiddle([5, 0, 0])).toEqual(line(1, 0));
  expect(towardsMiddle([0, 1, 0])).toEqual({ by: "power", exponent: 0.4 });
});

test("no saturation leaves grey, twice of it doubles the distance from grey", async () => {
  expect(await of([200, 100, 50], { do: "mix", matrix: saturation(0) })).toEqual([118, 118, 118]);
  expect(await of([140, 120, 100], { do: "mix", matrix: saturation(2) })).toEqual([157, 117, 77]);
  expect(await of([99, 5], { do: "mix", matrix: saturation(2) })).toEqual([99, 5]);
});

test("sepia colours a grey picture", async () => {
  expect(await of([100, 5], { do: "mix", matrix: sepia(1) })).toEqual([135, 120, 94, 5]);
});

test("without green cones red and green come nearer, and grey stays", async () => {
  const seen: Operation = { do: "mix", matrix: visions.deuteranopia };
  const [red, green] = [await of([200, 60, 60], seen), await of([60, 200, 60], seen)];
  expect(Math.abs((red[0] ?? 0) - (green[0] ?? 0))).toBeLessThan(75);
  expect(await of([120, 120, 120], seen)).toEqual([120, 120, 120]);
});

test("lightening stops where the brightest channel is full, so that no hue shifts", async () => {
  expect(await of([200, 100, 50, 9], { do: "lighten", factor: 2 })).toEqual([255, 128, 64, 9]);
  expect(await of([100, 50, 0], { do: "lighten", factor: 2 })).toEqual([200, 100, 0]);
});

test("vibrance moves pale colours more than full ones", async () => {
  const vivid: Operation = { do: "vibrance", percent: 100 };
  const width = ([red = 0, , blue = 0]: number[]) => red - blue;
  expect(width(await of([140, 120, 120], vivid)) / 20).toBeGreaterThan(1.8);
  expect(width(await of([250, 120, 5], vivid)) / 245).toBeLessThan(1.05);
});

test("a third of a turn makes green of red", async () => {
  const turned = await of([255, 0, 0, 50], { do: "hue", degrees: 120 });
  expect(turned.map((value) => Math.round(value / 10))).toEqual([0, 26, 0, 5]);
  expect(await of([80, 3], { do: "hue", degrees: 120 })).toEqual([80, 3]);
});

test("a tint runs from colour to colour, and stands still before the first and after the last", () => {
  const stops = [
    { colour: grey(100), at: 0.2 },
    { colour: { ...grey(200), red: 0 }, at: 0.6 },
  ];
  const table = coloursOf(stops);
  const at = (tone: number) => [...table.slice(tone * 3, tone * 3 + 3)];
  expect([at(0), at(51), at(102), at(153), at(255)]).toEqual([
    [100, 100, 100],
    [100, 100, 100],
    [50, 150, 150],
    [0, 200, 200],
    [0, 200, 200],
  ]);
});

test("a tint is mixed in by its share and leaves alpha alone", async () => {
  const stops = [{ colour: { red: 200, green: 0, blue: 0, alpha: 1 }, at: 0 }];
  const tint: Operation = { do: "tint", stops, percent: 50, equalize: false };
  expect(await of([100, 100, 100, 7], tint)).toEqual([150, 50, 50, 7]);
});
