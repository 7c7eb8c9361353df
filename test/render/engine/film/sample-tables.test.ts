import { expect, test } from "bun:test";
import { namesTooManySamples } from "../../../../src/render/engine/film/sample-tables.ts";

/** The head of a box behind its length: a name, and numbers of 32 bits. */
function head(name: string, ...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length);
  bytes.write(name, "latin1");
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 + 4 * i);
  return bytes;
}

const billion = 1_000_000_000;
const track = (samples: number) =>
  Buffer.concat([head("trak"), head("stts", 0, 1, samples, 1), head("ctts", 0, 0)]);

test("tables of samples that take no bytes are no more than a film has", () => {
  expect(namesTooManySamples(head("trun", 0, billion, 0))).toBe(true);
  // Each of them has a size of its own.
  expect(namesTooManySamples(head("trun", 0x200, billion, 0))).toBe(false);
  expect(namesTooManySamples(head("trun", 0, 1000, 0))).toBe(false);
  expect(namesTooManySamples(head("stz2", 0, 0, billion))).toBe(true);
  expect(namesTooManySamples(head("stz2", 0, 8, billion))).toBe(false);
});

test("frames that are shown in another order are counted, those of a track in order are not", () => {
  expect(namesTooManySamples(track(billion))).toBe(true);
  expect(namesTooManySamples(track(200_000))).toBe(false);
  const inOrder = Buffer.concat([head("trak"), head("stts", 0, 1, billion, 1)]);
  expect(namesTooManySamples(Buffer.concat([inOrder, track(200_000)]))).toBe(false);
});

test("tables that lie in each other are refused before all their rows are counted", () => {
  const rows = 0x7fff_ffff;
  const nested = Buffer.concat(Array.from({ length: 20_000 }, () => head("stts", 0, rows, 0)));
  expect(namesTooManySamples(nested)).toBe(true);
});
