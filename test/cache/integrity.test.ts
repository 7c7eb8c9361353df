import { afterEach, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { type DiskCache, openDiskCache } from "../../src/cache/disk.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { cacheIn, closeCaches, key } from "./fixture.ts";

afterEach(closeCaches);

function keep(cache: DiskCache, name: string, content: string) {
  const pending = cache.pendingFile();
  pending.allow(content.length);
  writeFileSync(pending.file, content);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 32);
  return cache.add(key(name), pending, { hash }, {});
}

/** A cache that was closed and opened again after its file was changed from outside. */
async function reopened(change: (file: string) => void) {
  const folder = temporaryFolder();
  const before = await openDiskCache(folder, 1000);
  const { file } = keep(before, "a", "content of a");
  keep(before, "b", "content of b");
  before.close();
  change(file);
  return cacheIn(folder);
}

const changes: [what: string, change: (file: string) => void][] = [
  ["corrupt", (file) => writeFileSync(file, "c0ntent of a")],
  ["zeroed", (file) => writeFileSync(file, new Uint8Array(12))],
  ["another's", (file) => writeFileSync(file, "content of b")],
  ["cut", (file) => truncateSync(file, 5)],
  ["grown", (file) => writeFileSync(file, "content of a and more")],
];
for (const [what, change] of changes) {
  test(`a file that is ${what} after a start is not given, and leaves the cache`, async () => {
    const cache = await reopened(change);
    expect(await cache.getIntact(key("a"))).toBeUndefined();
    expect(cache.peek(key("a"))).toBeUndefined();
    expect((await cache.getIntact(key("b")))?.bytes).toBe(12);
    // It leaves the disk when the caller has had its turn to pin it.
    for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(cache.statistics()).toMatchObject({ entries: 1, bytes: 12 });
  });
}

test("a file is held against its hash at its first use only, however many ask for it at once", async () => {
  const files: string[] = [];
  const cache = await reopened((file) => files.push(file));
  const given = await Promise.all(Array.from({ length: 20 }, () => cache.getIntact(key("a"))));
  expect(given.every((entry) => entry?.bytes === 12)).toBe(true);
  writeFileSync(files[0] as string, "c0ntent of a");
  expect((await cache.getIntact(key("a")))?.bytes).toBe(12);
});
