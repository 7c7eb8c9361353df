import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDiskCache } from "../../../src/cache/disk.ts";
import { openDatabase } from "../../../src/runtime/bun-sqlite.ts";
import { temporaryFolder } from "../../support/tintype.ts";
import { withSection } from "../section.ts";
import { fillIndex, sampleOf } from "./filled-index.ts";
import { growthSection, tablePlots } from "./growth-table.ts";

const table = {
  head: ["steps", "ms", "IPX ms", "CPU ms"],
  rows: [
    ["1", "10", "20", "7"],
    ["10", "30", "60", "9"],
  ],
  plots: [[1, 2], [3]],
};

test("each table of what grows has its plots beside it", () => {
  const section = growthSection({ steps: table });
  expect(section).toContain("![steps](images/growth-steps.svg)");
  expect(section).toContain("![steps](images/growth-steps-2.svg)");
  expect(section).toContain("| 10 | 30 | 60 | 9 |");
  const plots = tablePlots("steps", table);
  expect(Object.keys(plots)).toEqual(["growth-steps.svg", "growth-steps-2.svg"]);
  const widths = [...(plots["growth-steps.svg"] ?? "").matchAll(/<rect [^>]*width="([\d.]+)"/g)];
  expect(widths.map(([, width]) => Number(width))).toEqual([50, 100, 150, 300]);
});

test("a section takes the place of the old one, or stands at the end", () => {
  const section = growthSection({ steps: table });
  const old = "# A\n\n## What makes a rendition dearer\n\nOld\n\n## Other\n\nKept\n";
  const written = withSection(old, section);
  expect(written).not.toContain("Old");
  expect(written).toEndWith("| 10 | 30 | 60 | 9 |\n\n## Other\n\nKept\n");
  expect(withSection(written, section)).toBe(written);
  expect(withSection("# A\n", section)).toBe(`# A\n\n${section}`);
});

test("an index that is filled holds what the cache itself finds, counts and evicts", async () => {
  const folder = temporaryFolder();
  const add = (cache: Awaited<ReturnType<typeof openDiskCache>>, key: string, label: object) => {
    const pending = cache.pendingFile();
    pending.allow(100);
    writeFileSync(pending.file, Buffer.alloc(100));
    return cache.add(key, pending, { hash: "of it" }, label);
  };
  const [original, rendition, later] = ["a", "b", "c"].map((digit) => digit.repeat(64));
  const label = { endpoint: "default", origin: "photos", path: "a.jpg", asked: "w-200" };

  const before = await openDiskCache(folder, 1e6);
  add(before, original as string, { origin: "photos", path: "a.jpg" });
  add(before, rendition as string, { ...label, sources: [original] });
  before.close();
  const index = await openDatabase(join(folder, "cache.sqlite"));
  const sample = sampleOf(index);
  fillIndex(index, sample, 1000);
  const perOriginal = index.get(
    "SELECT max(n) AS n FROM (SELECT count(*) AS n FROM uses GROUP BY original)",
  );
  index.close();

  expect(sample.label).toEqual({ ...label, sources: [original as string] });
  expect(perOriginal?.n).toBe(10);
  const cache = await openDiskCache(folder, 1002 * 100);
  try {
    expect(cache.statistics()).toMatchObject({ entries: 1002, bytes: 1002 * 100 });
    expect(cache.get(rendition as string)?.bytes).toBe(100);
    add(cache, later as string, sample.label);
    // Its own lines are the oldest: they make room for what is real.
    expect(cache.statistics()).toMatchObject({ entries: 1002, evictions: 1 });
    expect(cache.get(rendition as string)?.bytes).toBe(100);
  } finally {
    cache.close();
  }
});
