import { rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDiskCache } from "../../../src/cache/disk.ts";
import { cacheFile } from "../../../src/cache/index-file.ts";
import { openDatabase } from "../../../src/runtime/bun-sqlite.ts";
import { median } from "../report.ts";
import { type Server, startTintype } from "../servers.ts";
import { fillIndex, type SampleEntry, sampleOf } from "./filled-index.ts";
import { get, originOf, sized } from "./growing-renditions.ts";
import type { GrowthRun, GrowthTable } from "./growth-table.ts";

const sizes = [10_000, 100_000, 1_000_000];
/** Renditions with a file; the index has all others by name only. */
const realRenditions = 20;
const starts = 3;
/** Every hit finds its file by the index, and no bound is in the way. */
const flags = ["--memory-max-bytes", "0", "--cache-max-bytes", "1000TB"];

/** What a cache costs as it has more entries: starts, hits on disk, what a miss writes down. */
export async function byEntries(run: GrowthRun): Promise<GrowthTable> {
  const rows: string[][] = [];
  for (const entries of run.quick ? sizes.slice(0, 1) : sizes) {
    rows.push(await ofCache(run, entries));
  }
  return {
    head: [
      "entries in the cache",
      "start to listening, ms",
      "disk hit, ms",
      "miss, index and files, ms",
      "in a full cache, ms",
      "index, MB",
    ],
    rows,
    plots: [[1], [2, 3, 4], [5]],
    note: `Entries are copies of a rendition's line in the index, without a file but for the ${realRenditions} that are asked for. Of a
miss this is what the cache does: looking it up, room for its file, moving it into place, its line; in a full cache
with an eviction for each.`,
  };
}

async function ofCache(run: GrowthRun, entries: number): Promise<string[]> {
  const data = join(run.data, `cache-${entries}`);
  const cache = join(data, "cache");
  const names = await sized(run, 0.1e6, realRenditions);
  const paths = names.map((name) => `/tr:w-200,q-80,f-jpg/${name}`);
  await started(run, data, async (server) => {
    for (const path of paths) await get(originOf(server), path);
  });
  const sample = await filled(join(cache, cacheFile), entries);
  const listening: number[] = [];
  let hit = 0;
  for (let i = 0; i < (run.quick ? 1 : starts); i += 1) {
    await started(run, data, async (server) => {
      listening.push(server.start.listening);
      hit = await hitTime(server, paths);
    });
  }
  const count = run.quick ? 50 : 1000;
  const roomy = await missTime(cache, Number.MAX_SAFE_INTEGER, sample, count);
  const full = await missTime(cache, roomy.bytes, sample, count);
  if (full.entries < entries) throw new Error("Expected the server to keep what is in its index");
  const megabytes = statSync(join(cache, cacheFile)).size / 1e6;
  rmSync(data, { recursive: true });
  const times = [hit, roomy.milliseconds, full.milliseconds].map((time) => time.toFixed(2));
  return [`${entries}`, median(listening).toFixed(0), ...times, megabytes.toFixed(0)];
}

async function started(run: GrowthRun, data: string, use: (server: Server) => Promise<void>) {
  const server = await startTintype(run.folder, data, run.binary, flags);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

async function filled(file: string, entries: number): Promise<SampleEntry> {
  const index = await openDatabase(file);
  try {
    const sample = sampleOf(index);
    fillIndex(index, sample, entries);
    return sample;
  } finally {
    index.close();
  }
}

/** Median milliseconds of answers one after the other; the first of each counts for nothing. */
async function hitTime(server: Server, paths: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (const round of [0, 1, 2, 3, 4, 5]) {
    for (const path of paths) {
      const start = performance.now();
      await get(originOf(server), path);
      if (round > 0) times.push(performance.now() - start);
    }
  }
  return median(times);
}

/** Mean milliseconds of what the cache does for a rendition that is made, beside writing its bytes. */
async function missTime(folder: string, maxBytes: number, sample: SampleEntry, count: number) {
  const cache = await openDiskCache(folder, maxBytes);
  const content = Buffer.alloc(sample.bytes);
  let milliseconds = 0;
  const timed = <T>(work: () => T): T => {
    const start = performance.now();
    const result = work();
    milliseconds += (performance.now() - start) / count;
    return result;
  };
  for (let i = 0; i < count; i += 1) {
    const key = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("hex");
    const pending = timed(() => {
      cache.get(key);
      const file = cache.pendingFile();
      file.allow(content.length);
      return file;
    });
    writeFileSync(pending.file, content);
    timed(() => cache.add(key, pending, sample.meta, sample.label));
  }
  const { bytes, entries } = cache.statistics();
  cache.close();
  return { milliseconds, bytes, entries };
}
