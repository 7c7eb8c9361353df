import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { linkSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { dirname, join } from "node:path";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange, type WireAnswer } from "../support/wire.ts";
import { type Reference, type Row, rows, written } from "./http-caching-rows.ts";

/** What is asked for: a file's name, and what stands before it. */
const kinds = {
  "an original": { file: "photo.jpg", before: "/" },
  "a video": { file: "clip.webm", before: "/" },
  "a rendition": { file: "photo.jpg", before: "/tr:w-120,f-jpg/" },
  "a rendition in the client's format": { file: "photo.jpg", before: "/tr:w-121/" },
} as const;

type Kind = keyof typeof kinds;

/** Where the answer comes from, and how the server is started that gives it so. */
const tiers = {
  "made for the request": { flags: [], cache: "miss" },
  "from disk": { flags: ["--memory-max-bytes", "0"], cache: "disk" },
  "from memory": { flags: [], cache: "memory" },
} as const;

type Tier = keyof typeof tiers;

const folder = temporaryFolder();
const servers = {} as Record<Tier, RunningServer>;
/** A browser's, so that the format that follows it is always the same. */
const accept = { Accept: "image/webp,*/*;q=0.8" };

beforeAll(async () => {
  place("photo.jpg", await photo(400, 300, { format: "jpeg" }));
  place("clip.webm", Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * i) % 251)));
  for (const tier of Object.keys(tiers) as Tier[]) {
    servers[tier] = await startServer(program, [folder, ...tiers[tier].flags]);
  }
}, 60_000);
afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())));

function place(name: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, name), bytes);
  utimesSync(join(folder, name), written, written);
}

/** The same file under a name that nobody has asked for. */
function renewed(file: string, i: number): string {
  const name = `row-${i}/${file}`;
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  linkSync(join(folder, file), join(folder, name));
  return name;
}

let made = 0;

for (const tier of Object.keys(tiers) as Tier[]) {
  for (const kind of Object.keys(kinds) as Kind[]) {
    describe(`${kind} ${tier}`, () => {
      for (const row of rows) test(row.name, () => check(row, kind, tier));
    });
  }
}

async function check(row: Row, kind: Kind, tier: Tier): Promise<void> {
  const { file, before } = kinds[kind];
  made += 1;
  const target = before + (tier === "made for the request" ? renewed(file, made) : file);
  // Of another server, so that what is cold stays so: equal tags also show that they are stable.
  const full = await exchange(servers["from disk"].url, target, { headers: accept });
  expect(full.status).toBe(200);
  const reference = referenceOf(full);
  const { method = "GET" } = row;
  const headers = { ...accept, ...row.headers(reference) };
  const got = await asked(tier, target, { method, headers }, kind.startsWith("a rendition"));

  expect(got.status).toBe(row.status);
  expect(got.headers.get("etag")).toBe(reference.etag);
  if (row.status === 416) {
    expect(got.headers.get("content-range")).toBe(`bytes */${reference.length}`);
    expect(got.headers.get("cache-control") ?? "no-store").toMatch(/no-store|must-revalidate/);
    return;
  }
  expect(lasting(got.headers)).toEqual(lasting(full.headers));
  if (row.status === 304) {
    expect(got.body.length).toBe(0);
    expect([got.headers.get("content-length"), got.headers.get("content-type")]).toEqual([
      null,
      null,
    ]);
    return;
  }
  const [first, last] = row.part?.(reference.length) ?? [0, reference.length - 1];
  const range = row.status === 206 ? `bytes ${first}-${last}/${reference.length}` : null;
  expect(got.headers.get("content-range")).toBe(range);
  expect(got.headers.get("content-length")).toBe(String(last - first + 1));
  expect(got.headers.get("content-type")).toBe(full.headers.get("content-type"));
  expect(got.headers.get("content-disposition")).toBeNull();
  const body = method === "HEAD" ? new Uint8Array(0) : full.body.subarray(first, last + 1);
  expect(Buffer.from(got.body).equals(body)).toBe(true);
}

function referenceOf({ headers, body }: WireAnswer): Reference {
  const etag = headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[^"]+"$/);
  const lastModified = headers.get("last-modified") ?? "";
  expect(lastModified).toBe(written.toUTCString());
  return { etag, lastModified, length: body.length };
}

/** Headers that 200, 206 and 304 have alike (RFC 9110, 15.4.5). */
function lasting(headers: Headers) {
  const names = ["etag", "cache-control", "vary", "last-modified", "access-control-allow-origin"];
  return Object.fromEntries(names.map((name) => [name, headers.get(name)]));
}

/** The answer, from the tier that is meant: a rendition may take some requests to get there. */
async function asked(
  tier: Tier,
  target: string,
  options: { method: string; headers: Record<string, string> },
  rendition: boolean,
): Promise<WireAnswer> {
  const { url } = servers[tier];
  const wanted: string = tiers[tier].cache;
  let cache: string | null = null;
  for (let i = 0; i < 20; i += 1) {
    const answer = await exchange(url, target, options);
    cache = answer.headers.get("x-tintype-cache");
    // An unsatisfiable range has no bytes of any tier.
    if (!rendition || cache === wanted || (answer.status === 416 && cache === null)) return answer;
    if (tier === "made for the request") break;
    await exchange(url, target, { headers: accept });
    await Bun.sleep(10);
  }
  throw new Error(`Expected ${target} from ${wanted}, got ${cache}`);
}

test("a rendition is made once, and then comes from memory", async () => {
  const { url } = servers["from memory"];
  const caches: (string | null)[] = [];
  for (let i = 0; i < 20 && caches.at(-1) !== "memory"; i += 1) {
    const { headers } = await exchange(url, "/tr:w-77,f-jpg/photo.jpg");
    caches.push(headers.get("x-tintype-cache"));
    await Bun.sleep(10);
  }
  expect(caches[0]).toBe("miss");
  expect(caches.at(-1)).toBe("memory");
  expect(caches.slice(1, -1).filter((cache) => cache !== "disk")).toEqual([]);
});

for (const tier of ["from disk", "from memory"] as const) {
  test(`whoever gets the whole is told that there are ranges, ${tier}`, async () => {
    for (const { file, before } of Object.values(kinds)) {
      for (let i = 0; i < 4; i += 1) {
        const { headers } = await exchange(servers[tier].url, before + file, { headers: accept });
        expect(headers.get("accept-ranges")).toBe("bytes");
      }
    }
  });

  test(`HEAD says what GET says, ${tier}`, async () => {
    for (const { file, before } of Object.values(kinds)) {
      const options = { headers: { ...accept, Origin: "https://example.com" } };
      const { url } = servers[tier];
      for (let i = 0; i < 3; i += 1) await exchange(url, before + file, options);
      const get = await exchange(url, before + file, options);
      const head = await exchange(url, before + file, { ...options, method: "HEAD" });
      expect(head.body.length).toBe(0);
      expect(steady(head.headers)).toEqual(steady(get.headers));
    }
  });

  test(`answers on one connection keep apart, ${tier}`, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { hostname, port } = new URL(servers[tier].url);
    const target = "/tr:w-120,f-jpg/photo.jpg";
    const { headers, body } = await exchange(servers[tier].url, target);
    const etag = headers.get("etag") ?? "";
    const ask = (method: string, sent: Record<string, string>) =>
      new Promise<[number, number]>((resolve, reject) => {
        const options = { hostname, port, agent, path: target, method, headers: sent };
        const asking = request(options, (response) => {
          let length = 0;
          response.on("data", (chunk) => {
            length += chunk.length;
          });
          response.on("end", () => resolve([response.statusCode ?? 0, length]));
        });
        asking.on("error", reject).end();
      });
    for (let i = 0; i < 3; i += 1) {
      expect(await ask("HEAD", {})).toEqual([200, 0]);
      expect(await ask("GET", { "If-None-Match": etag })).toEqual([304, 0]);
      expect(await ask("GET", { Range: "bytes=5-9" })).toEqual([206, 5]);
      expect((await ask("GET", { Range: "bytes=99999999-" }))[0]).toBe(416);
      expect(await ask("GET", {})).toEqual([200, body.length]);
    }
    agent.destroy();
  });
}

/** Without what differs from one answer to the next. */
function steady(headers: Headers) {
  const passing = /^(?:date|server-timing|x-request-id|x-tintype-cache|connection|keep-alive)$/;
  return Object.fromEntries([...headers].filter(([name]) => !passing.test(name)).toSorted());
}
