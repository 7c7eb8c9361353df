import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import ImageKit from "@imagekit/nodejs";
import OlderImageKit from "imagekit";
import { send } from "../support/http.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";

let origin: OriginServer;
let server: RunningServer;
const client = new ImageKit({ privateKey });

beforeAll(async () => {
  const body = await photo(200, 150, { format: "jpeg" });
  origin = await startOriginServer((path) => {
    if (!path.endsWith(".jpg") || path.includes("missing")) return undefined;
    return path.includes("private") ? { body, headers: { "Is-Private-File": "true" } } : { body };
  });
  server = await startServer(program, ["--private-key", privateKey, "--id", "your_id"]);
  const call = managementOf(server.url);
  const origins = [await addWebOrigin(call, "web", origin.url)];
  await putEndpoint(call, { origins });
  for (const signing of ["none", "unnamed", "all"]) {
    await putEndpoint(call, { urlPrefix: signing, origins, signing });
  }
  const named = { name: "thumb", transformation: "w-20,h-20" };
  expect((await call("POST", "/v1/named-transformations", named)).status).toBe(201);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  origin?.stop();
});

/** As somebody signs it who holds the key: with the present client, at the end of a plain URL. */
function signed(target: string, options: { key?: string; expiresIn?: number } = {}): string {
  const { key, expiresIn } = options;
  const [, prefix = "", src = "", query = ""] =
    /^(\/(?:none|unnamed|all))?([^?]*)\??(.*)$/s.exec(target) ?? [];
  const queryParameters = Object.fromEntries(new URLSearchParams(query));
  const by = key === undefined ? client : new ImageKit({ privateKey: key });
  const url = by.helper.buildSrc({
    urlEndpoint: server.url + prefix,
    src,
    queryParameters,
    signed: true,
    ...(expiresIn === undefined ? {} : { expiresIn }),
  });
  return url.slice(server.url.length);
}

/** Valid for so many seconds; the clients sign nothing for a time that has passed. */
function valid(seconds: number, target: string): string {
  const time = Math.floor(Date.now() / 1000) + seconds;
  const message = target.replace(/^\/all\//, "") + time;
  const signature = createHmac("sha1", privateKey).update(message).digest("hex");
  return `${target}&ik-t=${time}&ik-s=${signature}`;
}

async function statusOf(target: string, method = "GET"): Promise<number> {
  const { status, headers } = await send(server.url, target, { method });
  if (status === 401 || status === 403) {
    expect(headers.get("ik-error")).toMatch(status === 401 ? /^EAUTH - / : /^EFORBIDDEN - /);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("etag")).toBeNull();
  }
  return status;
}

describe("unsigned requests", () => {
  const rows: [target: string, none: number, unnamed: number, all: number][] = [
    ["/a.jpg", 200, 200, 401],
    ["/tr:n-thumb/a.jpg", 200, 200, 401],
    ["/a.jpg?tr=n-thumb", 200, 200, 401],
    ["/tr:w-30/a.jpg", 200, 401, 401],
    ["/a.jpg?tr=w-30", 200, 401, 401],
    ["/tr:n-thumb,q-50/a.jpg", 200, 401, 401],
    ["/tr:n-thumb:w-30/a.jpg", 200, 401, 401],
    ["/tr:w-30:n-thumb/a.jpg", 200, 401, 401],
    ["/tr:l-image,i-b.jpg,l-end/a.jpg", 200, 401, 401],
    ["/tr:,/a.jpg", 200, 401, 401],
    ["/missing.jpg", 404, 404, 401],
  ];
  for (const [target, ...statuses] of rows) {
    test(`${target} answers ${statuses.join(", ")} with signing none, unnamed, all`, async () => {
      const got: number[] = [];
      for (const signing of ["none", "unnamed", "all"])
        got.push(await statusOf(`/${signing}${target}`));
      expect(got).toEqual(statuses);
    });
  }

  test("what a signed request has left in the caches is not for them", async () => {
    const target = "/all/tr:w-31,f-jpg/a.jpg";
    const first = await send(server.url, signed(target));
    expect(first.status).toBe(200);
    for (let i = 0; i < 5; i += 1) {
      expect(await statusOf(signed(target))).toBe(200);
      expect(await statusOf(target)).toBe(401);
      expect(await statusOf(target, "HEAD")).toBe(401);
      const headers = { "If-None-Match": first.headers.get("etag") ?? "" };
      expect((await send(server.url, target, { headers })).status).toBe(401);
    }
  });
});

describe("signed requests", () => {
  const targets = [
    "/a.jpg",
    "/tr:w-30,h-20:rt-90/a.jpg",
    "/a.jpg?tr=w-30,h-20",
    "/a.jpg?v=123&updatedAt=1700000000000",
    "/tr:w-33/folder/gr%C3%B6%C3%9Fe%20(1).jpg",
    "/a.jpg?ik-attachment=true",
  ];
  for (const target of targets) {
    test(`${target} is answered under every setting`, async () => {
      for (const prefix of ["", "/none", "/unnamed", "/all"]) {
        expect(await statusOf(signed(prefix + target))).toBe(200);
        expect(await statusOf(signed(prefix + target, { expiresIn: 60 }))).toBe(200);
        expect(await statusOf(`/your_id${signed(prefix + target)}`)).toBe(200);
      }
    });
  }

  test("transformations of both official clients are answered", async () => {
    const urlEndpoint = `${server.url}/all`;
    const older = new OlderImageKit({ publicKey: "public_key", privateKey, urlEndpoint });
    for (const transformationPosition of ["path", "query"] as const) {
      const transformation = [{ width: 40, height: 30, cropMode: "extract" }, { rotation: 90 }];
      const options = { transformationPosition, signed: true, queryParameters: { v: "1" } };
      const urls = [
        client.helper.buildSrc({
          ...options,
          urlEndpoint,
          src: "/größe one.jpg",
          expiresIn: 60,
          transformation: [{ width: 40, height: 30, cropMode: "extract" }, { rotation: 90 }],
        }),
        older.url({
          ...options,
          path: "/größe one.jpg",
          expireSeconds: 60,
          transformation: transformation.map((step) =>
            Object.fromEntries(Object.entries(step).map(([name, value]) => [name, String(value)])),
          ),
        }),
      ];
      for (const url of urls) expect(await statusOf(url.slice(server.url.length))).toBe(200);
    }
  });

  test("one that has expired, was changed or signed by somebody else is refused", async () => {
    const target = "/all/tr:w-30,h-20/a.jpg?v=1&x=2";
    const right = signed(target, { expiresIn: 60 });
    expect(await statusOf(right)).toBe(200);
    expect(await statusOf(valid(60, target))).toBe(200);
    const signature = /ik-s=([0-9a-f]{40})/.exec(right)?.[1] ?? "";
    const flipped = (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
    const wrong = [
      right.replace("w-30", "w-31"),
      right.replace("/a.jpg", "/b.jpg"),
      right.replace("v=1&x=2", "x=2&v=1"),
      right.replace("v=1", "v=2"),
      right.replace(/ik-t=(\d)/, (_, digit) => `ik-t=${(Number(digit) + 1) % 10}`),
      right.replace(/&ik-t=\d+/, ""),
      right.replace(signature, flipped),
      right.replace(signature, signature.toUpperCase()),
      right.replace(signature, ""),
      right.replace(signature, signature.slice(0, 39)),
      signed(target, { key: "another_private_key" }),
      valid(-60, target),
    ];
    for (const url of wrong) expect([url, await statusOf(url)]).toEqual([url, 401]);
  });

  test("one expires while its rendition is in memory", async () => {
    const url = signed("/all/tr:w-34,f-jpg/a.jpg", { expiresIn: 2 });
    for (let i = 0; i < 5; i += 1) expect(await statusOf(url)).toBe(200);
    await Bun.sleep(3100);
    expect(await statusOf(url)).toBe(401);
  });

  test("a wrong one is refused also where none is needed", async () => {
    const right = signed("/none/tr:w-35/a.jpg");
    expect(await statusOf(right)).toBe(200);
    expect(await statusOf(right.replace("w-35", "w-36"))).toBe(401);
    expect(await statusOf(signed("/none/a.jpg", { key: "another_private_key" }))).toBe(401);
  });
});

describe("private originals", () => {
  const rows: [target: string, unsigned: number, signed: number][] = [
    ["/private.jpg", 403, 200],
    ["/tr:w-30/private.jpg", 403, 200],
    ["/private.jpg?tr=w-30", 403, 200],
    ["/tr:orig-true/private.jpg", 403, 200],
    ["/tr:/private.jpg", 403, 200],
    ["/private.jpg?tr=,", 403, 200],
    ["/tr:n-thumb/private.jpg", 200, 200],
    ["/tr:n-thumb:w-10/private.jpg", 403, 200],
    ["/tr:w-90:l-image,i-private-layer.jpg,w-20,l-end/public.jpg", 403, 200],
    ["/tr:w-91,di-private-default.jpg/missing.jpg", 403, 200],
    ["/tr:w-92/public.jpg", 200, 200],
  ];
  for (const [target, unsigned, good] of rows) {
    test(`${target} answers ${unsigned}, and signed ${good}`, async () => {
      expect(await statusOf(target)).toBe(unsigned);
      for (let i = 0; i < 4; i += 1) {
        expect(await statusOf(signed(target))).toBe(good);
        expect(await statusOf(target)).toBe(unsigned);
        expect(await statusOf(target, "HEAD")).toBe(unsigned);
      }
    });
  }

  test("one does not become public by a named transformation that somebody asked for", async () => {
    expect(await statusOf("/tr:n-thumb/private-too.jpg")).toBe(200);
    expect(await statusOf("/tr:w-20,h-20/private-too.jpg")).toBe(403);
    expect(await statusOf("/private-too.jpg")).toBe(403);
  });
});
