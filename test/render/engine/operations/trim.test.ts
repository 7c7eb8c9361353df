import { expect, test } from "bun:test";
import { findTrim } from "../../../../src/render/engine/measure.ts";
import type { Colour } from "../../../../src/render/plan/operations.ts";
import { engine, picture } from "../../../support/engine.ts";

type At = (x: number, y: number) => number[];

async function trimmed(at: At, threshold = 10, edge?: Colour) {
  const vips = await engine();
  using image = await picture(40, 30, at);
  return findTrim(vips, [image], threshold, edge);
}

const inside = (x: number, y: number) => x >= 7 && x < 30 && y >= 5 && y < 21;
const box = { left: 7, top: 5, width: 23, height: 16 };
const whole = { left: 0, top: 0, width: 40, height: 30 };

test("a margin of one colour is found exactly, in grey and in colour", async () => {
  expect(await trimmed((x, y) => (inside(x, y) ? [200] : [90]))).toEqual(box);
  expect(await trimmed((x, y) => (inside(x, y) ? [20, 90, 200] : [255, 255, 255]))).toEqual(box);
});

test("a transparent margin is found, whatever colour hides in it", async () => {
  expect(await trimmed((x, y) => (inside(x, y) ? [0, 255] : [(x * 9) % 256, 0]))).toEqual(box);
  expect(await trimmed((x, y) => (inside(x, y) ? [9, 9, 9, 255] : [x * 5, y * 5, 0, 0]))).toEqual(
    box,
  );
});

test("an opaque margin of a picture with alpha is found", async () => {
  const at: At = (x, y) => (inside(x, y) ? [9, 9, 9, 255] : [255, 255, 255, 255]);
  expect(await trimmed(at)).toEqual(box);
});

test("the threshold says how unlike the margin a pixel must be", async () => {
  const at: At = (x, y) => [inside(x, y) ? 120 : 100];
  expect(await trimmed(at, 10)).toEqual(box);
  expect(await trimmed(at, 30)).toEqual(whole);
});

test("a picture that is all margin is kept whole", async () => {
  expect(await trimmed(() => [7, 7, 7])).toEqual(whole);
  expect(await trimmed(() => [7, 7, 7, 0])).toEqual(whole);
});

test("the margin may be of another colour than the corner's", async () => {
  const white = { red: 255, green: 255, blue: 255, alpha: 1 };
  const marked: At = (x, y) =>
    inside(x, y) || (x === 0 && y === 0) ? [20, 90, 200] : [255, 255, 255];
  expect(await trimmed(marked, 10, white)).toEqual(box);
  expect(await trimmed((x, y) => [inside(x, y) ? 90 : 200], 10, white)).toEqual(whole);
  const blue = { red: 0, green: 0, blue: 255, alpha: 1 };
  expect(await trimmed((x, y) => [inside(x, y) ? 90 : 200], 10, blue)).toEqual(whole);
  const clear: At = (x, y) => (inside(x, y) ? [20, 90, 200, 255] : [1, 2, 3, 0]);
  expect(await trimmed(clear, 10, white)).toEqual(box);
});

test("specks of noise are margin, unless there is nothing else", async () => {
  const speck = (x: number, y: number) => x === 36 && y === 27;
  expect(await trimmed((x, y) => [inside(x, y) || speck(x, y) ? 200 : 90])).toEqual(box);
  expect(await trimmed((x, y) => [speck(x, y) ? 200 : 90])).toEqual({
    left: 36,
    top: 27,
    width: 1,
    height: 1,
  });
});
