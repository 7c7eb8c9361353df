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
import { openDiskCache } from "../../src/cache/disk.ts";
import type { Failure } from "../../src/failure.ts";
import { openDatabase } from "../../src/runtime/runtime.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { add, bytesIn, cacheIn, closeCaches, filesIn, key } from "./fixture.ts";

afterEach(closeCaches);

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Failure).code;
  }
}

describe("the disk cache", () => {
  test("gives back what was added, with what was written beside it", async () => {
    const cache = await cacheIn();
    add(cache, "a");
    const entry = cache.get<{ name: string }>(key("a"));
    expect(entry).toMatchObject({ bytes: 10, meta: { name: "a" } });
    expect(readFileSync(entry?.file ?? "", "utf8")).toBe("a.........");
    expect(cache.get(key("b"))).toBeUndefined();
    expect(cache.statistics()).toMatchObject({ hits: 1, misses: 1 });
  });

  test("never holds more than its bound, and drops what was not used for longest", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder, 300);
    for (const name of ["a", "b", "c"]) add(cache, name, { bytes: 100 });
    cache.get(key("a"));
    cache.touch(key("b"));
    add(cache, "d", { bytes: 100 });
    expect(["a", "b", "c", "d"].filter((name) => cache.peek(key(name)))).toEqual(["a", "b", "d"]);
    expect(cache.statistics()).toMatchObject({ bytes: 300, entries: 3, evictions: 1, making: 0 });
    expect(filesIn(folder).size).toBe(3);
  });

  test("makes and deletes no file to find a place for another", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder);
    cache.pendingFile().discard();
    const changes = () =>
      [folder, join(folder, "temporary")].map((each) => statSync(each, { bigint: true }).mtimeNs);
    const before = changes();
    for (let i = 0; i < 3; i += 1) cache.pendingFile().discard();
    expect(changes()).toEqual(before);
  });

  test("keeps what is held, however old", async () => {
    const cache = await cacheIn(undefined, 200);
    add(cache, "a", { bytes: 100 });
    const release = cache.pin(key("a"));
    add(cache, "b", { bytes: 100 });
    add(cache, "c", { bytes: 100 });
    expect(cache.get(key("a"))).toBeDefined();
    expect(cache.get(key("b"))).toBeUndefined();
    release();
    add(cache, "d", { bytes: 200 });
    expect(cache.get(key("a"))).toBeUndefined();
  });

  test("replaces an entry without touching the file that is being sent", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder);
    add(cache, "a", { content: "old" });
    const release = cache.pin(key("a"));
    const before = cache.get(key("a"))?.file ?? "";
    add(cache, "a", { bytes: 20, content: "new" });
    const after = cache.get(key("a"))?.file ?? "";
    expect(readFileSync(before, "utf8")).toStartWith("old");
    expect(readFileSync(after, "utf8")).toStartWith("new");
    expect(cache.statistics()).toMatchObject({ bytes: 30, entries: 1 });
    release();
    expect(existsSync(before)).toBe(false);
    expect(cache.statistics()).toMatchObject({ bytes: 20, entries: 1 });
    expect(bytesIn(folder)).toBe(20);
  });

  test("leaves no file behind that is not in its index, though it is still sent", async () => {
    const folder = temporaryFolder();
    const cache = await openDiskCache(folder, 100);
    add(cache, "a");
    cache.pin(key("a"));
    cache.remove(key("a"));
    expect(bytesIn(folder)).toBe(10);
    cache.close();
    expect(bytesIn(folder)).toBe(0);
  });

  test("nor one that its index turned out not to keep", async () => {
    const folder = temporaryFolder();
    const cache = await openDiskCache(folder, 100);
    const { file } = add(cache, "a");
    // What it is said to be made of cannot be written down.
    const sources = [Symbol("unwritable") as unknown as string];
    add(cache, "b", { sources });
    cache.close();
    expect(existsSync(file)).toBe(false);
    expect(bytesIn(folder)).toBe(0);
    const next = await cacheIn(folder, 100);
    expect(next.statistics()).toMatchObject({ bytes: 0, entries: 0 });
  });

  test("remembers its entries and their order of use over a restart", async () => {
    const folder = temporaryFolder();
    const first = await openDiskCache(folder, 300);
    for (const name of ["a", "b", "c"]) add(first, name, { bytes: 100 });
    first.get(key("a"));
    first.close();
    const second = await cacheIn(folder, 300);
    add(second, "d", { bytes: 100 });
    expect(second.get(key("a"))).toBeDefined();
    expect(second.get(key("b"))).toBeUndefined();
  });

  test("shrinks at once when it is opened with a lower bound", async () => {
    const folder = temporaryFolder();
    const first = await openDiskCache(folder, 300);
    for (const name of ["a", "b", "c"]) add(first, name, { bytes: 100 });
    first.close();
    const second = await cacheIn(folder, 250);
    expect(bytesIn(folder)).toBe(200);
    expect(second.get(key("a"))).toBeUndefined();
  });

  test("does not serve a file that was cut short or is gone", async () => {
    const cache = await cacheIn();
    add(cache, "a");
    truncateSync(cache.get(key("a"))?.file ?? "", 3);
    expect(cache.get(key("a"))).toBeUndefined();
    expect(cache.statistics()).toMatchObject({ bytes: 0, entries: 0 });
  });

  test("writes nothing beside an entry that took another's place", async () => {
    const cache = await cacheIn();
    const before = add(cache, "a", { content: "old" });
    add(cache, "a", { content: "new" });
    cache.annotate(before, { name: "of the old one" });
    expect(cache.get<{ name: string }>(key("a"))?.meta).toEqual({ name: "a" });
  });

  test("tells which entries are gone: replaced, removed, evicted", async () => {
    const cache = await cacheIn(undefined, 100);
    const gone: string[] = [];
    cache.onDrop((dropped) => gone.push(dropped));
    for (const name of ["a", "b"]) add(cache, name, { bytes: 40 });
    add(cache, "a", { bytes: 40 });
    cache.remove(key("a"));
    add(cache, "c", { bytes: 100 });
    expect(gone).toEqual(["a", "a", "b"].map(key));
  });

  test("discards what an older layout holds", async () => {
    const folder = temporaryFolder();
    (await openDiskCache(folder, 1000)).close();
    const index = await openDatabase(join(folder, "cache.sqlite"));
    index.exec(
      "DROP TABLE uses; DROP TABLE originals; DROP TABLE entries; PRAGMA user_version = 0",
    );
    index.exec("CREATE TABLE entries (key TEXT PRIMARY KEY, file TEXT NOT NULL)");
    index.run("INSERT INTO entries VALUES (?, ?)", key("a"), join("00", "old"));
    index.close();
    writeFileSync(join(folder, "files", "00", "old"), "of an older version");
    const cache = await cacheIn(folder);
    expect(cache.get(key("a"))).toBeUndefined();
    expect(filesIn(folder).size).toBe(0);
    add(cache, "a");
    expect(cache.get(key("a"))).toBeDefined();
  });
});

describe("a draft", () => {
  test("counts before its bytes are there, and makes room for them", async () => {
    const cache = await cacheIn(undefined, 300);
    for (const name of ["a", "b", "c"]) add(cache, name, { bytes: 100 });
    const draft = cache.pendingFile();
    draft.allow(50);
    expect(cache.statistics()).toMatchObject({ bytes: 250, entries: 2, making: 50 });
    draft.allow(100);
    expect(cache.statistics()).toMatchObject({ bytes: 300, entries: 2, making: 100 });
    draft.allow(20);
    expect(cache.statistics()).toMatchObject({ making: 100 });
  });

  test("gives its bytes back when it is discarded, once", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder);
    const draft = cache.pendingFile();
    draft.allow(500);
    writeFileSync(draft.file, "unfinished");
    draft.discard();
    draft.discard();
    expect(cache.statistics()).toMatchObject({ bytes: 0, making: 0 });
    expect(filesIn(folder).size).toBe(0);
  });

  test("stays when it is discarded after it was added, and keeps only the bytes it has", async () => {
    const cache = await cacheIn();
    const draft = cache.pendingFile();
    draft.allow(500);
    writeFileSync(draft.file, "short");
    cache.add(key("a"), draft, {}, {});
    draft.discard();
    expect(cache.get(key("a"))?.bytes).toBe(5);
    expect(cache.statistics()).toMatchObject({ bytes: 5, making: 0, entries: 1 });
  });

  test("is refused when it is larger than the whole cache, and evicts nothing", async () => {
    const cache = await cacheIn(undefined, 300);
    add(cache, "a", { bytes: 100 });
    expect(codeOf(() => cache.pendingFile().allow(301))).toBe("ELIMIT");
    expect(cache.get(key("a"))).toBeDefined();
  });

  test("is refused while everything else is in use, and evicts nothing", async () => {
    const cache = await cacheIn(undefined, 300);
    add(cache, "held", { bytes: 100 });
    add(cache, "idle", { bytes: 100 });
    const release = cache.pin(key("held"));
    const other = cache.pendingFile();
    other.allow(100);
    const draft = cache.pendingFile();
    expect(codeOf(() => draft.allow(101))).toBe("EBUSY");
    expect(cache.get(key("idle"))).toBeDefined();
    other.discard();
    draft.allow(101);
    release();
    draft.allow(300);
    expect(cache.statistics()).toMatchObject({ bytes: 300, entries: 0, making: 300 });
  });

  test("is refused while dropped files are still in use", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder, 100);
    add(cache, "a", { bytes: 100 });
    const release = cache.pin(key("a"));
    cache.remove(key("a"));
    expect(codeOf(() => cache.pendingFile().allow(1))).toBe("EBUSY");
    release();
    add(cache, "b", { bytes: 100 });
    expect(bytesIn(folder)).toBe(100);
  });

  test("is not added when it is longer than allowed, not there, or added before", async () => {
    const cache = await cacheIn();
    const draft = cache.pendingFile();
    draft.allow(5);
    expect(() => cache.add(key("a"), draft, {}, {})).toThrow("got undefined");
    writeFileSync(draft.file, "longer");
    expect(() => cache.add(key("a"), draft, {}, {})).toThrow("expected at most 5 bytes, got 6");
    draft.allow(6);
    cache.add(key("a"), draft, {}, {});
    expect(() => cache.add(key("a"), draft, {}, {})).toThrow("Cannot keep a draft");
    expect(() => draft.allow(7)).toThrow("added or discarded");
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
  expect(bytesIn(folder)).toBeLessThanOrEqual(1_000_000);

  const cache = await cacheIn(folder, 1_000_000);
  const files = filesIn(folder);
  expect(files.size).toBeGreaterThan(10);
  expect(files.size).toBe(cache.statistics().entries);
  expect(readdirSync(join(folder, "temporary"))).toEqual([]);
  let served = 0;
  for (let i = 0; i < 10_000; i += 1) {
    const entry = cache.get<{ content: string }>(key(`entry ${i}`));
    if (!entry) continue;
    served += 1;
    expect(readFileSync(entry.file, "utf8")).toBe(entry.meta.content.repeat(200));
  }
  expect(served).toBe(files.size);
});
