import { expect, test } from "bun:test";
import {
  type Among,
  amongAll,
  type Backdrop,
  type Colour,
  type Operation,
} from "../../../../src/render/plan/operations.ts";
import { after } from "../../../support/engine.ts";
import { quadrantAt } from "../../../support/pictures/pixels.ts";

const blue: Colour = { red: 0, green: 0, blue: 200, alpha: 1 };
const white: Colour = { red: 255, green: 255, blue: 255, alpha: 1 };
const nothing: Colour = { red: 0, green: 0, blue: 0, alpha: 0 };

function padded(backdrop: Backdrop): Operation {
  return { do: "pad", backdrop, left: 5, top: 2, width: 20, height: 14 };
}
const coloured = (colour: Colour): Backdrop => ({ kind: "colour", colour });

test("pad shows its colour around the picture and the picture in its place", async () => {
  const result = await after([10, 10], () => [200, 100, 0], padded(coloured(blue)));
  expect(result.bands).toBe(3);
  expect([result.pixel(4, 5), result.pixel(5, 1), result.pixel(15, 11)]).toEqual([
    [0, 0, 200],
    [0, 0, 200],
    [0, 0, 200],
  ]);
  expect([result.pixel(5, 2), result.pixel(14, 11)]).toEqual([
    [200, 100, 0],
    [200, 100, 0],
  ]);
});

test("a grey picture stays grey on a grey backdrop and gets colours on a coloured one", async () => {
  expect((await after([10, 10], () => [7], padded(coloured(white)))).bands).toBe(1);
  const onBlue = await after([10, 10], () => [7], padded(coloured(blue)));
  expect([onBlue.pixel(0, 0), onBlue.pixel(9, 9)]).toEqual([
    [0, 0, 200],
    [7, 7, 7],
  ]);
});

test("an opaque backdrop shines through a translucent picture", async () => {
  const half = () => [200, 100, 0, 128];
  const result = await after([10, 10], half, padded(coloured(blue)));
  expect(result.bands).toBe(3);
  expect(result.pixel(9, 9)).toEqual([100, 50, 99]);
});

test("a translucent backdrop keeps its alpha, and gives an opaque picture alpha around it", async () => {
  const faint = { ...blue, alpha: 0.5 };
  const opaque = await after([10, 10], () => [200, 100, 0], padded(coloured(faint)));
  expect([opaque.pixel(0, 0), opaque.pixel(9, 9)]).toEqual([
    [0, 0, 200, 128],
    [200, 100, 0, 255],
  ]);
  const both = await after([10, 10], () => [0, 0, 200, 128], padded(coloured(faint)));
  expect(both.pixel(9, 9)).toEqual([0, 0, 200, 191]);
  const clear = await after([10, 10], () => [9, 9, 9, 77], padded(coloured(nothing)));
  expect([clear.pixel(0, 0), clear.pixel(9, 9)]).toEqual([
    [0, 0, 0, 0],
    [9, 9, 9, 77],
  ]);
});

test("a blurred backdrop is the picture enlarged to cover, with the picture sharp on top", async () => {
  const backdrop: Backdrop = { kind: "blurred", sigma: 2, brightness: 30 };
  // Twice as wide as high: the backdrop shows the middle half of the height, red over blue.
  const halves = (_x: number, y: number) => (y < 10 ? [200, 0, 0] : [0, 0, 200]);
  const box = { left: 10, top: 0, width: 40, height: 20 };
  const result = await after([20, 20], halves, { do: "pad", backdrop, ...box });
  expect(result.pixel(10, 0)).toEqual([200, 0, 0]);
  expect(result.pixel(29, 19)).toEqual([0, 0, 200]);
  expect(result.pixel(2, 1)).toEqual([230, 30, 30]);
  expect(result.pixel(49 - 12, 18)).toEqual([30, 30, 230]);
  const [red = 0, , middle = 0] = result.pixel(2, 10);
  expect([red > 60, middle > 60]).toEqual([true, true]);
});

test("a dominant backdrop is the most frequent colour, which transparent pixels do not vote for", async () => {
  const picture = (x: number) => (x < 6 ? [30, 30, 30, 0] : [180, 20, 90, 255]);
  const result = await after([10, 10], picture, padded({ kind: "dominant", among: amongAll }));
  expect([result.bands, result.pixel(0, 0)]).toEqual([3, [180, 20, 90]]);
  const seenThrough = await after([10, 10], picture, {
    do: "backdrop",
    backdrop: { kind: "dominant", among: amongAll },
  });
  expect(seenThrough.pixel(0, 0)).toEqual([180, 20, 90]);
});

test("a gradient of two main colours runs down, one of four runs between the corners", async () => {
  const two = await after([10, 10], (x) => (x < 6 ? [250, 0, 0] : [0, 0, 250]), {
    ...padded({ kind: "gradient_dominant", colours: 2, direction: "vertical", among: amongAll }),
  });
  expect([two.pixel(0, 0), two.pixel(19, 0), two.pixel(0, 13)]).toEqual([
    [250, 0, 0],
    [250, 0, 0],
    [0, 0, 250],
  ]);
  const four = await after(
    [10, 10],
    (x, y) => quadrantAt(x, y, 10, 10),
    padded({ kind: "gradient_dominant", colours: 4, direction: "vertical", among: amongAll }),
  );
  const corners = [four.pixel(0, 0), four.pixel(19, 0), four.pixel(0, 13), four.pixel(19, 13)];
  expect(new Set(corners.map(String)).size).toBe(4);
});

const framed = (x: number, y: number) =>
  x === 0 || y === 0 || x === 9 || y === 9 ? [20, 200, 20] : x < 8 ? [200, 20, 20] : [20, 20, 200];

test("the edges alone may tell the colour, or what contrasts with it, or the likest of a palette", async () => {
  const ground = async (among: Partial<Among>) => {
    const backdrop: Backdrop = { kind: "dominant", among: { ...amongAll, ...among } };
    const result = await after([10, 10], framed, padded(backdrop));
    return result.pixel(0, 0);
  };
  const palette = [
    { red: 0, green: 90, blue: 0, alpha: 1 },
    { red: 255, green: 0, blue: 255, alpha: 1 },
  ];
  expect(await ground({})).toEqual([200, 20, 20]);
  expect(await ground({ border: true })).toEqual([20, 200, 20]);
  expect(await ground({ contrast: true })).not.toEqual([200, 20, 20]);
  expect(await ground({ border: true, palette })).toEqual([0, 90, 0]);
});

test("a gradient of two runs where it is told to", async () => {
  const halves = (x: number) => (x < 6 ? [250, 0, 0] : [0, 0, 250]);
  const corners = async (direction: "horizontal" | "diagonal_desc" | "diagonal_asc") => {
    const result = await after([10, 10], halves, {
      ...padded({ kind: "gradient_dominant", colours: 2, direction, among: amongAll }),
    });
    return [result.pixel(0, 0), result.pixel(19, 0), result.pixel(0, 13), result.pixel(19, 13)];
  };
  const [red, blue, mixed] = [
    [250, 0, 0],
    [0, 0, 250],
    [125, 0, 125],
  ] as number[][];
  expect(await corners("horizontal")).toEqual([red, blue, red, blue] as number[][]);
  expect(await corners("diagonal_desc")).toEqual([red, mixed, mixed, blue] as number[][]);
  expect(await corners("diagonal_asc")).toEqual([mixed, blue, red, mixed] as number[][]);
});

test("a backdrop of its own size is hidden by an opaque picture", async () => {
  const hidden = await after([3, 3], () => [9, 8, 7], { do: "backdrop", backdrop: coloured(blue) });
  expect(hidden.pixel(1, 1)).toEqual([9, 8, 7]);
  const seen = await after([3, 3], (x) => [9, 8, 7, x * 127], {
    do: "backdrop",
    backdrop: coloured(white),
  });
  expect([seen.bands, seen.pixel(0, 0)]).toEqual([3, [255, 255, 255]]);
});

test("a turned picture lies on its backdrop, and without one on nothing", async () => {
  const turn = { do: "rotate", degrees: 45, width: 29, height: 29 } as const;
  const onBlue = await after([20, 20], () => [200, 100, 0], { ...turn, backdrop: blue });
  expect([onBlue.bands, onBlue.pixel(0, 0), onBlue.pixel(14, 14)]).toEqual([
    3,
    [0, 0, 200],
    [200, 100, 0],
  ]);
  const clear = await after([20, 20], () => [200, 100, 0], { ...turn, backdrop: nothing });
  expect([clear.pixel(0, 0)[3], clear.pixel(14, 14)]).toEqual([0, [200, 100, 0, 255]]);
  // At a quarter no corner is empty, but what is transparent lies on the backdrop all the same.
  const quarter = await after([2, 1], (x) => [200, 100, 0, x * 255], {
    do: "rotate",
    degrees: 90,
    width: 1,
    height: 2,
    backdrop: blue,
  });
  expect([quarter.pixel(0, 0), quarter.pixel(0, 1)]).toEqual([
    [0, 0, 200],
    [200, 100, 0],
  ]);
});
