import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { signUrl } from "../../src/url/signature.ts";
import { send } from "../support/http.ts";
import {
  addWebOrigin,
  type Management,
  managementOf,
  privateKey,
  putEndpoint,
} from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";

let origin: OriginServer;
let server: RunningServer;
let call: Management;
let origins: string[];

beforeAll(async () => {
  const picture = await photo(300, 200, { format: "jpeg" });
  const large = new Uint8Array(1_000_000).fill(7);
  origin = await startOriginServer((path) => ({
    body: path.endsWith(".bin") ? large : picture,
  }));
  server = await startServer(program, ["--private-key", privateKey]);
  call = managementOf(server.url);
  origins = [await addWebOrigin(call, "web", origin.url)];
  await putEndpoint(call, { origins });
}, 60_000);
afterAll(async () => {
  await server?.stop();
  origin?.stop();
});

const ask = (target: string, headers: Record<string, string> = {}) =>
  send(server.url, target, { headers });

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !isSo(); i += 1) await Bun.sleep(5);
  expect(isSo()).toBe(true);
}

async function purge(body: unknown): Promise<void> {
  const { json } = await call("POST", "/v1/files/purge", body);
  for (let i = 0; i < 200; i += 1) {
    const { json: said } = await call("GET", `/v1/files/purge/${json.requestId}`);
    if (said.status === "Completed") return;
    await Bun.sleep(5);
  }
  throw new Error("The purge did not end");
}

test("a setting that changes while an answer is made counts from the next request on", async () => {
  await putEndpoint(call, { urlPrefix: "changing", origins });
  const target = "/changing/tr:w-50/slow.jpg";
  const release = origin.hold();
  const asked = ask(target);
  await until(() => origin.asked.includes("/slow.jpg"));
  const { json } = await call("GET", "/v1/accounts/url-endpoints");
  const { id, ...endpoint } = json.find(
    (one: { urlPrefix: string }) => one.urlPrefix === "changing",
  );
  const changed = { ...endpoint, signing: "all" };
  expect((await call("PUT", `/v1/accounts/url-endpoints/${id}`, changed)).status).toBe(200);
  release();
  expect((await asked).status).toBe(200);
  expect((await ask(target)).status).toBe(401);
});

test("a hot answer may be kept for less and less, as its signature expires", async () => {
  const until = Math.floor(Date.now() / 1000) + 100;
  const target = signUrl(`${server.url}/tr:w-51/a.jpg`, server.url, privateKey, until).slice(
    server.url.length,
  );
  for (let i = 0; i < 4; i += 1) {
    const { headers } = await ask(target);
    const [, age] = /max-age=(\d+), must/.exec(headers.get("cache-control") ?? "") ?? [];
    expect(Number(age)).toBeLessThanOrEqual(until - Math.floor(Date.now() / 1000));
    expect(Number(age)).toBeGreaterThan(90);
    await Bun.sleep(1_100);
  }
  expect((await ask(target)).headers.get("x-tintype-cache")).toBe("memory");
});

test("a signed answer is not handed out as stale afterwards, nor for as long as a cache thinks", async () => {
  const rows = [
    [
      "public, max-age=600, stale-while-revalidate=900, stale-if-error=900",
      /=(?:100|99), .*=0, .*=0$/,
    ],
    ["public", /^public, max-age=(?:100|99)$/],
    ["no-store", /^no-store$/],
  ] as const;
  for (const [i, [cacheControl, expected]] of rows.entries()) {
    const urlPrefix = `literal-${i}`;
    await putEndpoint(call, { urlPrefix, origins, cacheControl });
    const base = `${server.url}/${urlPrefix}`;
    const url = signUrl(`${base}/a.jpg`, base, privateKey, Math.floor(Date.now() / 1000) + 101);
    const { headers } = await ask(url.slice(server.url.length));
    expect(headers.get("cache-control")).toMatch(expected);
    expect((await ask(`/${urlPrefix}/a.jpg`)).headers.get("cache-control")).toBe(cacheControl);
  }
});

test("a file of many URLs is in memory once", async () => {
  const resident = () => {
    const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  };
  for (let i = 0; i < 3; i += 1) await ask("/large.bin");
  const before = resident();
  for (let i = 0; i < 400; i += 1) {
    for (let again = 0; again < 2; again += 1) {
      expect((await ask(`/large.bin?v=${i}`)).body.length).toBe(1_000_000);
    }
  }
  expect((await ask("/large.bin?v=399")).headers.get("x-tintype-cache")).toBe("memory");
  expect(resident() - before).toBeLessThan(200);
}, 60_000);

test("every answer has an id: the request's own, or a new one", async () => {
  const ids = new Set<string | null>();
  for (let i = 0; i < 5; i += 1) {
    const { headers } = await ask("/tr:w-52/a.jpg");
    ids.add(headers.get("x-request-id"));
  }
  expect([ids.size, ids.has(null)]).toEqual([5, false]);
  for (const headers of [{}, { "If-None-Match": "*" }]) {
    const answer = await ask("/tr:w-52/a.jpg", { ...headers, "X-Request-Id": "page-7.a" });
    expect(answer.headers.get("x-request-id")).toBe("page-7.a");
    const long = await ask("/tr:w-52/a.jpg", { ...headers, "X-Request-Id": "x".repeat(65) });
    expect(long.headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}-\d+$/);
  }
});

test("a file of no known type is not called what it is called in the cache", async () => {
  for (const headers of [{}, {}, { Range: "bytes=0-9" }, { Range: "bytes=0-200000" }]) {
    const answer = await ask("/unknown.bin", headers);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    expect(answer.headers.get("content-disposition")).toBe("inline");
  }
});

test("a hot file that somebody deleted is fetched again", async () => {
  for (let i = 0; i < 3; i += 1) await ask("/deleted.bin?a", { Range: "bytes=0-9" });
  const files = join(server.data, "cache/files");
  for (const shard of readdirSync(files)) {
    for (const name of readdirSync(join(files, shard))) rmSync(join(files, shard, name));
  }
  expect((await ask("/deleted.bin?a", { Range: "bytes=10-19" })).status).toBe(206);
});

test("a rendition that is purged while its layer is asked for is answered whole", async () => {
  await putEndpoint(call, { urlPrefix: "old", origins, originalMaxAge: 0 });
  const target = "/old/tr:w-60,l-image,i-layer.jpg,w-20,l-end/base.jpg";
  const first = await ask(target);
  expect(first.status).toBe(200);
  origin.put("/base.jpg", await photo(300, 200, { format: "jpeg" }));
  await ask(target);
  const release = origin.hold();
  const layers = () => origin.asked.filter((path) => path === "/layer.jpg").length;
  const before = layers();
  const asked = ask(target);
  await until(() => layers() > before);
  await purge({ url: server.url + target });
  release();
  const answer = await asked;
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual(first.body);
});

test("a short host name leads to the dashboard like any other", async () => {
  for (const host of ["nas", "h", "images.example.com"]) {
    expect((await ask("/_/health", { Host: host })).status).toBe(200);
    expect((await ask("/_/api/openapi.json", { Host: host })).status).toBe(200);
    expect((await ask("/_/api/session", { Host: host })).status).toBe(200);
  }
});

test("who has no key cannot fill the memory with a long body", async () => {
  const body = JSON.stringify({ key: "x".repeat(1_000_000) });
  const headers = { "Content-Type": "application/json" };
  const sent = send(server.url, "/_/api/session", { method: "POST", headers, body });
  // The connection may be closed before all is sent.
  const status = await sent.then((answer) => answer.status).catch(() => 413);
  expect(status).toBe(413);
});

test("the log says of a range what was sent of it, cold and hot", async () => {
  for (let i = 0; i < 3; i += 1) {
    const { status } = await ask("/ranged.jpg", {
      Range: "bytes=0-99",
      "X-Request-Id": `part-${i}`,
    });
    expect(status).toBe(206);
    await Bun.sleep(50);
  }
  const beyond = { Range: "bytes=99999999-", "X-Request-Id": "part-3" };
  expect((await ask("/ranged.jpg", beyond)).status).toBe(416);
  await Bun.sleep(200);
  const lines = server.log().split("\n");
  const said = (id: string) => JSON.parse(lines.find((line) => line.includes(`"${id}"`)) ?? "{}");
  for (const i of [0, 1, 2]) expect(said(`part-${i}`)).toMatchObject({ status: 206, bytes: 100 });
  expect(said("part-3")).toMatchObject({ status: 416, bytes: 0 });
});
