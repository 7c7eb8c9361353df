import { expect, test } from "bun:test";
import sharp from "sharp";
import { jpegQuality } from "../../../src/render/engine/encoding/jpeg-quality.ts";
import { bytesOf } from "../../support/pictures/encode.ts";
import { greyJpeg, photo, tinyPng } from "../../support/pictures.ts";

test("every quality that libjpeg writes is read back", async () => {
  const picture = sharp(await photo(16, 16, { format: "png" }));
  const qualities = Array.from({ length: 100 }, (_, i) => i + 1);
  const read = await Promise.all(
    qualities.map(async (quality) => jpegQuality(await bytesOf(picture.clone().jpeg({ quality })))),
  );
  expect(read).toEqual(qualities);
});

test("a progressive file and one without colour tell theirs, too", async () => {
  const picture = await photo(64, 48, { format: "jpeg", quality: 37, progressive: true });
  expect(jpegQuality(picture)).toBe(37);
  expect(jpegQuality(await greyJpeg())).toBe(92);
});

test("tables of other encoders are estimated", async () => {
  const picture = sharp(await photo(64, 48, { format: "png" }));
  const qualityOf = async (quality: number) =>
    jpegQuality(await bytesOf(picture.clone().jpeg({ quality, quantisationTable: 3 }))) ?? 0;
  const [low, middle, high] = await Promise.all([30, 60, 90].map(qualityOf));
  expect(low).toBeWithin(15, 45);
  expect(middle).toBeWithin(45, 75);
  expect(high).toBeWithin(80, 97);
});

const start = [0xff, 0xd8];

function table(head: number, values: number[]): number[] {
  return [0xff, 0xdb, 0, values.length + 3, head, ...values];
}

test("values of 16 bits and fill bytes before a marker are read", () => {
  // Quality 1 of an encoder that is not held to 8 bits: 50 times the standard values.
  const wide = table(0x10, new Array(64).fill([0xff, 0xff]).flat());
  expect(jpegQuality(Uint8Array.from([...start, 0xff, 0xff, ...wide]))).toBe(1);
  const ones = table(0, new Array(64).fill(1));
  expect(jpegQuality(Uint8Array.from([...start, 0xff, 0xff, 0xff, ...ones]))).toBe(100);
});

test("a table that comes after the first scan has begun is none", () => {
  const ones = table(0, new Array(64).fill(1));
  const scan = [0xff, 0xda, 0, 2];
  expect(jpegQuality(Uint8Array.from([...start, ...scan, ...ones]))).toBeUndefined();
});

test("what has no whole table has no quality", async () => {
  const short = table(0, new Array(63).fill(1));
  const cut = table(0, new Array(64).fill(1)).slice(0, -1);
  const endless = [0xff, 0xe1, 0, 0];
  for (const bytes of [[], [0xff], start, short, cut, endless].map((rest) => [...start, ...rest])) {
    expect(jpegQuality(Uint8Array.from(bytes))).toBeUndefined();
  }
  expect(jpegQuality(await tinyPng())).toBeUndefined();
  expect(jpegQuality(new Uint8Array())).toBeUndefined();
});

test("garbage never throws", async () => {
  const whole = await photo(16, 16, { format: "jpeg" });
  for (let at = 0; at < whole.length; at++) {
    const broken = whole.slice(0, whole.length - (at % 400));
    broken[at % broken.length] = (at * 151) % 256;
    const quality = jpegQuality(broken) ?? 1;
    expect(quality >= 1 && quality <= 100).toBe(true);
  }
});
