import { afterEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type DiskCache, openDiskCache } from "../../src/cache/disk.ts";
import { temporaryFolder } from "../support/tintype.ts";

const open: DiskCache[] = [];
afterEach(() => {
  for (const cache of open.splice(0)) cache.close();
});

async function cacheIn(folder: string, maxBytes = 1000): Promise<DiskCache> {
  const cache = await openDiskCache(folder, maxBytes);
  open.push(cache);
  return cache;
}

const key = (name: string) => Buffer.from(name).toString("hex").padStart(64, "0");

function add(cache: DiskCache, name: string, bytes: number, content = name): void {
  const file = cache.temporary();
  writeFileSync(file, content.padEnd(bytes, ".").slice(0, bytes));
  cache.add(key(name), file, bytes, { name });
}

const filesIn = (folder: string) =>
  readdirSync(join(folder, "files"), { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, "files", name)).isFile(),
  );

describe("the disk cache", () => {
  test("gives back what was added, with what was written beside it", async () => {
    const cache = await cacheIn(temporaryFolder());
    add(cache, "a", 10);
    const entry = cache.get<{ name: string }>(key("a"));
    expect(entry).toMatchObject({ bytes: 10, meta: { name: "a" } });
    expect(readFileSync(entry?.file ?? "", "utf8")).toBe("a.........");
    expect(cache.get(key("b"))).toBeUndefined();
  });

  test("never holds more than its bound, and drops what was not used for longest", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder, 300);
    for (const name of ["a", "b", "c"]) add(cache, name, 100);
    cache.get(key("a"));
    add(cache, "d", 100);
    expect(["a", "b", "c", "d"].filter((name) => cache.get(key(name)))).toEqual(["a", "c", "d"]);
    expect(cache.statistics()).toEqual({ bytes: 300, entries: 3, evictions: 1 });
    expect(filesIn(folder)).toHaveLength(3);
  });

  test("keeps what is held, however old", async () => {
    const cache = await cacheIn(temporaryFolder(), 200);
    add(cache, "a", 100);
    const release = cache.hold(key("a"));
    add(cache, "b", 100);
    add(cache, "c", 100);
    expect(cache.get(key("a"))).toBeDefined();
    expect(cache.get(key("b"))).toBeUndefined();
    release();
    add(cache, "d", 200);
    expect(cache.get(key("a"))).toBeUndefined();
  });

  test("replaces an entry without touching the file that is being sent", async () => {
    const cache = await cacheIn(temporaryFolder());
    add(cache, "a", 10, "old");
    const before = cache.get(key("a"))?.file ?? "";
    add(cache, "a", 20, "new");
    const after = cache.get(key("a"));
    expect(after?.file).not.toBe(before);
    expect(readFileSync(after?.file ?? "", "utf8")).toStartWith("new");
    expect(cache.statistics()).toMatchObject({ bytes: 20, entries: 1 });
  });

  test("serves a file that is larger than the whole cache once, and does not keep it", async () => {
    const cache = await cacheIn(temporaryFolder(), 100);
    const file = cache.temporary();
    writeFileSync(file, "x".repeat(500));
    const entry = cache.add(key("big"), file, 500, {});
    expect(statSync(entry.file).size).toBe(500);
    expect(cache.get(key("big"))).toBeUndefined();
    expect(cache.statistics().bytes).toBe(0);
  });

  test("remembers its entries and their order of use over a restart", async () => {
    const folder = temporaryFolder();
    const first = await openDiskCache(folder, 300);
    for (const name of ["a", "b", "c"]) add(first, name, 100);
    first.get(key("a"));
    first.close();
    const second = await cacheIn(folder, 300);
    add(second, "d", 100);
    expect(second.get(key("a"))).toBeDefined();
    expect(second.get(key("b"))).toBeUndefined();
  });

  test("does not serve a file that was cut short or is gone", async () => {
    const cache = await cacheIn(temporaryFolder());
    add(cache, "a", 10);
    truncateSync(cache.get(key("a"))?.file ?? "", 3);
    expect(cache.get(key("a"))).toBeUndefined();
    expect(cache.statistics()).toMatchObject({ bytes: 0, entries: 0 });
  });
});

test("after a writer was killed in the middle, only whole files are left and served", async () => {
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, "../support/cache-writer.ts");
  const writer = Bun.spawn([process.execPath, script, folder], { stdout: "pipe" });
  const reader = writer.stdout.getReader();
  await reader.read();
  await Bun.sleep(150);
  writer.kill("SIGKILL");
  await writer.exited;

  const cache = await cacheIn(folder, 1_000_000);
  const files = filesIn(folder);
  expect(files.length).toBeGreaterThan(10);
  expect(files.length).toBe(cache.statistics().entries);
  expect(readdirSync(join(folder, "temporary"))).toEqual([]);
  for (let i = 0; i < 10_000; i += 1) {
    const entry = cache.get<{ content: string }>(key(`entry ${i}`));
    if (!entry) continue;
    expect(readFileSync(entry.file, "utf8")).toBe(entry.meta.content.repeat(200));
  }
  expect(existsSync(join(folder, "cache.sqlite"))).toBe(true);
});
