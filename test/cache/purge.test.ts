import { afterEach, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DiskCache } from "../../src/cache/disk.ts";
import { openDiskCache } from "../../src/cache/disk.ts";
import type { Target } from "../../src/cache/purge.ts";
import { openDatabase } from "../../src/runtime/runtime.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { add, bytesIn, cacheIn, closeCaches, key } from "./fixture.ts";

afterEach(closeCaches);

/**
 * Two origins, of which one was under other settings before, and what two endpoints made of their
 * pictures; `logo` lies in a layer.
 */
function fill(cache: DiskCache): string[] {
  const gone: string[] = [];
  const original = (name: string, origin: string, path: string, host?: string) =>
    add(cache, name, { origin, path, ...(host ? { host } : {}) });
  const rendition = (name: string, path: string, asked: string, sources: string[]) => {
    const endpoint = name.startsWith("other") ? "other" : "default";
    add(cache, name, { endpoint, path, asked, sources: sources.map(key) });
  };
  original("cat", "shop.1111", "cats/cat.jpg");
  original("cat before", "shop.0000", "cats/cat.jpg");
  original("cat elsewhere", "shopping.2222", "cats/cat.jpg");
  original("kitten", "shop.1111", "cats/kitten.jpg");
  original("catalogue", "shop.1111", "catsup/list.pdf");
  original("logo", "brand.3333", "logo.png");
  rendition("cat small", "cats/cat.jpg", "w-100", ["cat"]);
  rendition("cat large", "cats/cat.jpg", "w-900", ["cat"]);
  rendition("cat with logo", "cats/cat.jpg", "l-image,i-logo.png,l-end", ["cat", "logo"]);
  rendition("kitten small", "cats/kitten.jpg", "w-100", ["kitten"]);
  rendition("other cat small", "cats/cat.jpg", "w-100", ["cat elsewhere"]);
  rendition("other mug with logo", "mug.jpg", "l-image,i-logo.png,l-end", ["logo"]);
  rendition("cat drawn", "cats/cat.jpg", "e-drawn", ["cat before"]);
  add(cache, "logo compressed", { sources: [key("logo")] });
  add(cache, "logo compressed twice", { sources: [key("logo compressed")] });
  cache.onDrop((dropped) => gone.push(Buffer.from(dropped, "hex").toString().replace(/\0/g, "")));
  return gone;
}

const names = [
  ...["cat", "cat before", "cat elsewhere", "kitten", "catalogue", "logo"],
  ...["cat small", "cat large", "cat with logo", "kitten small", "other cat small"],
  ...["other mug with logo", "cat drawn", "logo compressed", "logo compressed twice"],
];

const place = { endpoint: "default", path: "cats/cat.jpg" };

const rows: [what: string, target: Target, dropped: string[], doubted: string[]][] = [
  [
    "a URL is one variant; its originals are asked for",
    { url: { ...place, asked: "w-100" } },
    ["cat small"],
    ["cat", "cat before", "cat elsewhere"],
  ],
  [
    "a URL with a layer makes the layer's original be asked for, too",
    { url: { ...place, asked: "l-image,i-logo.png,l-end", origins: ["shop.1111"] } },
    ["cat with logo"],
    ["cat", "logo"],
  ],
  [
    "a URL without a transformation is the original",
    { url: { ...place, asked: "", origins: ["shop.1111"] } },
    ["cat"],
    [],
  ],
  ["a URL of an unknown path is nothing", { url: { ...place, path: "nope", asked: "" } }, [], []],
  [
    "a prefix is every variant of what begins so, in its endpoint",
    { prefix: { endpoint: "default", path: "cats/", origins: ["shop.1111"] } },
    ["cat", "kitten", "cat small", "cat large", "cat with logo", "kitten small", "cat drawn"],
    ["cat before", "logo"],
  ],
  [
    "a prefix with a transformation is that variant",
    { prefix: { endpoint: "default", path: "cats", asked: "w-100", origins: ["shop.1111"] } },
    ["cat small", "kitten small"],
    ["cat", "kitten", "catalogue"],
  ],
  [
    "an original is everything made of it",
    { original: { ...place, origins: ["shop.1111"] } },
    ["cat", "cat small", "cat large", "cat with logo", "cat drawn"],
    [],
  ],
  [
    "an original in layers takes along what it lies in, and what was made of that",
    { original: { endpoint: "default", path: "logo.png", origins: ["brand.3333"] } },
    ["logo", "cat with logo", "other mug with logo", "logo compressed", "logo compressed twice"],
    [],
  ],
  [
    "an origin is everything of it, under whatever settings, and of no origin with a longer name",
    { origin: "shop" },
    [
      ...["cat", "cat before", "kitten", "catalogue", "cat small", "cat large", "cat with logo"],
      ...["kitten small", "cat drawn"],
    ],
    [],
  ],
  ["everything is everything", { everything: true }, names, []],
];

describe("a purge of", () => {
  for (const [what, target, dropped, doubted] of rows) {
    test(what, async () => {
      const folder = temporaryFolder();
      const cache = await cacheIn(folder);
      const gone = fill(cache);
      expect(await cache.purge(target)).toBe(dropped.length);
      const left = names.filter((name) => cache.peek(key(name)));
      expect(names.filter((name) => !left.includes(name)).sort()).toEqual([...dropped].sort());
      const asked = left.filter((name) => cache.peek(key(name))?.checkedAt === 0);
      expect(asked.sort()).toEqual([...doubted].sort());
      expect([...new Set(gone)].sort()).toEqual([...dropped, ...doubted].sort());
      expect(bytesIn(folder)).toBe(left.length * 10);
      expect(cache.purgeEpoch()).toBe(1);
    });
  }

  test("a path that holds what SQL takes for a pattern is that path", async () => {
    const cache = await cacheIn();
    for (const path of ["a_b%", "axb%", "a_b%/c", "a_b", "Ä", "Ä/ß", "Ö"]) {
      add(cache, path, { endpoint: "default", path, asked: "" });
    }
    expect(await cache.purge({ prefix: { endpoint: "default", path: "a_b%" } })).toBe(2);
    expect(await cache.purge({ prefix: { endpoint: "default", path: "Ä" } })).toBe(2);
    expect(await cache.purge({ prefix: { endpoint: "default", path: "" } })).toBe(3);
  });

  test("one host leaves what others were given", async () => {
    const cache = await cacheIn();
    for (const host of ["a.test", "b.test"]) {
      add(cache, host, { endpoint: "default", path: "cat", asked: "w-1", host });
    }
    add(cache, "any", { endpoint: "default", path: "cat", asked: "w-1" });
    const url = { endpoint: "default", path: "cat", asked: "w-1", host: "a.test" };
    expect(await cache.purge({ url })).toBe(2);
    expect(cache.get(key("b.test"))).toBeDefined();
  });

  test("an original that was evicted still finds what was made of it", async () => {
    const cache = await cacheIn(undefined, 100);
    add(cache, "logo", { bytes: 40, origin: "brand.1", path: "logo.png" });
    const sources = [key("logo")];
    add(cache, "mug", { bytes: 40, endpoint: "default", path: "mug.jpg", asked: "w-1", sources });
    add(cache, "more", { bytes: 40 });
    expect(cache.get(key("logo"))).toBeUndefined();
    const original = { endpoint: "default", path: "logo.png", origins: ["brand.1"] };
    expect(await cache.purge({ original })).toBe(1);
    expect(cache.get(key("mug"))).toBeUndefined();
  });

  test("so does one that is gone as soon as that was made", async () => {
    const cache = await cacheIn();
    add(cache, "logo", { origin: "brand.1", path: "logo.png" });
    await cache.purge({ origin: "another" });
    const sources = [key("logo")];
    add(cache, "mug", { endpoint: "default", path: "mug.jpg", asked: "w-1", sources });
    cache.remove(key("logo"));
    const original = { endpoint: "default", path: "logo.png", origins: ["brand.1"] };
    expect(await cache.purge({ original })).toBe(1);
    expect(cache.get(key("mug"))).toBeUndefined();
  });

  test("what is being sent leaves its file until it is sent", async () => {
    const folder = temporaryFolder();
    const cache = await cacheIn(folder);
    const { file } = add(cache, "a");
    const release = cache.pin(key("a"));
    await cache.purge({ everything: true });
    expect(cache.get(key("a"))).toBeUndefined();
    expect(existsSync(file)).toBe(true);
    release();
    expect(bytesIn(folder)).toBe(0);
  });
});

describe("what began before a purge and ends after it", () => {
  const purgeEpoch = 0;

  test("is kept, but has to be asked for", async () => {
    const cache = await cacheIn();
    await cache.purge({ everything: true });
    expect(add(cache, "a", { purgeEpoch }).checkedAt).toBe(0);
    expect(cache.get(key("a"))?.checkedAt).toBe(0);
    expect(add(cache, "b", { purgeEpoch: cache.purgeEpoch() }).checkedAt).toBeGreaterThan(0);
  });

  test("has to be asked for, though what it replaces was found true a moment ago", async () => {
    const cache = await cacheIn();
    add(cache, "a", { origin: "o", path: "a" });
    const written = () => cache.purge({ origin: "another" });
    await written();
    expect(cache.confirm(key("a"), cache.purgeEpoch())).toBeGreaterThan(0);
    add(cache, "a", { origin: "o", path: "a", purgeEpoch });
    await written();
    expect(cache.get(key("a"))?.checkedAt).toBe(0);
  });

  test("confirms nothing", async () => {
    const cache = await cacheIn();
    add(cache, "a", { endpoint: "default", path: "a", asked: "" });
    add(cache, "original", { origin: "o", path: "a" });
    await cache.purge({ url: { endpoint: "default", path: "a", asked: "w-1" } });
    expect(cache.confirm(key("original"), purgeEpoch)).toBe(0);
    expect(cache.get(key("original"))?.checkedAt).toBe(0);
    expect(cache.confirm(key("original"), cache.purgeEpoch())).toBeGreaterThan(0);
    expect(cache.get(key("original"))?.checkedAt).toBeGreaterThan(0);
  });
});

test("a large purge lets others work, and what they add meanwhile is not taken for fresh", async () => {
  const cache = await cacheIn(undefined, 1e6);
  for (let i = 0; i < 2000; i += 1) {
    add(cache, `entry ${i}`, { endpoint: "default", path: `${i}`, asked: "" });
  }
  const purgeEpoch = cache.purgeEpoch();
  const start = performance.now();
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  });
  const work = cache.purge({ prefix: { endpoint: "default", path: "" } });
  const first = performance.now() - start;
  await new Promise((resolve) => setImmediate(resolve));
  expect(cache.statistics().entries).toBeGreaterThan(0);
  expect(add(cache, "late", { purgeEpoch }).checkedAt).toBe(0);
  expect(await work).toBe(2000);
  clearInterval(timer);
  expect(first).toBeLessThan(100);
  expect(turns).toBeGreaterThan(2);
  expect(cache.statistics()).toMatchObject({ entries: 1, bytes: 10 });
});

test("a purge ends when the cache is closed", async () => {
  const cache = await openDiskCache(temporaryFolder(), 1e6);
  for (let i = 0; i < 500; i += 1) add(cache, `entry ${i}`);
  const work = cache.purge({ everything: true }).catch((error) => error);
  cache.close();
  expect(await work).toMatchObject({ code: "EBUSY" });
});

test("the index forgets originals that nothing kept was made of", async () => {
  const folder = temporaryFolder();
  const cache = await openDiskCache(folder, 100);
  add(cache, "cat", { bytes: 40, origin: "o.1", path: "cat" });
  const label = { endpoint: "default", path: "cat", sources: [key("cat"), key("unknown")] };
  add(cache, "small", { bytes: 40, ...label });
  cache.remove(key("cat"));
  cache.remove(key("small"));
  cache.close();
  const index = await openDatabase(join(folder, "cache.sqlite"));
  expect(index.all("SELECT * FROM originals")).toEqual([]);
  expect(index.all("SELECT * FROM uses")).toEqual([]);
  index.close();
});

test("every look-up of a purge and of the cache uses an index", async () => {
  const folder = temporaryFolder();
  (await openDiskCache(folder, 100)).close();
  const index = await openDatabase(join(folder, "cache.sqlite"));
  const plan = (query: string) =>
    index
      .all(`EXPLAIN QUERY PLAN ${query}`)
      .map(({ detail }) => String(detail))
      .join("; ");
  for (const query of [
    "SELECT * FROM entries WHERE key = 'k'",
    "SELECT key FROM entries WHERE used > 1 ORDER BY used LIMIT 9",
    "SELECT key FROM entries WHERE endpoint = 'e' AND (path, id) > ('p', 1) ORDER BY path, id LIMIT 9",
    "SELECT key FROM entries WHERE (origin, id) > ('o', 1) ORDER BY origin, id LIMIT 9",
    "SELECT key FROM originals WHERE (path, id) > ('p', 1) ORDER BY path, id LIMIT 9",
    "SELECT key FROM originals WHERE (origin, id) > ('o', 1) ORDER BY origin, id LIMIT 9",
    "SELECT entry FROM uses WHERE original = 1 AND entry > 1 ORDER BY entry LIMIT 9",
    "SELECT original FROM uses WHERE entry = 1",
  ]) {
    expect(plan(query)).toStartWith("SEARCH");
    expect(plan(query)).not.toContain("TEMP B-TREE");
  }
  index.close();
});
