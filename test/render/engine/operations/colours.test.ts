import { expect, test } from "bun:test";
import { range } from "../../../../src/render/engine/operations/colour/contrast.ts";
import { frequentColours } from "../../../../src/render/engine/operations/colour/main-colours.ts";
import type { Colour } from "../../../../src/render/plan/operations.ts";
import { after } from "../../../support/engine.ts";
import { quadrantAt } from "../../../support/pictures/pixels.ts";
import { barColours, quadrantColours } from "../../../support/pictures.ts";

const colour = (red: number, green: number, blue: number, alpha = 1): Colour => {
  return { red, green, blue, alpha };
};
const bars = (x: number) => barColours[Math.floor(x / 10)] ?? barColours[0];
const quarters = (x: number, y: number) => quadrantAt(x, y, 20, 20);

test("grayscale leaves one band, and alpha as it was", async () => {
  const grey = await after([20, 20], quarters, { do: "grayscale" });
  expect(grey.bands).toBe(1);
  const [red, green, blue] = [grey.pixel(0, 0), grey.pixel(19, 0), grey.pixel(0, 19)].flat();
  expect([red, green, blue]).toEqual([127, 220, 76]);
  const clear = await after([3, 1], (x) => [255, 0, 0, x * 100], { do: "grayscale" });
  expect([0, 1, 2].map((x) => clear.pixel(x, 0))).toEqual([
    [127, 0],
    [127, 100],
    [127, 200],
  ]);
});

test("contrast stretches dull tones to the whole range", async () => {
  const dull = await after([156, 4], (x) => [50 + x], { do: "contrast" });
  expect(dull.pixel(0, 0)).toEqual([0]);
  expect(dull.pixel(155, 0)).toEqual([255]);
  const middle = dull.pixel(77, 0)[0] ?? 0;
  expect(Math.abs(middle - 127)).toBeLessThan(3);
});

test("contrast treats all channels alike, so that grey stays grey beside a colour", async () => {
  const stretched = await after([30, 3], (x) => (x < 15 ? [90, 90, 90] : [180, 140, 140]), {
    do: "contrast",
  });
  const [red, green, blue] = stretched.pixel(2, 1);
  expect([red === green, green === blue]).toEqual([true, true]);
});

test("contrast leaves a picture of one tone alone, and does not count what is transparent", async () => {
  const flat = await after([9, 9], () => [120, 120, 120], { do: "contrast" });
  expect(flat.pixel(4, 4)).toEqual([120, 120, 120]);
  const half = await after([90, 2], (x) => (x < 30 ? [0, 0] : [100 + x, 255]), { do: "contrast" });
  expect(half.pixel(30, 0)).toEqual([0, 255]);
  expect(half.pixel(89, 0)).toEqual([255, 255]);
});

test("the range of tones leaves out a hundredth at either end", () => {
  expect(range([1, 1, 98, 98, 1, 1])).toEqual({ low: 2, high: 3 });
  expect(range([0, 0, 5, 0])).toEqual({ low: 2, high: 2 });
});

test("sharpening and unsharp masks widen a step between two tones and leave alpha alone", async () => {
  const step = (x: number) => (x < 10 ? [100, 100, 100, 200] : [150, 150, 150, 200]);
  for (const operation of [
    { do: "sharpen", sigma: 1 },
    { do: "unsharp", radius: 2, sigma: 2, amount: 0.8, threshold: 0.024 },
  ] as const) {
    const sharp = await after([20, 20], step, operation);
    expect(sharp.pixel(9, 10)[0]).toBeLessThan(95);
    expect(sharp.pixel(10, 10)[0]).toBeGreaterThan(155);
    expect(sharp.pixel(0, 10)).toEqual([100, 100, 100, 200]);
    expect(sharp.pixel(19, 10)).toEqual([150, 150, 150, 200]);
  }
});

test("an unsharp mask leaves steps below its threshold alone", async () => {
  const step = (x: number) => [x < 10 ? 100 : 104];
  const mask = { do: "unsharp", radius: 0, sigma: 2, amount: 5 } as const;
  const kept = await after([20, 3], step, { ...mask, threshold: 0.1 });
  expect([kept.pixel(9, 1), kept.pixel(10, 1)]).toEqual([[100], [104]]);
  const sharp = await after([20, 3], step, { ...mask, threshold: 0 });
  expect(sharp.pixel(9, 1)[0]).toBeLessThan(97);
});

test("blur mixes neighbours, but no colour of transparent pixels", async () => {
  const edge = (x: number) => (x < 20 ? [255, 0, 0, 255] : [0, 255, 0, 0]);
  for (const sigma of [2, 5]) {
    const soft = await after([40, 9], edge, { do: "blur", sigma });
    const [red, green, , alpha = 0] = soft.pixel(21, 4);
    expect([red, green]).toEqual([255, 0]);
    expect([alpha > 30, alpha < 127]).toEqual([true, true]);
    expect(soft.pixel(0, 4)).toEqual([255, 0, 0, 255]);
  }
});

test("a wide blur is as wide as a Gaussian of that size", async () => {
  // A step blurred by a Gaussian is 84 % up one sigma behind it; libvips leaves out the bell's foot.
  const soft = await after([200, 30], (x) => [x < 100 ? 0 : 255], { do: "blur", sigma: 20 });
  for (const [x, share] of [
    [80, 0.159],
    [100, 0.5],
    [120, 0.841],
  ] as const) {
    expect(Math.abs((soft.pixel(x, 15)[0] ?? 0) - 255 * share)).toBeLessThan(8);
  }
});

test("blur keeps a plain tone", async () => {
  for (const sigma of [5, 7.9, 12, 50]) {
    const plain = await after([30, 30], () => [250, 255], { do: "blur", sigma });
    expect([sigma, plain.pixel(15, 15)]).toEqual([sigma, [250, 255]]);
  }
});

test("colorize at 100 goes from black over the colour to white, at 0 leaves the image", async () => {
  const red = colour(255, 0, 0);
  const ramp = (x: number) => [x * 51, x * 51, x * 51, 255] as const;
  const whole = await after([6, 1], ramp, { do: "colorize", colour: red, intensity: 100 });
  expect(whole.pixel(0, 0)).toEqual([0, 0, 0, 255]);
  // Red's own lightness is 54 of 255.
  expect(whole.pixel(1, 0)).toEqual([240, 0, 0, 255]);
  expect(whole.pixel(3, 0)).toEqual([255, 125, 125, 255]);
  expect(whole.pixel(5, 0)).toEqual([255, 255, 255, 255]);
  const none = await after([80, 1], bars, { do: "colorize", colour: red, intensity: 0 });
  expect(none.pixel(45, 0)).toEqual([...bars(45)]);
  const gray = await after([6, 1], ramp, {
    do: "colorize",
    colour: colour(128, 128, 128),
    intensity: 100,
  });
  expect(gray.pixel(2, 0)).toEqual([102, 102, 102, 255]);
  const half = await after([1, 1], () => [200, 200, 200, 9], {
    do: "colorize",
    colour: red,
    intensity: 50,
  });
  expect(half.pixel(0, 0)).toEqual([228, 193, 193, 9]);
});

test("replace turns one colour into another and leaves the others", async () => {
  const changed = await after([20, 20], quarters, {
    do: "replace",
    from: colour(255, 0, 0),
    to: colour(0, 0, 255),
    tolerance: 10,
  });
  expect(changed.pixel(0, 0)).toEqual([0, 0, 255]);
  expect(changed.pixel(19, 0)).toEqual([...quadrantColours.topRight]);
  expect(changed.pixel(0, 19)).toEqual([...quadrantColours.bottomLeft]);
  expect(changed.pixel(19, 19)).toEqual([...quadrantColours.bottomRight]);
});

test("replace without tolerance takes the very colour only, with more of it near ones as well", async () => {
  const reds = (x: number) => [200 + x * 10, 0, 0, 80];
  const replacing = { do: "replace", from: colour(200, 0, 0), to: colour(0, 200, 0) } as const;
  const exact = await after([6, 1], reds, { ...replacing, tolerance: 0 });
  expect(exact.pixel(0, 0)).toEqual([0, 200, 0, 80]);
  expect(exact.pixel(1, 0)).toEqual([210, 0, 0, 80]);
  const near = await after([6, 1], reds, { ...replacing, tolerance: 10 });
  expect(near.pixel(1, 0)).toEqual([10, 200, 0, 80]);
  // 50 of 441, the way from black to white, are 11.3 percent.
  expect(near.pixel(5, 0)).toEqual([250, 0, 0, 80]);
});

test("replace finds the most frequent colour by itself", async () => {
  const mostlyGreen = (x: number) => (x < 7 ? [20, 160, 30] : [200, 0, 0]);
  const to = colour(0, 0, 250);
  const changed = await after([10, 10], mostlyGreen, { do: "replace", to, tolerance: 5 });
  expect([changed.pixel(0, 0), changed.pixel(9, 0)]).toEqual([
    [0, 0, 250],
    [200, 0, 0],
  ]);
});

test("the most frequent colours come first, weighed by alpha, and differ", () => {
  const pixels = [
    [10, 10, 10, 60],
    [10, 10, 10, 60],
    [250, 0, 0, 255],
    [12, 12, 12, 0],
    [40, 14, 12, 100],
  ];
  expect(frequentColours({ bytes: Uint8Array.from(pixels.flat()), bands: 4 }, 3)).toEqual([
    colour(250, 0, 0),
    colour(10, 10, 10),
    colour(10, 10, 10),
  ]);
  expect(frequentColours({ bytes: Uint8Array.of(0, 0, 0, 0), bands: 4 }, 1)).toEqual([
    colour(0, 0, 0),
  ]);
});

test("a gradient runs from its starting edge over its length", async () => {
  const over = { do: "gradient", from: colour(255, 255, 255), to: colour(0, 0, 0, 0) } as const;
  const down = await after([4, 100], () => [0, 0, 0], { ...over, degrees: 180, length: 50 });
  expect(down.bands).toBe(3);
  expect(down.pixel(0, 0)[0]).toBeGreaterThan(250);
  // Between white and transparent black lies translucent white, not grey.
  expect(Math.abs((down.pixel(2, 24)[1] ?? 0) - 130)).toBeLessThan(3);
  expect(down.pixel(3, 50)).toEqual([0, 0, 0]);
  expect(down.pixel(3, 99)).toEqual([0, 0, 0]);
  const up = await after([4, 100], () => [0, 0, 0], { ...over, degrees: 0, length: 100 });
  expect(up.pixel(0, 99)[0]).toBeGreaterThan(250);
  expect(up.pixel(0, 0)[0]).toBeLessThan(5);
});

test("a gradient's direction turns clockwise: 90 to the right, 45 to the top right corner", async () => {
  const over = { do: "gradient", from: colour(255, 0, 0), to: colour(0, 0, 255) } as const;
  const right = await after([100, 3], () => [9], { ...over, degrees: 90, length: 100 });
  expect([right.pixel(0, 1), right.pixel(99, 1)]).toEqual([
    [254, 0, 1],
    [1, 0, 254],
  ]);
  const corner = await after([50, 50], () => [9], { ...over, degrees: 45, length: 70.7 });
  expect(corner.pixel(0, 49)[0]).toBeGreaterThan(248);
  expect(corner.pixel(49, 0)[2]).toBeGreaterThan(248);
  expect(corner.pixel(0, 0)).toEqual(corner.pixel(25, 25));
});

test("opacity multiplies alpha", async () => {
  const opaque = await after([1, 1], () => [10, 20, 30], { do: "opacity", percent: 50 });
  expect(opaque.pixel(0, 0)).toEqual([10, 20, 30, 128]);
  const half = await after([1, 1], () => [10, 20, 30, 100], { do: "opacity", percent: 50 });
  expect(half.pixel(0, 0)).toEqual([10, 20, 30, 50]);
  const all = await after([1, 1], () => [10, 20, 30], { do: "opacity", percent: 100 });
  expect(all.bands).toBe(3);
});
