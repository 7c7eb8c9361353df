import { afterEach, describe, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { DiskCache } from "../../src/cache/disk.ts";
import { createOriginals, type Lookup } from "../../src/cache/originals.ts";
import type { Failure } from "../../src/failure.ts";
import type { Fetched, Origin } from "../../src/origins/origin.ts";
import { webFolder } from "../../src/origins/web/folder.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { bytesIn, cacheIn, closeCaches } from "./fixture.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  closeCaches();
});

/** A web server that answers as it is told at the moment, and counts its requests. */
async function webOrigin(answer: RequestListener) {
  const state = { answer, requests: 0, closed: 0 };
  const server = createServer((request, response) => {
    state.requests += 1;
    response.on("close", () => {
      if (!response.writableFinished) state.closed += 1;
    });
    state.answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}`;
  const origin = webFolder({ id: "web.1", name: "web", baseUrl, allowPrivateNetwork: true });
  return { origin, state };
}

const saying =
  (text: string, etag = `"${text}"`): RequestListener =>
  (request, response) => {
    if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.writeHead(200, { ETag: etag }).end(text);
  };

const failing: RequestListener = (_, response) => void response.writeHead(500).end();
const absent: RequestListener = (_, response) => void response.writeHead(404).end();
/** Begins an answer and does not end it. */
const stalling: RequestListener = (_, response) => void response.writeHead(200).write("begun");

function opened(disk: DiskCache, origins: Origin[], settings: Partial<Lookup> = {}) {
  const failures: string[] = [];
  const originals = createOriginals(disk, {
    observer: { failed: ({ name }, code) => failures.push(`${name} ${code}`) },
  });
  const lookup = { origins, originalMaxAge: 300, ...settings };
  const find = (signal?: AbortSignal, path = "a.txt") =>
    originals.find(lookup, { path, rawPath: path }, { maxBytes: 1e6, timeout: 3_000, signal });
  const text = async () => readFileSync((await find()).file, "utf8");
  const failure = (signal?: AbortSignal) => find(signal).catch((error) => error as Failure);
  return { originals, find, text, failure, failures };
}

/** Waits until something is so, for two seconds at most. */
async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isSo(); i += 1) await Bun.sleep(5);
  expect(isSo()).toBe(true);
}

describe("a fetch whose clients have all gone", () => {
  test("is stopped, leaves nothing behind, and the next client begins anew", async () => {
    const folder = temporaryFolder();
    const disk = await cacheIn(folder, 1e6);
    const { origin, state } = await webOrigin(stalling);
    const { failure, text, failures } = opened(disk, [origin]);
    const clients = [new AbortController(), new AbortController()];
    const waiting = clients.map(({ signal }) => failure(signal));
    await until(() => disk.statistics().making > 0);
    clients[0]?.abort();
    await Bun.sleep(20);
    expect(state.closed).toBe(0);
    clients[1]?.abort();
    for (const error of await Promise.all(waiting)) expect(error).toMatchObject({ status: 499 });
    await until(() => state.closed === 1 && disk.statistics().making === 0);
    expect(bytesIn(folder)).toBe(0);
    expect(failures).toEqual([]);
    expect(state.requests).toBe(1);

    state.answer = saying("whole");
    expect(await text()).toBe("whole");
  });

  test("is ECANCELED, though it had not much time left, and another client still waits", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin } = await webOrigin(stalling);
    const { originals, failure } = opened(disk, [origin]);
    const short = { maxBytes: 1e6, timeout: 300 };
    const path = { path: "a.txt", rawPath: "a.txt" };
    const steady = originals
      .find({ origins: [origin], originalMaxAge: 300 }, path, short)
      .catch((error) => error);
    const client = new AbortController();
    const left = failure(client.signal);
    client.abort();
    expect(await left).toMatchObject({ code: "ECANCELED" });
    expect(await steady).toMatchObject({ code: "ETIMEDOUT" });
  });

  test("is not remembered as absent when its origin does not heed the signal", async () => {
    const disk = await cacheIn(undefined, 1e6);
    let answer: (fetched: Fetched | undefined) => void = () => {};
    let asked = 0;
    const deaf: Origin = {
      id: "deaf.1",
      name: "deaf",
      fetch: () => {
        asked += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    };
    const { failure, text } = opened(disk, [deaf]);
    const client = new AbortController();
    const left = failure(client.signal);
    await until(() => asked === 1);
    client.abort();
    expect(await left).toMatchObject({ code: "ECANCELED" });
    answer(undefined);
    await Bun.sleep(1);
    const later = text();
    await until(() => asked === 2);
    answer({ body: new Response("here").body as Fetched["body"] });
    expect(await later).toBe("here");
  });
});

test("a body that never ends is given up in time, though its stream heeds no signal", async () => {
  const folder = temporaryFolder();
  const disk = await cacheIn(folder, 1e6);
  let isCancelled = false;
  const body: Fetched["body"] = new ReadableStream({
    async pull(controller) {
      await Bun.sleep(5);
      controller.enqueue(new Uint8Array(10));
    },
    cancel() {
      isCancelled = true;
    },
  });
  const deaf: Origin = { id: "deaf.1", name: "deaf", fetch: async () => ({ body }) };
  const lookup = { origins: [deaf], originalMaxAge: 300 };
  const path = { path: "a.txt", rawPath: "a.txt" };
  const late = createOriginals(disk).find(lookup, path, { maxBytes: 1e6, timeout: 100 });
  expect(await late.catch((error) => error)).toMatchObject({ code: "ETIMEDOUT" });
  expect(isCancelled).toBe(true);
  expect(bytesIn(folder)).toBe(0);
});

test("where no file can be made at all, an origin is told to stop, of parts as well", async () => {
  const folder = temporaryFolder();
  const disk = await cacheIn(folder, 1e6);
  const temporary = process.env.TMPDIR;
  rmSync(join(folder, "temporary"), { recursive: true });
  writeFileSync(join(folder, "temporary"), "in the way");
  process.env.TMPDIR = join(folder, "none");
  let cancelled = 0;
  const origin: Origin = {
    id: "open.1",
    name: "open",
    async fetch(_, __, ___, range) {
      const body: Fetched["body"] = new ReadableStream({
        cancel() {
          cancelled += 1;
        },
      });
      return { body, etag: '"a"', ...(range ? { range: { start: 0, total: 1e7 } } : {}) };
    },
  };
  try {
    const { originals, failure } = opened(disk, [origin]);
    expect(await failure()).toBeInstanceOf(Error);
    expect(cancelled).toBe(1);
    const path = { path: "b.mp4", rawPath: "b.mp4" };
    const lookup = { origins: [origin], originalMaxAge: 300 };
    const parts = originals.findExcerpt(lookup, path, { maxBytes: 1e8, timeout: 3_000 });
    expect(await parts.catch((error) => error)).toBeInstanceOf(Error);
    expect(cancelled).toBe(2);
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
});

describe("an original once known private", () => {
  const privately = (origin: Origin, isPrivate: () => boolean): Origin => ({
    ...origin,
    async fetch(...asked) {
      const answer = await origin.fetch(...asked);
      if (typeof answer !== "object" || !isPrivate()) return answer;
      // What origins say of private files, said here for an origin that has none.
      return Object.assign(answer, { isPrivate: true as const });
    },
  });

  test("stays private when it changes, until it is purged", async () => {
    const disk = await cacheIn(undefined, 1e6);
    let isPrivate = true;
    const { origin, state } = await webOrigin(saying("one"));
    const { find, originals } = opened(disk, [privately(origin, () => isPrivate)], {
      originalMaxAge: 0,
    });
    const first = await find();
    expect(first.meta.isPrivate).toBe(true);
    originals.describe(first, { format: "png" } as never);
    isPrivate = false;
    expect((await find()).meta.isPrivate).toBe(true);
    state.answer = saying("two");
    const second = await find();
    expect(second.meta).toMatchObject({ isPrivate: true, etag: '"two"' });
    expect((await find()).meta.isPrivate).toBe(true);
    const original = { endpoint: "default", path: "a.txt", origins: ["web.1"] };
    expect(await disk.purge({ original })).toBe(1);
    expect((await find()).meta.isPrivate).toBeUndefined();
  });
});

describe("an outdated original", () => {
  test("is given at once while one question is asked in the background", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin, state } = await webOrigin(saying("one"));
    const { find, text } = opened(disk, [origin], { originalMaxAge: 0.05, staleFor: 60 });
    expect((await find()).outdated).toBeUndefined();
    await Bun.sleep(60);
    let release = () => {};
    state.answer = (request, response) => {
      release = () => saying("two")(request, response);
    };
    const client = new AbortController();
    const three = await Promise.all([1, 2, 3].map(() => find(client.signal)));
    expect(three.map(({ outdated }) => outdated)).toEqual([true, true, true]);
    await until(() => state.requests === 2);
    client.abort();
    expect(await text()).toBe("one");
    release();
    await until(() => disk.peek<{ etag: string }>(three[0]?.key ?? "")?.meta.etag === '"two"');
    expect(await text()).toBe("two");
    expect(state.requests).toBe(2);
  });

  test("stays as it is when that question fails", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin, state } = await webOrigin(saying("one"));
    const { find, failures } = opened(disk, [origin], { originalMaxAge: 0.05, staleFor: 60 });
    const { checkedAt } = await find();
    await Bun.sleep(60);
    state.answer = failing;
    expect(await find()).toMatchObject({ outdated: true });
    await until(() => failures.length === 1);
    expect(failures).toEqual(["web EUPSTREAM"]);
    expect(await find()).toMatchObject({ outdated: true, checkedAt });
  });

  test("is asked for before it is used when it is too old even for that, or was purged", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin, state } = await webOrigin(saying("one"));
    const old = opened(disk, [origin], { originalMaxAge: 0.01, staleFor: 0.01 });
    await old.find();
    await Bun.sleep(30);
    expect((await old.find()).outdated).toBeUndefined();
    expect(state.requests).toBe(2);
    const forever = opened(disk, [origin], { originalMaxAge: 1e12, staleFor: 1e12 });
    await forever.find();
    expect(state.requests).toBe(2);
    await disk.purge({ url: { endpoint: "default", path: "a.txt", asked: "w-100" } });
    state.answer = saying("two");
    expect(await forever.text()).toBe("two");
  });
});

describe("a purge", () => {
  test("makes forgotten that a path is absent", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin, state } = await webOrigin(absent);
    const { failure, text } = opened(disk, [origin]);
    expect(await failure()).toMatchObject({ code: "ENOENT" });
    state.answer = saying("here");
    expect(await failure()).toMatchObject({ code: "ENOENT" });
    expect(state.requests).toBe(1);
    await disk.purge({ url: { endpoint: "default", path: "other", asked: "" } });
    expect(await text()).toBe("here");
  });

  test("is not undone by a fetch that began before it and ends last", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const answers: (() => void)[] = [];
    const { origin, state } = await webOrigin((request, response) => {
      const text = answers.length === 0 ? "old" : "new";
      answers.push(() => saying(text)(request, response));
    });
    const { text, find } = opened(disk, [origin]);
    const before = text();
    await until(() => answers.length === 1);
    await disk.purge({ everything: true });
    // Whoever asks now is not answered by what was asked for then.
    const after = text();
    await until(() => answers.length === 2);
    answers[1]?.();
    expect(await after).toBe("new");
    answers[0]?.();
    expect(await before).toBe("old");
    state.answer = saying("new");
    expect(await text()).toBe("new");
    expect((await find()).checkedAt).toBeGreaterThan(0);
    expect(state.requests).toBe(3);
  });

  test("is not undone by an origin that fails afterwards", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin, state } = await webOrigin(saying("one"));
    const { find, failure } = opened(disk, [origin], { originalMaxAge: 0 });
    await find();
    let release = () => {};
    state.answer = (request, response) => {
      release = () => failing(request, response);
    };
    const asked = failure();
    await until(() => state.requests === 2);
    await disk.purge({ everything: true });
    release();
    expect(await asked).toMatchObject({ code: "EUPSTREAM" });
  });

  test("during the question whether an original has changed makes it be fetched whole", async () => {
    const disk = await cacheIn(undefined, 1e6);
    const { origin, state } = await webOrigin(saying("one"));
    const { find, text } = opened(disk, [origin], { originalMaxAge: 0 });
    await find();
    let release = () => {};
    state.answer = (request, response) => {
      state.answer = saying("one");
      release = () => saying("one")(request, response);
    };
    const asked = text();
    await until(() => state.requests === 2);
    await disk.purge({ everything: true });
    release();
    expect(await asked).toBe("one");
    expect(state.requests).toBe(3);
  });
});

test("what no cache of this size could hold is refused before it is fetched", async () => {
  const folder = temporaryFolder();
  const disk = await cacheIn(folder, 1000);
  const { origin, state } = await webOrigin(saying("small"));
  const { find, failure } = opened(disk, [origin]);
  await find();
  state.answer = (_, response) => {
    response.writeHead(200, { "Content-Length": 2000 }).write("x".repeat(500));
  };
  const large = await opened(disk, [origin])
    .find(undefined, "large.txt")
    .catch((error) => error);
  expect(large).toMatchObject({ code: "ELIMIT" });
  expect(await failure()).toMatchObject({ bytes: 5 });
  state.answer = (_, response) => void response.end("x".repeat(1001));
  const endless = await opened(disk, [origin])
    .find(undefined, "endless.txt")
    .catch((error) => error);
  expect(endless).toMatchObject({ code: "ELIMIT" });
  expect(disk.statistics().making).toBe(0);
});
