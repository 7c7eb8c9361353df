import { expect, test } from "bun:test";
import { suspectTables } from "../../../../src/render/engine/film/sample-tables.ts";
import { createTableWatch } from "../../../../src/render/engine/film/table-watch.ts";

/** The head of a box behind its length: a name, and numbers of 32 bits. */
function head(name: string, ...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length);
  bytes.write(name, "latin1");
  for (const [i, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 + 4 * i);
  return bytes;
}

const isSuspect = (bytes: Buffer) => suspectTables(bytes).length > 0;

const billion = 1_000_000_000;
const track = (samples: number) =>
  Buffer.concat([head("trak"), head("stts", 0, 1, samples, 1), head("ctts", 0, 0)]);

test("tables of samples that take no bytes are no more than a film has", () => {
  expect(isSuspect(head("trun", 0, billion, 0))).toBe(true);
  // Each of them has a size of its own.
  expect(isSuspect(head("trun", 0x200, billion, 0))).toBe(false);
  expect(isSuspect(head("trun", 0, 1000, 0))).toBe(false);
  expect(isSuspect(head("stz2", 0, 0, billion))).toBe(true);
  expect(isSuspect(head("stz2", 0, 8, billion))).toBe(false);
});

test("frames that are shown in another order are counted, those of a track in order are not", () => {
  expect(isSuspect(track(billion))).toBe(true);
  expect(isSuspect(track(200_000))).toBe(false);
  const inOrder = Buffer.concat([head("trak"), head("stts", 0, 1, billion, 1)]);
  expect(isSuspect(Buffer.concat([inOrder, track(200_000)]))).toBe(false);
});

test("tables that lie in each other are refused before all their rows are counted", () => {
  const rows = 0x7fff_ffff;
  const nested = Buffer.concat(Array.from({ length: 20_000 }, () => head("stts", 0, rows, 0)));
  expect(isSuspect(nested)).toBe(true);
});

/** A box with its length in front. */
function box(name: string, ...content: Buffer[]): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(8), ...content]);
  bytes.writeUInt32BE(bytes.length);
  bytes.write(name, 4, "latin1");
  return bytes;
}

const run = box("trun", head("trun", 0, billion, 0).subarray(4));
const sizes = box("stz2", head("stz2", 0, 0, billion).subarray(4));
const times = Buffer.concat([Buffer.alloc(4), track(billion)]);
const endless = [run, sizes, times];
const noise = (bytes: number) => Buffer.alloc(bytes, 0x5a);

/** Whether any piece of a file of so many bytes each is found to be too much. */
function isRefused(file: Buffer, pieces = file.length, reversed = false): boolean {
  const watch = createTableWatch(file.length);
  const starts = Array.from({ length: Math.ceil(file.length / pieces) }, (_, i) => i * pieces);
  if (reversed) starts.reverse();
  return starts.some((start) => {
    const first = Math.max(0, start - 16);
    return watch(first, file.subarray(first, start + pieces + 16));
  });
}

test("what looks like a table among images and sound is none", () => {
  for (const table of endless) {
    const around = [noise(5_000), table, noise(5_000)];
    for (const file of [
      Buffer.concat([box("ftyp", noise(16)), box("moov", noise(300)), box("mdat", ...around)]),
      Buffer.concat([box("moof", noise(100)), box("mdat", ...around), box("moof", noise(100))]),
      // Matroska has no such boxes.
      Buffer.concat([Buffer.from("1a45dfa3", "hex"), ...around]),
      // The name of a box, and a length that the file does not have.
      box("mdat", Buffer.from("~~~~moof"), ...around),
    ]) {
      for (const pieces of [file.length, 1_000]) expect(isRefused(file, pieces)).toBe(false);
    }
  }
});

test("a table in an index or a fragment counts, in whichever order and wherever they are read", () => {
  for (const table of endless) {
    for (const holder of ["moov", "moof", "mfra"]) {
      const long = Buffer.concat([Buffer.alloc(16), noise(3_000), table, noise(3_000)]);
      long.writeUInt32BE(1);
      long.write(holder, 4, "latin1");
      long.writeBigUInt64BE(BigInt(long.length), 8);
      for (const file of [
        Buffer.concat([noise(2_000), box(holder, noise(3_000), box("traf", table), noise(3_000))]),
        // The index of fragments may lead into what is data for everything else.
        box("mdat", noise(2_000), box(holder, table)),
        long,
      ]) {
        for (const reversed of [false, true]) {
          expect(isRefused(file, 1_000, reversed)).toBe(true);
          expect(isRefused(file, file.length, reversed)).toBe(true);
        }
      }
    }
  }
});
