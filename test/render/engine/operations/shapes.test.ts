import { expect, test } from "bun:test";
import { apply, mapToImage } from "../../../../src/render/engine/operations/geometry/homography.ts";
import { arcOf, arcSize } from "../../../../src/render/plan/arc.ts";
import type { Colour, OperationOf } from "../../../../src/render/plan/operations.ts";
import { after } from "../../../support/engine.ts";
import { quadrantAt } from "../../../support/pictures/pixels.ts";

const yellow: Colour = { red: 255, green: 220, blue: 0, alpha: 1 };
const quarters = (x: number, y: number) => quadrantAt(x, y, 40, 40);
const alphas = (pixels: { pixel(x: number, y: number): number[] }, places: [number, number][]) =>
  places.map(([x, y]) => pixels.pixel(x, y).at(-1));

test("smart crop keeps the busy part", async () => {
  const busy = (x: number, y: number) =>
    x > 90 && x < 110 && y > 10 && y < 30 ? [(x * y * 37) % 256, 40, 30] : [200, 205, 210];
  const cut = await after([120, 40], busy, { do: "smartCrop", width: 40, height: 40 });
  let found = 0;
  for (let x = 0; x < 40; x++) if (cut.pixel(x, 20)[1] === 40) found++;
  expect(found).toBe(19);
});

test("a resized picture keeps its colours, without dark fringes where it is transparent", async () => {
  const edge = (x: number) => (x < 20 ? [250, 120, 60, 255] : [0, 0, 0, 0]);
  const small = await after([40, 10], edge, { do: "resize", width: 13, height: 3 });
  for (let x = 0; x < 13; x++) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = small.pixel(x, 1);
    if (alpha < 40) continue;
    for (const error of [red - 250, green - 120, blue - 60])
      expect(Math.abs(error)).toBeLessThan(6);
  }
});

test("a border covers the edge and nothing inside it", async () => {
  const border: OperationOf<"border"> = { do: "border", width: 3, colour: yellow };
  const framed = await after([20, 11], () => [1, 2, 3], border);
  const ink = [255, 220, 0];
  expect([framed.pixel(0, 0), framed.pixel(2, 5), framed.pixel(17, 5)]).toEqual([ink, ink, ink]);
  expect([framed.pixel(3, 3), framed.pixel(16, 7)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  const whole = await after([5, 5], () => [1, 2, 3, 0], border);
  expect(whole.pixel(2, 2)).toEqual([...ink, 255]);
});

test("a translucent border lets the picture shine through", async () => {
  const colour = { ...yellow, alpha: 0.5 };
  const framed = await after([9, 9], () => [1, 20, 100], { do: "border", width: 2, colour });
  expect([framed.bands, framed.pixel(4, 4)]).toEqual([3, [1, 20, 100]]);
  expect(framed.pixel(0, 0)).toEqual([128, 120, 49]);
});

test("each corner is cut by its own radius", async () => {
  const cut = await after([40, 40], quarters, { do: "round", radii: [20, 10, 5, 0] });
  const corners: [number, number][] = [
    [0, 0],
    [39, 0],
    [39, 39],
    [0, 39],
  ];
  expect(alphas(cut, corners)).toEqual([0, 0, 0, 255]);
  // Along the diagonal an arc lies 0.29 of its radius from the corner: 5.9, 2.9 and 1.5 pixels.
  expect(
    alphas(cut, [
      [4, 4],
      [7, 7],
    ]),
  ).toEqual([0, 255]);
  expect(
    alphas(cut, [
      [38, 1],
      [36, 3],
    ]),
  ).toEqual([0, 255]);
  expect(
    alphas(cut, [
      [39, 39],
      [37, 37],
    ]),
  ).toEqual([0, 255]);
  expect(cut.pixel(20, 20)).toEqual([255, 255, 0, 255]);
});

test("the largest radius makes a circle with a soft edge out of a square", async () => {
  const cut = await after([41, 41], () => [9, 9, 9, 100], { do: "round", radii: [99, 99, 99, 99] });
  expect(
    alphas(cut, [
      [20, 0],
      [0, 20],
      [20, 20],
      [2, 2],
    ]),
  ).toEqual([100, 100, 100, 0]);
  const along = Array.from({ length: 41 }, (_, x) => cut.pixel(x, 3)[1] ?? 0);
  expect(along.some((alpha) => alpha > 5 && alpha < 95)).toBe(true);
});

test("a shadow lies beside what is opaque, behind it, and ends at the picture's edge", async () => {
  const dot = (x: number, y: number) =>
    x >= 10 && x < 20 && y >= 10 && y < 20 ? [250, 0, 0, 255] : [0, 0, 0, 0];
  const shadow = { do: "shadow", strength: 40, x: 8, y: -4 } as const;
  const hard = await after([40, 40], dot, { ...shadow, sigma: 0 });
  expect(hard.pixel(19, 12)).toEqual([250, 0, 0, 255]);
  expect(hard.pixel(20, 12)).toEqual([0, 0, 0, 102]);
  expect(
    alphas(hard, [
      [27, 6],
      [28, 6],
      [27, 5],
      [12, 8],
    ]),
  ).toEqual([102, 0, 0, 0]);
  const soft = await after([40, 40], dot, { ...shadow, sigma: 2 });
  const [before = 0, behind = 0] = alphas(soft, [
    [26, 11],
    [29, 11],
  ]);
  expect([before < 102, behind > 0, behind < before]).toEqual([true, true, true]);
});

test("an opaque picture hides its shadow", async () => {
  const shadow = { do: "shadow", strength: 40, x: 8, y: 4, sigma: 3 } as const;
  const same = await after([9, 9], () => [1, 2, 3], shadow);
  expect([same.bands, same.pixel(8, 8)]).toEqual([3, [1, 2, 3]]);
});

test("the map of four points takes each to its corner of the picture", () => {
  const points = [
    [3, 4],
    [90, -5],
    [70, 66],
    [10, 50],
  ] as const;
  const matrix = mapToImage(points, { width: 120, height: 80 });
  if (matrix === undefined) throw new Error("Expected a map");
  const corners = points.map((point) => apply(matrix, point).map((n) => Math.round(n * 1e6) / 1e6));
  expect(corners.map(([x = 0, y = 0]) => [x + 0, y + 0])).toEqual([
    [0, 0],
    [120, 0],
    [120, 80],
    [0, 80],
  ]);
});

test("a parallelogram is mapped without perspective", () => {
  const half = mapToImage(
    [
      [0, 0],
      [10, 0],
      [15, 10],
      [5, 10],
    ],
    { width: 20, height: 20 },
  );
  expect(half && apply(half, [7.5, 5])).toEqual([10, 10]);
});

test("no map leads from points on one line", () => {
  const size = { width: 9, height: 9 };
  expect(
    mapToImage(
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 5],
      ],
      size,
    ),
  ).toBeUndefined();
  expect(
    mapToImage(
      [
        [0, 0],
        [1, 1],
      ],
      size,
    ),
  ).toBeUndefined();
});

test("a perspective that leaves the corners where they are changes nothing", async () => {
  const corners = [
    [0, 0],
    [40, 0],
    [40, 40],
    [0, 40],
  ] as const;
  const same = await after([40, 40], quarters, { do: "perspective", corners });
  for (const [x, y] of [
    [0, 0],
    [39, 0],
    [0, 39],
    [39, 39],
    [19, 19],
    [20, 20],
  ] as const) {
    expect(same.pixel(x, y)).toEqual([...quarters(x, y), 255]);
  }
});

test("a perspective draws the picture inside its four points and nothing outside", async () => {
  const corners = [
    [10, 5],
    [30, 5],
    [39, 35],
    [1, 35],
  ] as const;
  const drawn = await after([40, 40], quarters, { do: "perspective", corners });
  expect(
    alphas(drawn, [
      [0, 0],
      [8, 6],
      [32, 6],
      [20, 3],
      [20, 37],
    ]),
  ).toEqual([0, 0, 0, 0, 0]);
  expect(drawn.pixel(13, 7)).toEqual([255, 0, 0, 255]);
  expect(drawn.pixel(27, 7)).toEqual([0, 255, 0, 255]);
  expect(drawn.pixel(4, 33)).toEqual([0, 0, 255, 255]);
  expect(drawn.pixel(36, 33)).toEqual([255, 255, 0, 255]);
});

test("corners may be swapped, which turns the picture over", async () => {
  const corners = [
    [40, 0],
    [0, 0],
    [0, 40],
    [40, 40],
  ] as const;
  const mirrored = await after([40, 40], quarters, { do: "perspective", corners });
  expect([mirrored.pixel(0, 0), mirrored.pixel(39, 39)]).toEqual([
    [0, 255, 0, 255],
    [0, 0, 255, 255],
  ]);
});

test("seen from its edge a picture shows nothing", async () => {
  const corners = [
    [0, 0],
    [10, 0],
    [20, 0],
    [30, 0],
  ] as const;
  const gone = await after([40, 40], quarters, { do: "perspective", corners });
  expect(
    alphas(gone, [
      [0, 0],
      [15, 0],
      [20, 20],
    ]),
  ).toEqual([0, 0, 0]);
});

test("an arc keeps the length of the picture's middle line", () => {
  const { radius, outer, inner, half } = arcOf({ width: 314.159265, height: 20 }, 180);
  expect([radius, outer, inner].map((n) => Math.round(n * 1000) / 1000)).toEqual([100, 110, 90]);
  expect(half).toBeCloseTo(Math.PI / 2, 9);
});

test("the size of an arc is that of the rectangle around it", () => {
  expect(arcSize({ width: 314, height: 20 }, 180)).toEqual({ width: 220, height: 110 });
  expect(arcSize({ width: 314, height: 20 }, -180)).toEqual({ width: 220, height: 110 });
  // The whole circle, of radius 50 and half the height more.
  expect(arcSize({ width: 314.159265, height: 20 }, 360)).toEqual({ width: 120, height: 120 });
  expect(arcSize({ width: 314.159265, height: 20 }, 720)).toEqual({ width: 120, height: 120 });
  expect(arcSize({ width: 300, height: 200 }, 0)).toEqual({ width: 300, height: 200 });
  expect(arcSize({ width: 1, height: 1 }, 1)).toEqual({ width: 2, height: 2 });
});

test("an arc bends the sides down, a negative one bends them up, and the middle stays upright", async () => {
  const halves = (_x: number, y: number) => (y < 10 ? [255, 0, 0] : [0, 0, 255]);
  const size = { width: 100, height: 20 };
  const arc = (degrees: number) =>
    after([100, 20], halves, { do: "arc", degrees, ...arcSize(size, degrees) });
  const up = await arc(180);
  expect([up.width, up.height]).toEqual([84, 42]);
  expect([up.pixel(42, 3), up.pixel(42, 16)]).toEqual([
    [255, 0, 0, 255],
    [0, 0, 255, 255],
  ]);
  expect(
    alphas(up, [
      [0, 0],
      [83, 0],
      [42, 41],
    ]),
  ).toEqual([0, 0, 0]);
  expect([up.pixel(5, 40), up.pixel(78, 40)].map(([red]) => red)).toEqual([255, 255]);
  const down = await arc(-180);
  expect([down.pixel(42, 25), down.pixel(42, 38)]).toEqual([
    [255, 0, 0, 255],
    [0, 0, 255, 255],
  ]);
});
