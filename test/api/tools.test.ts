import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import ImageKit from "@imagekit/nodejs";
import type { Explanation } from "../../src/explain/explain.ts";
import type { Statistics } from "../../src/observe/statistics.ts";
import type { Change } from "../../src/store/changes.ts";
import { send } from "../support/http.ts";
import { basic, type Management, managementOf, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

/** Everything that must never be seen again once it has gone in. */
const token = "HEADER-SECRET-2210";
const secretKey = "SECRET-KEY-5183";

let server: RunningServer;
let call: Management;
/** All that the server has ever said. */
const said: string[] = [];
/** What the web origin was sent. */
const received: IncomingHttpHeaders[] = [];
let status = 200;
let picture: Uint8Array;

const web = createServer((request, response) => {
  received.push(request.headers);
  const found = request.url === "/pictures/photo.jpg" ? status : 404;
  response.writeHead(found).end(found === 200 ? picture : undefined);
});

beforeAll(async () => {
  picture = await photo(300, 200, { format: "jpeg", quality: 70 });
  const folder = temporaryFolder();
  await Bun.write(`${folder}/photo.jpg`, picture);
  await Bun.write(`${folder}/deep/a b.jpg`, picture);
  await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
  server = await startServer(fromCheckout, [folder, "--private-key", privateKey, "--log", "json"]);
  const plain = managementOf(server.url);
  call = async (...asked) => {
    const answer = await plain(...asked);
    said.push(JSON.stringify(answer));
    return answer;
  };
});
afterAll(async () => {
  await server?.stop();
  web.close();
});

const webOrigin = () => ({
  type: "WEB_FOLDER",
  name: "shop",
  allowPrivateNetwork: true,
  baseUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}/pictures`,
  requestHeaders: { "X-Token": token },
});

const get = async (path: string) => (await call("GET", `/v1${path}`)).json;
const query = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const explain = async (url: string, as?: string): Promise<Explanation> =>
  get(`/explain?${query({ url, ...(as === undefined ? {} : { as }) })}`);

describe("numbers and requests", () => {
  test("are told of what was served, from where, and how the origins do", async () => {
    await send(server.url, "/tr:w-30/photo.jpg");
    await send(server.url, "/tr:w-30/photo.jpg");
    await send(server.url, "/nothing.jpg?ik-s=0123");
    const numbers: Statistics = await get("/stats");
    expect(numbers.requests.byStatus).toMatchObject({ 200: 2, 401: 1 });
    expect(numbers.requests.byCache.miss).toBe(1);
    expect(numbers.cache).toMatchObject({ hitRate: 0.5, maxBytes: 10 * 1024 ** 3 });
    expect(numbers.pool.renderers).toBeGreaterThan(0);
    expect([numbers.seconds.length, numbers.minutes.length]).toEqual([120, 1440]);
    const few: Statistics = await get("/stats?seconds=5&minutes=0");
    expect([few.seconds.length, few.minutes.length]).toEqual([5, 0]);
    expect((await call("GET", "/v1/stats?minutes=1441")).status).toBe(400);
    const counted = numbers.minutes.reduce((sum, { requests }) => sum + requests, 0);
    expect(counted).toBe(numbers.requests.total);
    expect(numbers.paths[0]).toEqual({ path: "/tr:w-30/photo.jpg", requests: 2, error: 0 });
    expect(numbers.origins).toEqual([
      { name: "folder", errors: 0, byCode: {}, lastSuccess: expect.any(Number) },
    ]);
  });

  test("are told one by one, failures and slow ones apart, page by page", async () => {
    const { requests, last } = await get("/activity?limit=2");
    expect(requests.map(({ number }: { number: number }) => number)).toEqual([last, last - 1]);
    const { requests: failed } = await get("/activity?errors=true");
    expect(failed).toMatchObject([{ status: 401, code: "EAUTH", target: "/nothing.jpg?ik-s=***" }]);
    expect(await get(`/activity?after=${last}`)).toEqual({ requests: [], last });
    expect((await get("/activity?slow=true")).requests).toBeArray();
    for (const wrong of ["limit=0", "limit=1001", "limit=x", "after=-1", "errors=perhaps"]) {
      const { status, json } = await call("GET", `/v1/activity?${wrong}`);
      expect([status, json.message]).toEqual([400, expect.stringContaining("Cannot read `")]);
    }
  });

  test("are told as they come", async () => {
    const headers = { Authorization: basic(privateKey) };
    const events = await fetch(`${server.url}/_/api/v1/activity/stream?errors=true`, { headers });
    expect(events.headers.get("content-type")).toBe("text/event-stream");
    const reader = (events.body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`The stream ended: ${text}`);
        text += new TextDecoder().decode(value);
      }
    };
    await until("retry:");
    await send(server.url, "/photo.jpg");
    await send(server.url, "/live-nothing.jpg");
    await until("live-nothing.jpg");
    expect(text).not.toContain("/photo.jpg");
    await reader.cancel();
  });
});

test("a server with listeners stops at once", async () => {
  const other = await startServer(fromCheckout, ["--private-key", privateKey]);
  const headers = { Authorization: basic(privateKey) };
  const events = await fetch(`${other.url}/_/api/v1/activity/stream`, { headers });
  const start = performance.now();
  expect(await other.stop()).toBe(0);
  expect(performance.now() - start).toBeLessThan(5_000);
  await events.text().catch(() => {});
});

describe("an origin", () => {
  test("is duplicated with its secrets, which nobody sees", async () => {
    const { json: first } = await call("POST", "/v1/accounts/origins", webOrigin());
    const path = `/v1/accounts/origins/${first.id}/duplicate`;
    const { status, json: second } = await call("POST", path, { name: "shop, again" });
    expect([status, second]).toEqual([201, { ...first, id: second.id, name: "shop, again" }]);
    expect(second.id).not.toBe(first.id);
    const endpoint = { description: "copy", urlPrefix: "copy", origins: [second.id] };
    await call("POST", "/v1/accounts/url-endpoints", endpoint);
    expect((await send(server.url, "/copy/photo.jpg")).status).toBe(200);
    expect(received.at(-1)?.["x-token"]).toBe(token);
    for (const [body, said] of [
      [{}, "Missing `name`: name of the duplicate"],
      [{ name: "n", type: "S3" }, "Cannot read `type`: a duplicate stays of the type WEB_FOLDER"],
      [{ name: "n", colour: 1 }, "Unknown field `colour`"],
    ] as const) {
      const answer = await call("POST", path, body);
      expect([answer.status, answer.json.message]).toEqual([400, expect.stringContaining(said)]);
    }
  });

  test("is listed where that can be done, inside its folder", async () => {
    const folder = temporaryFolder();
    await Bun.write(`${folder}/deep/photo.jpg`, "x");
    const body = { type: "LOCAL_FOLDER", name: "files", path: folder };
    const { json: local } = await call("POST", "/v1/accounts/origins", body);
    const browse = (id: string, asked: string) =>
      call("GET", `/v1/accounts/origins/${id}/browse?${asked}`);
    expect((await browse(local.id, "")).json).toEqual({ folders: ["deep/"], files: [] });
    const { json } = await browse(local.id, "prefix=deep");
    expect(json.files).toMatchObject([{ path: "deep/photo.jpg", bytes: 1 }]);
    for (const wrong of ["prefix=../", "prefix=/etc/", "prefix=a/../../b/", "limit=0"]) {
      expect((await browse(local.id, wrong)).status).toBe(400);
    }
    expect((await browse(local.id, "prefix=nope/")).status).toBe(404);
    const { json: shop } = await call("POST", "/v1/accounts/origins", webOrigin());
    expect(await browse(shop.id, "")).toMatchObject({
      status: 501,
      json: { message: "A web server cannot be listed: type the path of a file instead" },
    });
  });

  test("has a state: when it last failed, how, and when it last answered", async () => {
    const { json: origin } = await call("POST", "/v1/accounts/origins", webOrigin());
    const endpoint = { description: "state", urlPrefix: "state", origins: [origin.id] };
    await call("POST", "/v1/accounts/url-endpoints", endpoint);
    const state = async () =>
      ((await get("/stats")) as Statistics).origins.find(({ id }) => id === origin.id);
    status = 500;
    await send(server.url, "/state/photo.jpg");
    expect(await state()).toMatchObject({ errors: 1, lastError: { code: "EUPSTREAM" } });
    status = 200;
    await send(server.url, "/state/photo.jpg");
    expect((await state())?.lastSuccess).toBeNumber();
  });
});

describe("a URL is explained:", () => {
  test("one of this server, step by step, with what each kind of browser gets", async () => {
    const told = await explain("/tr:w-100,h-50:rt-90/photo.jpg");
    expect(told).toMatchObject({ ok: true, service: "tintype", path: "photo.jpg" });
    expect(told.endpoint).toMatchObject({ id: "default", urlPrefix: "" });
    expect(told.steps.map(({ text }) => text)).toEqual(["w-100,h-50", "rt-90"]);
    expect(told.steps[1]?.parameters).toMatchObject([{ key: "rt", name: "rotation" }]);
    const formats = told.delivered.map(({ contentType, width, height }) => {
      return [contentType, width, height];
    });
    expect(formats).toEqual([
      ["image/jpeg", 50, 100],
      ["image/webp", 50, 100],
      ["image/webp", 50, 100],
    ]);
    expect(told.origins).toMatchObject([
      { name: "folder", found: true, attempts: [{ target: "photo.jpg", found: true }] },
    ]);
  });

  test("one that nobody has, with what each origin was asked for and said", async () => {
    const { json: origin } = await call("POST", "/v1/accounts/origins", webOrigin());
    const endpoint = { description: "both", urlPrefix: "both", origins: [origin.id] };
    await call("POST", "/v1/accounts/url-endpoints", endpoint);
    const told = await explain(`${server.url}/both/tr:w-10/gone.jpg`);
    expect(told).toMatchObject({ ok: false, failure: { status: 404, code: "ENOENT" } });
    expect(told.endpoint?.why).toBe("The path starts with /both/");
    expect(told.origins[0]?.attempts).toMatchObject([
      {
        target: `${webOrigin().baseUrl}/gone.jpg`,
        message: "The server answered 404: it has no file at this address",
      },
    ]);
  });

  test("one that is spelt in another case, with what lies there", async () => {
    const told = await explain("/deep/A%20B.jpg");
    const help = "There is `deep/a b.jpg`: names are case-sensitive";
    expect(told.origins[0]?.attempts[0]?.help).toBe(help);
  });

  test("one that cannot be read", async () => {
    const told = await explain("/tr:w-wide/photo.jpg");
    expect(told.failure).toMatchObject({ status: 400, code: "EINVAL" });
    expect(told.failure?.message).toBe("Cannot read `w`: expected a number above 0, got `wide`");
    expect(told.origins).toEqual([]);
  });

  const made: [name: string, makes: string][] = [
    ["ik-thumbnail.jpg", "An image of it"],
    ["ik-master.m3u8", "A stream of it: the list of its sizes for HLS"],
    ["ik-master.mpd", "A stream of it: the list of its sizes for DASH"],
    ["ik-stream-240.m3u8", "A stream of it: the list of the segments of its images in 240 for HLS"],
    ["ik-stream-audio-12.m4s", "A stream of it: segment 12 of its sound"],
    ["ik-stream-7.m4s", "Nothing: a stream has no such file"],
  ];
  for (const [name, makes] of made) {
    test(`one that ends in ${name}, with what that is`, async () => {
      const told = await explain(`/photo.jpg/${name}?tr=sr-240_360`);
      expect(told).toMatchObject({ path: "photo.jpg", makes });
      expect(told.steps[0]?.parameters[0]).toMatchObject({ key: "sr" });
    });
  }

  test("one with a wrong signature, which is not shown", async () => {
    const told = await explain("/photo.jpg?ik-s=0123456789012345678901234567890123456789");
    expect(told.signature).toMatchObject({ state: "wrong", needed: true });
    expect(told.delivered[0]).toMatchObject({ status: 401, code: "EAUTH" });
    expect(JSON.stringify(told)).not.toContain("0123456789");
  });

  const foreign: [url: string, as: string | undefined, service: string, equivalent: string][] = [
    ["https://ik.imagekit.io/your_id/tr:w-20/photo.jpg", undefined, "imagekit", ""],
    [
      "https://res.cloudinary.com/demo/image/upload/w_20,h_10,c_fill/v1/photo.jpg",
      undefined,
      "cloudinary",
      "/tr:w-20,h-10/photo.jpg",
    ],
    ["https://demo.imgix.net/photo.jpg?w=20", undefined, "imgix", "/tr:w-20/photo.jpg"],
    ["/photo.jpg?imwidth=20", "akamai", "akamai", "/tr:w-20/photo.jpg"],
  ];
  for (const [url, as, service, equivalent] of foreign) {
    test(`one of ${service}, as this server delivers it`, async () => {
      const told = await explain(url, as);
      expect(told).toMatchObject({ ok: true, service, path: "photo.jpg" });
      expect(told.delivered[0]).toMatchObject({ status: 200, width: 20 });
      if (equivalent === "") return expect(told.equivalent).toBe(undefined);
      const { status } = await send(server.url, told.equivalent ?? "");
      expect([status, told.parts.every(({ fate }) => fate === "exact")]).toEqual([200, true]);
    });
  }

  test("part by part, with what cannot be made", async () => {
    const url = "https://res.cloudinary.com/demo/image/upload/w_20,e_gen_restore,h_x/photo.jpg";
    const { parts } = await explain(url);
    expect(parts.map(({ token, fate }) => [token, fate])).toEqual([
      ["w_20", "exact"],
      ["e_gen_restore", "unsupported"],
      ["h_x", "ignored"],
    ]);
  });

  test("only with a URL, and as a service that is known", async () => {
    for (const wrong of ["", "url=", "url=ftp%3A%2F%2Fx", "url=/a&as=flickr"]) {
      expect((await call("GET", `/v1/explain?${wrong}`)).status).toBe(400);
    }
  });
});

describe("a URL is signed", () => {
  test("as the official client signs it, and is then delivered", async () => {
    const client = new ImageKit({ privateKey, baseURL: `${server.url}/_/api` });
    const theirs = client.helper.buildSrc({
      urlEndpoint: server.url,
      src: "photo.jpg",
      signed: true,
      transformation: [{ width: 40 }],
      transformationPosition: "path",
    });
    const { url } = await get(`/sign?${query({ url: "/tr:w-40/photo.jpg" })}`);
    expect(url).toBe(theirs);
    expect((await send(server.url, new URL(url).pathname + new URL(url).search)).status).toBe(200);
  });

  test("for a while, behind an endpoint's prefix", async () => {
    const target = `${server.url}/copy/photo.jpg?v=1#top`;
    const { url, expires } = await get(`/sign?${query({ url: target, expires: "60" })}`);
    expect(expires).toBeWithin(Date.now() + 50_000, Date.now() + 70_000);
    expect(url).toMatch(/\/copy\/photo\.jpg\?v=1&ik-t=\d{10}&ik-s=[\da-f]{40}$/);
    expect((await explain(url)).signature).toMatchObject({ state: "good", expires });
    for (const wrong of ["", "url=ftp%3A%2F%2Fx", "url=/a&expires=0", "url=/a&expires=soon"]) {
      expect((await call("GET", `/v1/sign?${wrong}`)).status).toBe(400);
    }
  });
});

test("parameters are told with what sets them", async () => {
  const parameters = await get("/parameters");
  const of = (key: string) => parameters.find((one: { key: string }) => one.key === key);
  expect(of("w")).toMatchObject({ name: "width", group: "size", control: { kind: "number" } });
  expect(of("q").control).toEqual({ kind: "number", min: 1, max: 100, whole: true });
  expect(of("rt").control).toEqual({ kind: "number", min: -360, max: 360 });
  expect(of("lo")).toMatchObject({ group: "output", control: { kind: "switch" } });
  expect(of("e-negate")).toMatchObject({ group: "colour", control: { kind: "present" } });
  expect(of("f").control.choices).toContain("webp");
});

describe("the audit log", () => {
  const newest = async (): Promise<Change> => (await get("/log?limit=1")).changes[0];

  test("tells who changed what, and of a secret only that it changed", async () => {
    const bucket = { type: "S3", name: "audited", bucket: "b", accessKey: "AK-9911", secretKey };
    const { json: origin } = await call("POST", "/v1/accounts/origins", bucket);
    expect(await newest()).toMatchObject({
      actor: "api",
      action: "create",
      kind: "origin",
      target: origin.id,
      name: "audited",
      summary: 'type "S3", name "audited", bucket "b", accessKey set, secretKey set',
    });
    const path = `/v1/accounts/origins/${origin.id}`;
    await call("PUT", path, { ...bucket, bucket: "c", secretKey: `${secretKey}-2` });
    expect((await newest()).summary).toBe('bucket "b" → "c", secretKey replaced');
    await call("PUT", path, { ...bucket, bucket: "c", secretKey: `${secretKey}-2` });
    expect((await newest()).summary).toBe('bucket "b" → "c", secretKey replaced');
    await call("DELETE", path);
    expect(await newest()).toMatchObject({ action: "delete", name: "audited", summary: "" });
  });

  test("knows the dashboard, the command line, imports and purges", async () => {
    const body = JSON.stringify({ key: privateKey });
    const json = { "Content-Type": "application/json" };
    const signedIn = await send(server.url, "/_/api/session", {
      method: "POST",
      headers: json,
      body,
    });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    await send(server.url, "/_/api/v1/named-transformations", {
      method: "POST",
      headers: { ...json, Cookie: cookie, "X-Tintype-Request": "1" },
      body: JSON.stringify({ name: "seen", transformation: "w-1" }),
    });
    expect(await newest()).toMatchObject({ actor: "dashboard", name: "seen" });

    run(fromCheckout, ["named", "set", "seen", "w-2", "--data", server.data]);
    expect(await newest()).toMatchObject({
      actor: "command line",
      action: "change",
      summary: 'transformation "w-1" → "w-2"',
    });

    const file = `${temporaryFolder()}/document.json`;
    const named = { id: "n1", name: "imported", transformation: "w-3" };
    await Bun.write(file, JSON.stringify({ namedTransformations: [named] }));
    const before = await newest();
    run(fromCheckout, ["config", "import", file, "--dry-run", "--data", server.data]);
    expect(await newest()).toEqual(before);
    run(fromCheckout, ["config", "import", file, "--data", server.data]);
    const { changes } = await get("/log?limit=2");
    expect(changes).toMatchObject([
      { action: "import", kind: "configuration", summary: "1 added, 0 replaced" },
      { action: "create", kind: "named transformation", name: "imported" },
    ]);

    await call("POST", "/v1/files/purge", { url: `${server.url}/photo.jpg?ik-s=feed` });
    expect(await newest()).toMatchObject({
      actor: "api",
      action: "purge",
      kind: "cache",
      summary: `url ${server.url}/photo.jpg?ik-s=***`,
    });
  });

  test("is read page by page, and since a date", async () => {
    const { changes } = await get("/log");
    const [first, second] = changes as Change[];
    expect((await get(`/log?before=${first?.id}&limit=1`)).changes).toEqual([second]);
    expect((await get("/log?since=2100-01-01")).changes).toEqual([]);
    for (const wrong of ["limit=0", "before=x", "since=yesterday"]) {
      expect((await call("GET", `/v1/log?${wrong}`)).status).toBe(400);
    }
  });

  test("is printed by the command", async () => {
    const print = (...args: string[]) => {
      const { status, stdout, stderr } = run(fromCheckout, ["log", ...args, "--data", server.data]);
      said.push(stdout, stderr);
      return { status, stdout, stderr };
    };
    const { changes } = await get("/log?limit=2");
    expect(JSON.parse(print("--json", "--limit", "2").stdout)).toEqual(
      (changes as Change[]).map((change) => ({
        ...change,
        time: new Date(change.time).toISOString(),
      })),
    );
    expect(print("--since", "1h").stdout).toContain("command line");
    expect(print("--since", "2100-01-01").stdout.split("\n").length).toBe(2);
    for (const args of [["--limit", "0"], ["--since", "yesterday"], ["more"]]) {
      expect(print(...args).status).toBe(2);
    }
  });
});

test("nothing that was said holds a secret", async () => {
  await get("/stats");
  await get("/activity?limit=1000");
  await get("/log?limit=1000");
  const everything = [...said, server.log()].join("\n");
  expect(everything).toContain("shop, again");
  for (const secret of [token, secretKey, "AK-9911", privateKey]) {
    expect(everything.includes(secret)).toBe(false);
  }
});
