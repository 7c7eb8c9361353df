import { expect, test } from "bun:test";
import { layer } from "../../../../src/render/engine/operations/layers/layer.ts";
import type { LayerOperation } from "../../../../src/render/plan/operations.ts";
import { engine, type Pixels, picture, pixelsOf } from "../../../support/engine.ts";

type Place = Pick<LayerOperation, "left" | "top" | "tiled" | "mode"> & { x?: number; y?: number };

/** A grey-blue picture of 20x10 with another one of 6x4 laid over it. */
async function laid(place: Place, upper: (x: number, y: number) => number[]): Promise<Pixels> {
  const vips = await engine();
  using below = await picture(20, 10, (x) => [x * 10, 100, 200]);
  using above = await picture(6, 4, upper);
  using result = layer(below, above, { x: 0, y: 0, ...place }, vips);
  return pixelsOf(result);
}

test("a layer covers its place and is cut off where it stands out", async () => {
  const over = await laid({ mode: "over", left: -2, top: 8 }, () => [1, 2, 3]);
  expect([over.width, over.height, over.bands]).toEqual([20, 10, 3]);
  expect([over.pixel(0, 8), over.pixel(3, 9)]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  expect([over.pixel(0, 7), over.pixel(4, 9)]).toEqual([
    [0, 100, 200],
    [40, 100, 200],
  ]);
});

test("a translucent layer, grey or coloured, mixes with what is below", async () => {
  const mixed = await laid({ mode: "over", left: 10, top: 0 }, () => [0, 128]);
  expect([mixed.bands, mixed.pixel(10, 0)]).toEqual([3, [49, 49, 99]]);
});

test("a layer beside the picture changes nothing, but cuts everything away as a cutter", async () => {
  for (const mode of ["over", "multiply", "cutout", "displace"] as const) {
    const same = await laid({ mode, left: 20, top: 0 }, () => [1, 2, 3]);
    expect([mode, same.pixel(19, 0)]).toEqual([mode, [190, 100, 200]]);
  }
  const gone = await laid({ mode: "cutter", left: 0, top: -4 }, () => [1, 2, 3]);
  expect(gone.pixel(0, 0)).toEqual([0, 100, 200, 0]);
});

test("multiply darkens by the layer's colour", async () => {
  const dark = await laid({ mode: "multiply", left: 10, top: 0 }, () => [255, 128, 0]);
  expect([dark.pixel(10, 0), dark.pixel(16, 0)]).toEqual([
    [100, 50, 0],
    [160, 100, 200],
  ]);
});

test("screen lightens by the layer's colour, overlay makes dark darker and light lighter", async () => {
  const colour = () => [255, 128, 0];
  const light = await laid({ mode: "screen", left: 10, top: 0 }, colour);
  expect([light.pixel(10, 0), light.pixel(16, 0)]).toEqual([
    [255, 177, 200],
    [160, 100, 200],
  ]);
  const strong = await laid({ mode: "overlay", left: 10, top: 0 }, colour);
  expect(strong.pixel(10, 0)).toEqual([200, 100, 145]);
});

test("a cutter keeps what it covers, a cutout takes it away", async () => {
  const half = (x: number) => [0, 0, 0, x < 3 ? 255 : 0];
  const kept = await laid({ mode: "cutter", left: 10, top: 0 }, half);
  expect([9, 10, 12, 13].map((x) => kept.pixel(x, 0)[3])).toEqual([0, 255, 255, 0]);
  const away = await laid({ mode: "cutout", left: 10, top: 0 }, half);
  expect([9, 10, 12, 13].map((x) => away.pixel(x, 0)[3])).toEqual([255, 0, 0, 255]);
});

test("displace moves pixels by the layer's red and green, and none where it is middle grey", async () => {
  const moving = (x: number) => (x < 3 ? [255, 128, 0] : [128, 128, 128]);
  const moved = await laid({ mode: "displace", left: 6, top: 2, x: 4, y: 0 }, moving);
  expect([moved.pixel(6, 3)[0], moved.pixel(9, 3)[0]]).toEqual([100, 90]);
  expect([moved.bands, moved.pixel(0, 0)]).toEqual([3, [0, 100, 200]]);
  const beyond = await laid({ mode: "displace", left: 14, top: 0, x: 90, y: 0 }, moving);
  expect(beyond.pixel(15, 0)).toEqual([190, 100, 200]);
});

test("a layer under the picture shows where that can be seen through, and nowhere else", async () => {
  const vips = await engine();
  using above = await picture(4, 2, () => [10, 20, 30]);
  using half = await picture(6, 2, (x) => [200, 100, 50, x < 3 ? 0 : 255]);
  using shown = layer(half, above, { mode: "under", left: 1, top: 0, x: 0, y: 0 }, vips);
  const { pixel } = await pixelsOf(shown);
  expect(pixel(0, 0)[3]).toBe(0);
  expect([pixel(1, 0), pixel(2, 1)]).toEqual([
    [10, 20, 30, 255],
    [10, 20, 30, 255],
  ]);
  expect(pixel(3, 0)).toEqual([200, 100, 50, 255]);
  using opaque = await picture(6, 2, () => [200, 100, 50]);
  using hidden = layer(opaque, above, { mode: "under", left: 0, top: 0, x: 0, y: 0 }, vips);
  expect((await pixelsOf(hidden)).pixel(0, 0)).toEqual([200, 100, 50]);
});

test("a tiled layer is repeated from its place, in every direction", async () => {
  for (const left of [-5, 1, 4]) {
    const tiled = await laid({ mode: "over", left, top: 3, tiled: true }, (x, y) => [x, y, 0]);
    expect([tiled.width, tiled.height]).toEqual([20, 10]);
    for (const [x, y] of [
      [0, 0],
      [7, 3],
      [19, 9],
    ] as const) {
      const wanted = [(x - left + 12) % 6, (y - 3 + 4) % 4, 0];
      expect([left, x, y, tiled.pixel(x, y)]).toEqual([left, x, y, wanted]);
    }
  }
});
