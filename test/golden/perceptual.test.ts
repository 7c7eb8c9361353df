import { describe, expect, test } from "bun:test";
import sharp, { type Sharp } from "sharp";
import { photo } from "../support/pictures.ts";
import { standard } from "./cases.ts";
import { compare } from "./perceptual.ts";

const picture = await photo(120, 80, { format: "png" });

async function distanceTo(change: (from: Sharp) => Sharp): Promise<number> {
  const changed = await change(sharp(picture)).png().toBuffer();
  return (await compare(changed, picture)).distance;
}

describe("what nobody sees is within the standard tolerance", () => {
  const changes: [what: string, change: (from: Sharp) => Sharp][] = [
    ["nothing", (from) => from],
    ["one shade lighter", (from) => from.linear(1, 1)],
    ["alpha that hides nothing", (from) => from.ensureAlpha()],
  ];
  for (const [what, change] of changes) {
    test(what, async () => expect(await distanceTo(change)).toBeLessThan(standard));
  }
});

describe("what somebody might see is beyond it", () => {
  const patch = (width: number, height: number, background: string) => ({
    left: 3,
    top: 3,
    input: { create: { width, height, channels: 4 as const, background } },
  });
  const changes: [what: string, change: (from: Sharp) => Sharp][] = [
    ["moved by a pixel", (from) => from.affine([1, 0, 0, 1], { odx: 1 }).resize(120, 80)],
    ["mirrored", (from) => from.flop()],
    ["a spot of 6x6 pixels", (from) => from.composite([patch(6, 6, "red")])],
    ["a line of one pixel", (from) => from.composite([patch(100, 1, "white")])],
    ["ten shades darker", (from) => from.linear(1, -10)],
    ["blurred", (from) => from.blur(1)],
    ["nearly opaque", (from) => from.ensureAlpha(0.9)],
  ];
  for (const [what, change] of changes) {
    test(what, async () => expect(await distanceTo(change)).toBeGreaterThan(standard));
  }
});

test("black against white is 100", async () => {
  const plain = (background: string) =>
    sharp({ create: { width: 20, height: 20, channels: 3, background } })
      .png()
      .toBuffer();
  const { distance } = await compare(await plain("black"), await plain("white"));
  expect(distance).toBeCloseTo(100, 0);
});

test("pictures of different sizes are not compared", () => {
  const smaller = sharp(picture).resize(119, 80).png().toBuffer();
  expect(smaller.then((bytes) => compare(bytes, picture))).rejects.toThrow(
    "Expected a picture of 120x80, got 119x80",
  );
});
