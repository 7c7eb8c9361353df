import { afterEach, expect, test } from "bun:test";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { photo } from "../../support/pictures.ts";
import { startOriginServer } from "../../support/servers/origin-server.ts";
import { type StoreServer, startStore, storeError } from "../../support/servers/store-server.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;
const others: { stop(): unknown }[] = [];
afterEach(async () => {
  await server?.stop("SIGKILL");
  for (const other of others.splice(0)) await other.stop();
});

async function serve(...flags: string[]): Promise<ReturnType<typeof managementOf>> {
  const data = join(temporaryFolder(), "data");
  server = await startServer(program, ["--private-key", privateKey, ...flags], { data });
  return managementOf(server.url);
}

const bucket = (store: StoreServer) => ({
  type: "S3_COMPATIBLE",
  name: "bucket",
  bucket: "b",
  endpoint: store.url,
  s3ForcePathStyle: true,
  accessKey: "first",
  secretKey: "secret",
});

test("an origin that flaps costs nobody an answer that was kept, and nothing wrong is ever given", async () => {
  let isUp = true;
  const image = await photo(90, 60, { format: "jpeg" });
  const flapping = await startOriginServer((path) =>
    isUp ? { body: image } : { body: Buffer.from("sigh"), status: path.length % 2 ? 500 : 503 },
  );
  others.push(flapping);
  const call = await serve();
  const id = await addWebOrigin(call, "flaps", flapping.url);
  await putEndpoint(call, { origins: [id], originalMaxAge: 0 });
  expect((await send(server.url, "/kept.jpg")).status).toBe(200);
  const seen: Record<string, number> = {};
  for (let i = 0; i < 60; i += 1) {
    isUp = i % 3 === 0;
    const target = ["/kept.jpg", `/tr:w-${20 + i}/kept.jpg`, `/new-${i}.jpg`][i % 3] as string;
    const { status, headers, body } = await send(server.url, target);
    const from = target.includes("new") ? "new" : "kept";
    seen[`${from} ${status}`] = (seen[`${from} ${status}`] ?? 0) + 1;
    if (target === "/kept.jpg") expect(Buffer.from(body).equals(Buffer.from(image))).toBe(true);
    if (status !== 200) expect(headers.get("cache-control")).toBe("no-store");
  }
  // What it never had is its own fault while it is down, and forgotten at once when it is up.
  expect(seen).toEqual({ "kept 200": 40, "new 502": 20 });
  isUp = true;
  expect((await send(server.url, "/new-2.jpg")).status).toBe(200);
}, 60_000);

test("a bucket that asks to slow down is asked again, and is no missing file", async () => {
  let refusals = 2;
  const store = await startStore((_, response) => {
    refusals -= 1;
    if (refusals >= 0) return storeError(response, 503, "SlowDown");
    return response.end("at last");
  });
  others.push(store);
  const call = await serve();
  const { json } = await call("POST", "/v1/accounts/origins", bucket(store));
  await putEndpoint(call, { origins: [json.id] });
  const statuses: number[] = [];
  for (let i = 0; i < 20 && statuses.at(-1) !== 200; i += 1) {
    const { status, headers } = await send(server.url, "/a.txt");
    statuses.push(status);
    if (status !== 200) {
      expect([status, headers.get("cache-control")]).toEqual([502, "no-store"]);
    }
  }
  expect(statuses.at(-1)).toBe(200);
  // For good, it is the bucket's fault, said at once.
  refusals = Number.POSITIVE_INFINITY;
  const { status, headers } = await send(server.url, "/b.txt");
  expect([status, headers.get("ik-error")]).toEqual([502, expect.stringMatching(/^EUPSTREAM/)]);
}, 60_000);

test("credentials that are changed while it runs are used for the next request, and the old never again", async () => {
  const keys: string[] = [];
  let valid = "first";
  const store = await startStore((request, response, key) => {
    const used = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    keys.push(used);
    if (used !== valid) return storeError(response, 403, "InvalidAccessKeyId");
    return response.end(`for ${used}: ${key}`);
  });
  others.push(store);
  const call = await serve();
  const { json } = await call("POST", "/v1/accounts/origins", bucket(store));
  await putEndpoint(call, { origins: [json.id] });
  let asked = 0;
  let isOver = false;
  const seen: [key: string, status: number][] = [];
  const visitor = async () => {
    while (!isOver) {
      asked += 1;
      const { status } = await send(server.url, `/${asked}.txt`);
      seen.push([valid, status]);
    }
  };
  const visitors = [visitor(), visitor()];
  const until = async (count: number) => {
    while (asked < count) await Bun.sleep(5);
  };
  await until(20);
  // The store takes the new keys, then the server is told of them.
  valid = "second";
  const changed = await call("PUT", `/v1/accounts/origins/${json.id}`, {
    ...bucket(store),
    accessKey: "second",
    secretKey: "another",
  });
  expect(changed.status).toBe(200);
  const before = asked;
  await until(before + 10);
  const from = keys.length;
  await until(before + 40);
  isOver = true;
  await Promise.all(visitors);
  expect(new Set(keys.slice(from))).toEqual(new Set(["second"]));
  expect(seen.filter(([, status]) => ![200, 404].includes(status))).toEqual([]);
  expect((await send(server.url, "/last.txt")).status).toBe(200);
}, 60_000);
