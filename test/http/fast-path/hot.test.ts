import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DiskCache } from "../../../src/cache/disk.ts";
import { createMemoryCache } from "../../../src/cache/memory.ts";
import { answerWith } from "../../../src/http/answer.ts";
import { createRecent } from "../../../src/http/answer-cache.ts";
import { createHot } from "../../../src/http/fast-path/hot.ts";
import {
  createRequestReader,
  type PlainRequest,
} from "../../../src/http/fast-path/plain-request.ts";
import { createJournal, type Served } from "../../../src/observe/access-log.ts";
import { temporaryFolder } from "../../support/tintype.ts";

const folder = temporaryFolder();
const meta = { contentType: "application/octet-stream", hash: "1", origin: "folder" };
const terms = {
  cacheControl: "default",
  corsOrigins: ["*"],
  hints: { vary: [] },
  ignored: [],
  site: null,
};

const asking = (path: string, ...lines: string[]) =>
  createRequestReader()(
    ["GET ", path, " HTTP/1.1\r\nHost: a\r\n", ...lines, "\r\n"].join(""),
  ) as PlainRequest;

/** A file's answer as it is remembered; the index of the disk cache is not asked for it. */
function setUp(maxBytes: number) {
  const disk = { touch() {}, onDrop() {} } as unknown as DiskCache;
  const [memory, recent] = [createMemoryCache(maxBytes), createRecent(100)];
  const log: Served[] = [];
  const journal = createJournal(
    { format: "json", line() {} },
    { served: (record) => void log.push(record) },
  );
  const { give } = createHot({ disk, memory, recent, journal });
  const add = (path: string, body: Uint8Array, said: Record<string, string> = {}) => {
    const file = join(folder, path.replaceAll("/", "_"));
    writeFileSync(file, body);
    const entry = { key: path, file, bytes: body.length, checkedAt: 0, meta: { ...meta, ...said } };
    const answer = answerWith(entry, Date.now() + 60_000, { ...terms, fileName: "a.bin" });
    recent.keep(asking(path), answer, recent.cacheEpoch());
  };
  const inMemory = async (...paths: string[]) => {
    for (const path of paths) {
      for (let i = 0; i < 200 && !memory.get(path); i += 1) {
        give(asking(path), "");
        await Bun.sleep(2);
      }
      expect(memory.get(path), path).toBeDefined();
    }
  };
  return { give, add, inMemory, log };
}

const filled = (length: number, start = 0) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + start) & 255);

/** What an answer comes to on the wire. */
function read(given: ReturnType<ReturnType<typeof setUp>["give"]>) {
  const start = Buffer.from(given?.start ?? []);
  const end = start.indexOf("\r\n\r\n");
  return {
    head: start.toString("latin1", 0, end),
    body: Buffer.concat([start.subarray(end + 4), given?.rest?.body ?? Buffer.alloc(0)]),
  };
}

test("whole files and parts of them are the same from memory and from disk", async () => {
  const small = filled(10_000);
  const large = filled(200_000);
  for (const tier of ["disk", "memory"] as const) {
    const { give, add, inMemory } = setUp(tier === "memory" ? 10_000_000 : 0);
    add("/small", small);
    add("/large", large);
    if (tier === "memory") await inMemory("/small", "/large");
    for (const [path, body] of [
      ["/small", small],
      ["/large", large],
    ] as const) {
      const whole = give(asking(path), "");
      // The runtime's own server sends a large file without reading it.
      if (tier === "disk" && path === "/large") expect(whole).toBeUndefined();
      else expect(read(whole).body.equals(body)).toBe(true);
      for (const [from, to] of [
        [0, 9],
        [5, 5],
        [3_000, 9_999],
        [9_990, 9_999],
      ] as const) {
        const part = read(give(asking(path, `Range: bytes=${from}-${to}\r\n`), ""));
        expect(part.head).toStartWith("HTTP/1.1 206 ");
        expect(part.head).toContain(`\r\nContent-Range: bytes ${from}-${to}/${body.length}\r\n`);
        expect(part.head).toContain(`\r\nContent-Length: ${to - from + 1}\r\n`);
        expect(part.head).toContain(`\r\nX-Tintype-Cache: ${tier}\r\n`);
        expect(part.body.equals(body.subarray(from, to + 1))).toBe(true);
      }
      expect(give(asking(path, "Range: bytes=900000-\r\n"), "")).toBeUndefined();
    }
    // Whatever was written before the bodies meanwhile, they are what they were.
    expect(read(give(asking("/small"), "")).body.equals(small)).toBe(true);
  }
});

test("what clients have yet to take of files in memory has the bound of that memory", async () => {
  const { give, add, inMemory } = setUp(4_000_000);
  const paths = Array.from({ length: 6 }, (_, i) => `/${i}`);
  for (const path of paths) add(path, filled(400_000));
  await inMemory(...paths);
  const lent = [];
  for (let i = 0; i < 30; i += 1) lent.push(give(asking(paths[i % 6] as string), ""));
  const given = lent.flatMap((one) => (one?.rest ? [one.rest] : []));
  expect(given.length).toBe(10);
  // Something small is given all the same.
  expect(give(asking("/0", "Range: bytes=0-9\r\n"), "")).toBeDefined();
  given[0]?.returned();
  expect(give(asking("/0"), "")?.rest).toBeDefined();
  expect(give(asking("/0"), "")).toBeUndefined();
});

test("a header that would be two is none, and nothing is given", () => {
  const { give, add, log } = setUp(0);
  add("/injected", filled(10), { contentType: "image/jpeg\r\nSet-Cookie: a=b" });
  expect(give(asking("/injected"), "")).toBeUndefined();
  expect(log).toEqual([]);
});

test("more headers than there is room for are left to the server", () => {
  const { give, add } = setUp(0);
  add("/long", filled(10), { canonical: `https://example.com/${"x".repeat(1000)}` });
  expect(give(asking("/long"), "")).toBeUndefined();
});

test("a file that has lost a part is not given", () => {
  const { give, add } = setUp(0);
  add("/cut", filled(1000));
  expect(give(asking("/cut"), "")).toBeDefined();
  writeFileSync(join(folder, "_cut"), filled(999));
  expect(give(asking("/cut"), "")).toBeUndefined();
});

test("a line is logged as it was answered", () => {
  const { give, add, log } = setUp(0);
  add("/a", filled(1000));
  give(asking("/a"), "192.0.2.1");
  give(asking("/a", "Range: bytes=0-9\r\n"), "192.0.2.1");
  give(asking("/a", 'If-None-Match: "1"\r\n'), "192.0.2.1");
  expect(log.map(({ method, status, bytes, client }) => [method, status, bytes, client])).toEqual([
    ["GET", 200, 1000, "192.0.2.1"],
    ["GET", 206, 10, "192.0.2.1"],
    ["GET", 304, 0, "192.0.2.1"],
  ]);
});
