import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import ImageKit from "@imagekit/nodejs";
import { send } from "../support/http.ts";
import {
  addWebOrigin,
  basic,
  type Management,
  managementOf,
  privateKey,
  putEndpoint,
} from "../support/management.ts";
import { colourBars, quadrants } from "../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";
import { type Name, names, purges, targets } from "./purge-rows.ts";

let origins: OriginServer[];
let ids: string[];
let server: RunningServer;
let call: Management;
let client: ImageKit;

beforeAll(async () => {
  origins = [await startOriginServer(), await startOriginServer()];
  server = await startServer(program, ["--private-key", privateKey]);
  call = managementOf(server.url);
  client = new ImageKit({ privateKey, baseURL: `${server.url}/_/api`, maxRetries: 0 });
  ids = [];
  for (const [i, { url }] of origins.entries()) {
    ids.push(await addWebOrigin(call, `origin ${i}`, url));
  }
  // Long enough that nothing is asked for again by itself.
  const originalMaxAge = 3600;
  await putEndpoint(call, { origins: [ids[0] ?? ""], originalMaxAge });
  await putEndpoint(call, { urlPrefix: "other", origins: [ids[1] ?? ""], originalMaxAge });
}, 60_000);
afterAll(async () => {
  await server?.stop();
  for (const origin of origins ?? []) origin.stop();
});

/** Purges and waits until it is done. */
async function purge(body: Record<string, unknown>): Promise<void> {
  const { status, json } = await call("POST", "/v1/files/purge", body);
  expect([status, json]).toEqual([201, { requestId: expect.stringMatching(/./) }]);
  for (let i = 0; i < 500; i += 1) {
    const answer = await call("GET", `/v1/files/purge/${json.requestId}`);
    expect(answer.status).toBe(200);
    expect(answer.json.status).toMatch(/^(?:Pending|Completed)$/);
    if (answer.json.status === "Completed") return;
    await Bun.sleep(10);
  }
  throw new Error("The purge did not complete within five seconds");
}

/** Both origins have one picture or the other at every path. */
async function fill(which: "old" | "new"): Promise<void> {
  const make = which === "old" ? colourBars : quadrants;
  for (const origin of origins) {
    for (const [i, path] of ["cats/one", "cats/two", "dog"].entries()) {
      origin.put(`/pictures/${path}.jpg`, await make(200 + i, 150, { format: "jpeg" }));
    }
  }
}
const get = (name: Name) => send(server.url, targets[name]);

/** What each answered before its original changed. */
const before = new Map<Name, string>();
const hashOf = (body: Uint8Array) => createHash("sha256").update(body).digest("hex");

describe("a purge of", () => {
  beforeEach(async () => {
    await purge({ everything: true });
    await fill("old");
    for (const name of names) {
      // Until it is in memory, where it goes there.
      for (let i = 0; i < 4; i += 1) before.set(name, hashOf((await get(name)).body));
    }
    await fill("new");
    for (const name of names) expect([name, await isOld(name)]).toEqual([name, true]);
  });

  for (const { what, body, gone, unsaid = [] } of purges) {
    test(`${what} takes ${gone.length} of ${names.length} out of the cache`, async () => {
      await purge(body({ url: server.url, origin: ids[0] }));
      for (const name of gone) {
        const answer = await get(name);
        expect([name, answer.status]).toEqual([name, 200]);
        expect([name, hashOf(answer.body) === before.get(name)]).toEqual([name, false]);
        if (!name.endsWith("as it is")) {
          expect([name, answer.headers.get("x-tintype-cache")]).toEqual([name, "miss"]);
        }
        // Nor does it come back when the next ones get it from memory.
        for (let i = 0; i < 4; i += 1) expect((await get(name)).body).toEqual(answer.body);
      }
      for (const name of names) {
        if (gone.includes(name) || unsaid.includes(name)) continue;
        expect([name, await isOld(name)]).toEqual([name, true]);
      }
    });
  }
});

/** Whether it comes from the cache as it was. */
async function isOld(name: Name): Promise<boolean> {
  const { headers, body } = await get(name);
  const cache = headers.get("x-tintype-cache") ?? "";
  return /^(?:disk|memory)$/.test(cache) && hashOf(body) === before.get(name);
}

test("what was under way when a purge came is not kept", async () => {
  const [origin] = origins;
  const target = "/tr:w-52,f-jpg/pictures/cats/one.jpg";
  await purge({ everything: true });
  await fill("old");
  const release = origin?.hold();
  const count = origin?.asked.length ?? 0;
  const under = send(server.url, target);
  for (let i = 0; i < 500 && origin?.asked.length === count; i += 1) await Bun.sleep(10);
  await fill("new");
  await purge({ everything: true });
  release?.();
  const old = await under;
  const { status, body } = await send(server.url, target);
  expect([old.status, status]).toEqual([200, 200]);
  expect(hashOf(body)).not.toBe(hashOf(old.body));
});

test("a path where nothing was is looked for again", async () => {
  const target = "/tr:w-53/pictures/late.jpg";
  expect((await send(server.url, target)).status).toBe(404);
  origins[0]?.put("/pictures/late.jpg", await quadrants(100, 80, { format: "jpeg" }));
  await purge({ url: server.url + target });
  expect((await send(server.url, target)).status).toBe(200);
});

test("the official client purges and asks how it goes", async () => {
  await fill("old");
  const target = "/tr:w-54,f-jpg/pictures/dog.jpg";
  await send(server.url, target);
  const { requestId = "" } = await client.cache.invalidation.create({ url: server.url + target });
  for (let i = 0; i < 500; i += 1) {
    const { status } = await client.cache.invalidation.get(requestId);
    if (status === "Completed") break;
    expect(status).toBe("Pending");
    await Bun.sleep(10);
  }
  const { headers } = await send(server.url, target);
  expect(headers.get("x-tintype-cache")).toBe("miss");
});

test("a URL may be purged, and described, as clients see it behind a proxy that takes off a path", async () => {
  const publicUrl = "https://www.example.com/images";
  const flags = ["--private-key", privateKey, "--public-url", publicUrl, "--admin-public"];
  const behind = await startServer(program, flags);
  try {
    const api = managementOf(behind.url);
    const url = origins[0]?.url ?? "";
    await putEndpoint(api, { origins: [await addWebOrigin(api, "behind", url)] });
    origins[0]?.put("/seen.png", { body: await colourBars(60, 40, { format: "png" }) });
    const cacheOf = async () =>
      (await send(behind.url, "/tr:w-30/seen.png")).headers.get("x-tintype-cache");
    expect([await cacheOf(), await cacheOf()]).toEqual(["miss", "disk"]);
    const seen = `${publicUrl}/tr:w-30/seen.png`;
    const described = await api("GET", `/v1/metadata?url=${encodeURIComponent(seen)}`);
    expect(described.json).toMatchObject({ width: 30, height: 20 });
    expect((await api("POST", "/v1/files/purge", { url: seen })).status).toBe(201);
    await Bun.sleep(100);
    expect(await cacheOf()).toBe("miss");
  } finally {
    await behind.stop();
  }
}, 60_000);

describe("the purge API refuses", () => {
  const refused: [what: string, body: () => Record<string, unknown>][] = [
    ["nothing", () => ({})],
    ["a wildcard in the middle", () => ({ url: `${server.url}/pictures/*/one.jpg` })],
    ["two targets at once", () => ({ url: `${server.url}/a.jpg`, everything: true })],
    ["what is no URL", () => ({ url: "no URL" })],
    ["everything, unless it is meant", () => ({ everything: false })],
    ["a field that it does not know", () => ({ path: "/a.jpg" })],
  ];
  for (const [what, body] of refused) {
    test(what, async () => {
      const { status, json } = await call("POST", "/v1/files/purge", body());
      expect(status).toBe(400);
      expect(json.message).toMatch(/\w/);
    });
  }

  test("a request that nobody made", async () => {
    expect((await call("GET", "/v1/files/purge/nothing")).status).toBe(404);
  });

  test("whoever does not hold the key", async () => {
    const everything = { everything: true };
    for (const authorization of ["", basic("another_private_key")]) {
      const post = await call("POST", "/v1/files/purge", everything, authorization);
      const read = await call("GET", "/v1/files/purge/nothing", undefined, authorization);
      expect([post.status, read.status]).toEqual([401, 401]);
    }
  });
});
