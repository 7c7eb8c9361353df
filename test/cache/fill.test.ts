import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type DiskCache, openDiskCache } from "../../src/cache/disk.ts";
import type { Failure } from "../../src/failure.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { bytesIn } from "./fixture.ts";

const bound = 2_000_000;
const writers = 8;
const largest = 60_000;

/** The same numbers in every run: what fails once fails again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const hash = (content: Uint8Array | string) => createHash("sha256").update(content).digest("hex");

interface Meta {
  hash: string;
}

/** Writes an entry in pieces, allowing each before it is written; gives back its length. */
async function write(cache: DiskCache, key: string, random: (below: number) => number) {
  const draft = cache.pendingFile();
  const content = Buffer.alloc(1 + random(largest), key);
  content.writeUInt8(random(256), 0);
  try {
    if (random(3) === 0) draft.allow(content.length);
    const handle = await open(draft.file, "wx");
    try {
      for (let at = 0; at < content.length; at += 16_384) {
        const piece = content.subarray(at, at + 16_384);
        draft.allow(at + piece.length);
        await handle.write(piece);
        if (random(10) === 0) await sleep(1);
      }
    } finally {
      await handle.close();
    }
    // One in ten is given up.
    if (random(10) === 0) return content.length;
    cache.add<Meta>(key, draft, { hash: hash(content) }, { path: key, sources: [hash("source")] });
    return content.length;
  } finally {
    draft.discard();
  }
}

test("eight writers fill the cache ten times over, and it never holds more than its bound", async () => {
  const folder = temporaryFolder();
  const cache = await openDiskCache(folder, bound);
  let written = 0;
  let refused = 0;
  let reads = 0;
  const samples: { onDisk: number; counted: number }[] = [];
  const wrong: string[] = [];
  const isDone = () => written >= 10 * bound;
  const keyOf = (random: (below: number) => number) => hash(`entry ${random(400)}`);

  async function writer(seed: number): Promise<void> {
    const random = randomNumbers(seed);
    while (!isDone()) {
      try {
        written += await write(cache, keyOf(random), random);
      } catch (error) {
        if ((error as Failure).code !== "EBUSY") throw error;
        refused += 1;
        await sleep(1);
      }
    }
  }

  async function reader(seed: number): Promise<void> {
    const random = randomNumbers(seed);
    while (!isDone()) {
      const key = keyOf(random);
      const entry = cache.get<Meta>(key);
      if (entry) {
        const release = cache.pin(key);
        // Long enough to be dropped or replaced meanwhile.
        await sleep(random(4));
        const content = await readFile(entry.file);
        if (hash(content) !== entry.meta.hash || content.length !== entry.bytes) wrong.push(key);
        reads += 1;
        release();
      }
      if (random(50) === 0) cache.remove(keyOf(random));
      await sleep(random(3));
    }
  }

  async function sampler(): Promise<void> {
    while (!isDone()) {
      samples.push({ counted: cache.statistics().bytes, onDisk: bytesIn(folder) });
      await sleep(5);
    }
  }

  await Promise.all([
    ...Array.from({ length: writers }, (_, i) => writer(i + 1)),
    ...Array.from({ length: 6 }, (_, i) => reader(100 + i)),
    sampler(),
  ]);

  expect(wrong).toEqual([]);
  expect(samples.filter(({ onDisk, counted }) => onDisk > counted || counted > bound)).toEqual([]);
  expect(samples.length).toBeGreaterThan(20);
  expect(reads).toBeGreaterThan(100);
  // Nearly all found room: what is held at a time is a small part of the whole.
  expect(refused).toBeLessThan(50);
  const { bytes, making, evictions } = cache.statistics();
  expect(making).toBe(0);
  expect(bytes).toBe(bytesIn(folder));
  expect(bytes).toBeGreaterThan(bound / 2);
  expect(evictions).toBeGreaterThan(100);

  cache.close();
  const again = await openDiskCache(folder, bound);
  expect(again.statistics().bytes).toBe(bytes);
  again.close();
});
