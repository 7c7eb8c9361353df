import { expect, test } from "bun:test";
import { middlemost } from "../../../../src/render/engine/operations/colour/colour-key.ts";
import { sharesOf } from "../../../../src/render/engine/operations/effects/fade.ts";
import { lineMask } from "../../../../src/render/engine/operations/geometry/outline.ts";
import { squaredDistances } from "../../../../src/render/plan/distance.ts";
import type { Operation } from "../../../../src/render/plan/operations.ts";
import { shearedSize, tangent } from "../../../../src/render/plan/shear.ts";
import { thresholds } from "../../../../src/render/plan/tones/thresholds.ts";
import { after } from "../../../support/engine.ts";

const red = { red: 255, green: 0, blue: 0, alpha: 1 };
const checks = (x: number, y: number) => [(x + y) % 2 === 0 ? 0 : 200];
/** Opaque in the middle of a transparent picture. */
const square = (x: number, y: number) =>
  x >= 5 && x < 15 && y >= 5 && y < 15 ? [0, 0, 90, 255] : [0, 200, 0, 0];

test("a region is blurred or squared up, and the rest stays to the last pixel", async () => {
  const region = { left: 4, top: 2, width: 8, height: 6 };
  for (const operation of [
    { do: "blur", sigma: 3, region },
    { do: "pixelate", side: 4, region },
  ] as const) {
    const made = await after([20, 12], checks, operation);
    const inside = made.pixel(7, 4)[0] ?? 0;
    expect([inside > 80, inside < 120]).toEqual([true, true]);
    for (const [x, y] of [
      [3, 4],
      [12, 4],
      [7, 1],
      [7, 8],
    ] as const) {
      expect([x, y, ...made.pixel(x, y)]).toEqual([x, y, ...checks(x, y)]);
    }
  }
});

test("squares start at the corner, have one colour each and know no colour of what is clear", async () => {
  const region = { left: 0, top: 0, width: 10, height: 4 };
  const at = (x: number) => (x % 2 === 0 ? [255, 0, 0, 255] : [0, 255, 0, 0]);
  const made = await after([10, 4], at, { do: "pixelate", side: 4, region });
  expect(made.pixel(0, 0)).toEqual([255, 0, 0, 128]);
  expect(made.pixel(3, 3)).toEqual([255, 0, 0, 128]);
  expect(made.pixel(9, 0)[0]).toBe(255);
});

test("a brush keeps an edge and flattens what is beside it", async () => {
  const noisy = (x: number, y: number) => [(x < 20 ? 40 : 200) + ((x * 7 + y * 5) % 3) * 10];
  const made = await after([40, 20], noisy, { do: "paint", radius: 3 });
  const [dark = 0, light = 0] = [made.pixel(18, 10)[0], made.pixel(21, 10)[0]];
  expect(light - dark).toBeGreaterThan(140);
  expect(Math.abs((made.pixel(8, 9)[0] ?? 0) - (made.pixel(9, 9)[0] ?? 0))).toBeLessThan(4);
});

test("noise is the same every time, and spares alpha", async () => {
  const flat = () => [100, 100, 100, 60];
  const [first, second] = [
    await after([30, 30], flat, { do: "noise", sigma: 20 }),
    await after([30, 30], flat, { do: "noise", sigma: 20 }),
  ];
  const pixels = [0, 1, 2, 3, 4, 5].map((x) => first.pixel(x, x));
  expect(pixels).toEqual([0, 1, 2, 3, 4, 5].map((x) => second.pixel(x, x)));
  expect(new Set(pixels.map(([value]) => value)).size).toBeGreaterThan(2);
  expect(pixels.every(([, , , alpha]) => alpha === 60)).toBe(true);
});

test("every map of thresholds is half lit in a middle tone", () => {
  for (let map = 0; map <= 18; map++) {
    const { side, tones } = thresholds(map);
    expect([map, tones.length]).toEqual([map, side * side]);
    const lit = tones.filter((tone) => tone < 127.5).length;
    expect(Math.abs(lit / tones.length - 0.5)).toBeLessThanOrEqual(map === 0 ? 0.5 : 0.25);
  }
  expect(thresholds(1).tones).toEqual([63.75, 191.25, 191.25, 63.75]);
  expect(thresholds(2).tones.map((tone) => Math.round(tone))).toEqual([32, 159, 223, 96]);
});

test("a vignette leaves the middle and darkens the corners to what was asked", async () => {
  const made = await after([101, 51], () => [200, 9], { do: "vignette", corner: 0.5 });
  expect(made.pixel(50, 25)).toEqual([200, 9]);
  expect(Math.abs((made.pixel(0, 0)[0] ?? 0) - 100)).toBeLessThan(6);
});

test("what is like the corners becomes transparent, though one shows something else", async () => {
  const at = (x: number, y: number) => {
    if (x < 2 && y < 2) return [0, 0, 0];
    return x > 8 && x < 12 ? [200, 30, 30] : [250, 250, 250];
  };
  const made = await after([20, 5], at, { do: "colourKey", tolerance: 10 });
  expect([made.pixel(15, 2)[3], made.pixel(10, 2), made.pixel(0, 0)[3]]).toEqual([
    0,
    [200, 30, 30, 255],
    255,
  ]);
  expect(middlemost([[0], [250], [250], [255]])).toEqual([250]);
});

test("from a threshold on what is translucent is opaque", async () => {
  const made = await after([3, 1], (x) => [7, x * 64], { do: "threshold", alpha: 64 });
  expect([0, 1, 2].map((x) => made.pixel(x, 0)[1])).toEqual([0, 255, 255]);
});

test("a fade is clear at its edge and gone after its length", () => {
  expect([...sharesOf(["top"], 6, 4, 1)]).toEqual([32, 96, 159, 223, 255, 255]);
  expect([...sharesOf(["right"], 4, 2, 1)]).toEqual([255, 255, 191, 64]);
  const both = [...sharesOf(["left", "right"], 5, 2, 2)];
  expect(both).toEqual(both.toReversed());
});

test("a fade weakens the alpha that is there", async () => {
  const edges = ["left"] as const;
  const made = await after([4, 2], () => [9, 100], { do: "fade", edges, length: 2, power: 1 });
  expect([0, 1, 2].map((x) => made.pixel(x, 1))).toEqual([
    [9, 25],
    [9, 75],
    [9, 100],
  ]);
});

test("distances are those to the nearest place that is set", () => {
  const size = { width: 7, height: 5 };
  const set = [3 + 2 * 7, 6];
  const made = squaredDistances((i) => set.includes(i), size);
  for (let i = 0; i < 35; i++) {
    const [x, y] = [i % 7, Math.floor(i / 7)];
    expect(made[i]).toBe(Math.min((x - 3) ** 2 + (y - 2) ** 2, (x - 6) ** 2 + y ** 2));
  }
  expect(squaredDistances(() => false, size)[0]).toBe(Number.POSITIVE_INFINITY);
});

test("an outer line is as wide as asked, an inner one lies within", () => {
  const size = { width: 9, height: 3 };
  const alpha = Uint8Array.from({ length: 27 }, (_, i) => (i % 9 > 2 && i % 9 < 6 ? 255 : 0));
  const row = (mode: "outer" | "inner" | "fill") =>
    [...lineMask(alpha, size, { mode, thickness: 1 })].slice(9, 18);
  expect(row("outer")).toEqual([0, 0, 255, 255, 0, 255, 255, 0, 0]);
  expect(row("fill")).toEqual([0, 0, 255, 255, 255, 255, 255, 0, 0]);
  expect(row("inner").slice(2, 7)).toEqual([255, 255, 0, 255, 255]);
});

test("an outline makes the picture larger, or stays inside its edge", async () => {
  const line = { do: "outline", thickness: 2, sigma: 0, colour: red } as const;
  const outer = { ...line, mode: "outer", room: 2, width: 24, height: 24 } as const;
  const made = await after([20, 20], square, outer);
  expect([made.width, made.pixel(6, 12), made.pixel(7, 12), made.pixel(12, 12)]).toEqual([
    24,
    [255, 0, 0, 255],
    [0, 0, 90, 255],
    [0, 0, 90, 255],
  ]);
  const inner = { ...line, mode: "inner", room: 0, width: 20, height: 20 } as const;
  const within = await after([20, 20], square, inner);
  expect([within.pixel(4, 10)[3], within.pixel(6, 10), within.pixel(7, 10)]).toEqual([
    0,
    [255, 0, 0, 255],
    [0, 0, 90, 255],
  ]);
});

test("a cast shadow lies beside an opaque picture, in its colour", async () => {
  const shadow: Operation = {
    do: "castShadow",
    sigma: 0,
    strength: 50,
    x: 4,
    y: 0,
    colour: red,
    left: 0,
    top: 0,
    width: 14,
    height: 10,
  };
  const made = await after([10, 10], () => [8, 8, 8], shadow);
  expect(made.pixel(9, 5)).toEqual([8, 8, 8, 255]);
  expect(made.pixel(12, 5)).toEqual([255, 0, 0, 128]);
});

test("a shear moves lower rows to the right", async () => {
  const size = { width: 10, height: 10 };
  const after45 = shearedSize(size, tangent(45), 0);
  expect(after45).toEqual({ width: 20, height: 10 });
  const made = await after([10, 10], () => [50], {
    do: "shear",
    x: tangent(45),
    y: 0,
    backdrop: { ...red, alpha: 0 },
    ...after45,
  });
  expect([made.pixel(2, 0)[1], made.pixel(15, 0)[1]]).toEqual([255, 0]);
  expect([made.pixel(2, 9)[1], made.pixel(15, 9)[1]]).toEqual([0, 255]);
  expect(shearedSize(size, 0.5, -0.2)).toEqual({ width: 15, height: 13 });
});
