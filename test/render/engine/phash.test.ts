import { beforeAll, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import type { DecodableFormat } from "../../../src/formats.ts";
import { describe } from "../../../src/render/engine/describe.ts";
import { hashedSize, perceptualHash } from "../../../src/render/engine/phash.ts";
import { engine } from "../../support/engine.ts";
import { alphaPng, cmykJpeg, colourBars, photo, quadrants } from "../../support/pictures.ts";

function grey(at: (x: number, y: number) => number): Uint8Array {
  return Uint8Array.from({ length: hashedSize ** 2 }, (_, i) =>
    Math.round(at(i % hashedSize, Math.floor(i / hashedSize))),
  );
}

const wave = (at: number, frequency: number) =>
  Math.cos((Math.PI / hashedSize) * (at + 0.5) * frequency);

test("a flat picture has no bits, whatever its brightness", () => {
  expect(perceptualHash(grey(() => 0))).toBe("0000000000000000");
  expect(perceptualHash(grey(() => 200))).toBe("0000000000000000");
});

test("each frequency has its bit, row by row", () => {
  expect(perceptualHash(grey((x) => 128 + 100 * wave(x, 1)))).toBe("4000000000000000");
  expect(perceptualHash(grey((_, y) => 128 + 100 * wave(y, 1)))).toBe("0080000000000000");
  const last = grey((x, y) => 128 + 100 * wave(x, 7) * wave(y, 7));
  expect(perceptualHash(last)).toBe("0000000000000001");
});

test("a negative has no bit of its picture", () => {
  const values = grey((x, y) => 128 + 60 * wave(x, 1) + 50 * wave(y, 2));
  expect(perceptualHash(values)).toBe("4000800000000000");
  expect(perceptualHash(values.map((value) => 255 - value))).toBe("0000000000000000");
});

const demo = (name: string) => readFile(join(import.meta.dirname, "../../../src/demo", name));

const pictures: Record<string, () => Promise<Uint8Array>> = {
  badge: () => demo("badge.png"),
  coast: () => demo("coast.jpg"),
  portrait: () => demo("portrait.jpg"),
  sideways: () => demo("sideways.jpg"),
  tower: () => demo("tower.jpg"),
  valley: () => demo("valley.jpg"),
  photo: () => photo(640, 480, { format: "png" }),
  quadrants: () => quadrants(300, 200, { format: "png" }),
  inks: () => cmykJpeg(),
  bars: () => colourBars(300, 200, { format: "png" }),
  fading: () => alphaPng(),
};

/** What people do to a picture that stays the same to the eye. */
const copies: Record<string, { format: DecodableFormat; make: (upright: Sharp) => Sharp }> = {
  half: { format: "jpeg", make: (picture) => picture.resize(600).jpeg({ quality: 60 }) },
  poor: { format: "jpeg", make: (picture) => picture.resize(300).jpeg({ quality: 20 }) },
  webp: { format: "webp", make: (picture) => picture.resize(400).webp({ quality: 60 }) },
  small: { format: "png", make: (picture) => picture.resize(120).png() },
  avif: { format: "avif", make: (picture) => picture.resize(240).avif({ quality: 50, effort: 1 }) },
};

async function hashOf(bytes: Uint8Array, format: DecodableFormat): Promise<string> {
  return (await describe(await engine(), bytes, format)).pHash;
}

function distance(a: string, b: string): number {
  return (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll("0", "").length;
}

const hashes = new Map<string, string>();

beforeAll(async () => {
  for (const [name, open] of Object.entries(pictures)) {
    const bytes = await open();
    hashes.set(name, await hashOf(bytes, bytes[0] === 0xff ? "jpeg" : "png"));
  }
});

test("other sizes, formats and qualities of a picture differ in at most 6 bits", async () => {
  const far: string[] = [];
  for (const [name, open] of Object.entries(pictures)) {
    const upright = sharp(await open())
      .rotate()
      .flatten({ background: "white" });
    for (const [copy, { format, make }] of Object.entries(copies)) {
      const bytes = new Uint8Array(await make(upright.clone()).toBuffer());
      const bits = distance(hashes.get(name) ?? "", await hashOf(bytes, format));
      if (bits > 6) far.push(`${name}, ${copy}: ${bits}`);
    }
  }
  expect(far).toEqual([]);
});

test("different pictures differ in about half of the bits, and never in as few as copies", () => {
  // Those of one direction only have few bits to differ in, and the inks print the quadrants.
  const plain = ["bars", "fading", "inks"];
  const busy = [...hashes].filter(([name]) => !plain.includes(name));
  const distances = busy.flatMap(([, a], i) => busy.slice(i + 1).map(([, b]) => distance(a, b)));
  const mean = distances.reduce((sum, bits) => sum + bits, 0) / distances.length;
  expect(mean).toBeGreaterThan(24);
  expect(Math.min(...distances)).toBeGreaterThan(12);
  expect(hashes.get("bars")).not.toBe(hashes.get("fading"));
});
