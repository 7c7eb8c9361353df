import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { openDiskCache } from "../../src/cache/disk.ts";
import { createOriginals, type Originals } from "../../src/cache/originals.ts";
import type { ByteRange } from "../../src/origins/byte-range.ts";
import { openOrigin } from "../../src/origins/open.ts";
import type { Fetched, Origin } from "../../src/origins/origin.ts";
import { plainKeys } from "../support/key-shapes.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../support/servers/s3-server.ts";
import { temporaryFolder } from "../support/tintype.ts";

// What every type of origin must do, against the real thing: a folder, a web server, an S3 server
// that verifies signatures. Servers that misbehave on purpose stand in for what has broken.

/** Names that are found everywhere; a backup bucket cuts names at their extension. */
const names = plainKeys.filter((name) => name !== "trailing.dot.");

type Settings = Record<string, unknown>;

interface Kind {
  /** Settings of an origin that has `names`, each holding its own name as text. */
  settings(): Settings;
  /** The same, pointed at another server. */
  at(url: string): Settings;
  /** Settings that are refused; undefined where nothing is ever refused to us. */
  denied(): Settings | undefined;
  /** How a name stands in a URL path below the endpoint. */
  path?(name: string): string;
}

const content = (name: string) => new TextEncoder().encode(`content of ${name}`);

function open(type: string, settings: Settings): Promise<Origin> {
  return openOrigin({ id: type, name: type, type, settings, secrets: {} });
}

function suite(type: string, kind: Kind) {
  const path = (name: string) => kind.path?.(name) ?? name;
  const ask = async (
    settings: Settings,
    name: string,
    known?: { etag?: string },
    range?: ByteRange,
  ) => {
    const origin = await open(type, settings);
    const original = { path: path(name), rawPath: encodeURI(path(name)) };
    return origin.fetch(original, AbortSignal.timeout(20_000), known, range);
  };

  for (const name of names) {
    test(`finds ${name}`, async () => {
      const found = (await ask(kind.settings(), name)) as Fetched;
      expect(await new Response(found.body).text()).toBe(`content of ${name}`);
    });
  }

  test("knows what is absent", async () => {
    expect(await ask(kind.settings(), "nope.jpg")).toBeUndefined();
    expect(await ask(kind.settings(), "dir/nope/never.jpg")).toBeUndefined();
  });

  test("never leaves its folder", async () => {
    for (const name of ["../plain.jpg", "dir/../../plain.jpg", "../../etc/passwd"]) {
      const asked = ask(kind.settings(), name).catch(({ code }) => `refused: ${code}`);
      expect([undefined, "refused: ENOENT", "refused: EFORBIDDEN"]).toContain(
        (await asked) as string,
      );
    }
  });

  test("says when nothing has changed, and only then", async () => {
    const { etag = "", body } = (await ask(kind.settings(), "plain.jpg")) as Fetched;
    await body.cancel();
    expect(await ask(kind.settings(), "plain.jpg", { etag })).toBe("unchanged");
    const other = await ask(kind.settings(), "plain.jpg", { etag: '"other"' });
    expect(other).not.toBe("unchanged");
  });

  test("sends the range of an original that is asked for, and of which version it is", async () => {
    const whole = "content of plain.jpg";
    const { etag = "", body } = (await ask(kind.settings(), "plain.jpg")) as Fetched;
    await body.cancel();
    const ranges = [
      { start: 0, end: 4, sent: "cont" },
      { start: 8, end: 10, sent: "of", etag },
      { start: 11, end: 4_000, sent: "plain.jpg", etag },
    ];
    for (const { sent, ...range } of ranges) {
      const part = (await ask(kind.settings(), "plain.jpg", undefined, range)) as Fetched;
      expect(part.range).toEqual({ start: range.start, total: whole.length });
      expect(part.bytes).toBe(sent.length);
      expect(part.etag).toBe(etag);
      expect(await new Response(part.body).text()).toBe(sent);
    }
  });

  test("sends no range of another version", async () => {
    const range = { start: 0, end: 4, etag: '"other"' };
    const answer = await ask(kind.settings(), "plain.jpg", undefined, range);
    // A folder sends what there is, and says which version that is.
    const { etag } = (answer as Fetched | undefined) ?? {};
    expect(etag).not.toBe(range.etag);
  });

  test("tells a refusal from an absence", async () => {
    const settings = kind.denied();
    if (!settings) return;
    await expect(ask(settings, "plain.jpg")).rejects.toMatchObject({ code: "EACCES" });
  });

  describe("behind a server that", () => {
    const broken: [does: string, server: () => Server, code: string][] = [
      ["answers with 500", () => answering(500), "EUPSTREAM"],
      ["answers with 503", () => answering(503), "EUPSTREAM"],
      ["answers nothing", () => createServer(() => {}), "ETIMEDOUT"],
      ["sends a byte now and then", trickling, "ETIMEDOUT"],
      ["hangs up", () => createServer((request) => request.socket.destroy()), "ECONNREFUSED"],
    ];
    for (const [does, server, code] of broken) {
      test(`${does} it fails with ${code}`, async () => {
        await behind(server(), async (url) => {
          const settings = kind.at(url);
          if (settings.path) return;
          await expect(find(settings)).rejects.toMatchObject({ code });
        });
      });
    }

    test("is gone it fails with ECONNREFUSED", async () => {
      const settings = kind.at("http://127.0.0.1:9");
      const code = settings.path ? "EUPSTREAM" : "ECONNREFUSED";
      await expect(find(settings)).rejects.toMatchObject({ code });
    });
  });

  test("an original that is too large is given up on the way", async () => {
    const asked = find(kind.settings(), { maxBytes: 10 });
    await expect(asked).rejects.toMatchObject({ code: "ELIMIT" });
  });

  /** Through the cache of originals, which sets the bounds. */
  async function find(settings: Settings, { maxBytes = 1e6 } = {}) {
    const origin = await open(type, settings);
    const originals = await cache();
    const original = { path: path("plain.jpg"), rawPath: path("plain.jpg") };
    const lookup = { origins: [origin], originalMaxAge: 300 };
    return originals.find(lookup, original, { maxBytes, timeout: 2_500 });
  }
}

async function cache(): Promise<Originals> {
  return createOriginals(await openDiskCache(temporaryFolder(), 1e6));
}

function answering(status: number): Server {
  return createServer((_, response) => response.writeHead(status).end());
}

function trickling(): Server {
  return createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "image/jpeg" });
    const timer = setInterval(() => response.write("."), 100);
    response.on("close", () => clearInterval(timer));
  });
}

/** As a web server that knows ranges. */
function sendRange(
  { headers }: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  etag: string,
): void {
  const { range, "if-match": version = etag } = headers;
  if (version !== etag) return void response.writeHead(412).end();
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
  if (first === undefined) return void response.writeHead(200, { ETag: etag }).end(bytes);
  const part = bytes.subarray(Number(first), Number(last) + 1);
  const end = Number(first) + part.length - 1;
  const said = { ETag: etag, "Content-Range": `bytes ${first}-${end}/${bytes.length}` };
  response.writeHead(206, { ...said, "Content-Length": part.length }).end(part);
}

async function behind(server: Server, work: (url: string) => Promise<void>): Promise<void> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("LOCAL_FOLDER", () => {
  const folder = join(temporaryFolder(), "inside");
  beforeAll(() => {
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content(name));
    }
    writeFileSync(join(folder, "../plain.jpg"), "outside");
  });
  suite("LOCAL_FOLDER", {
    settings: () => ({ path: folder }),
    at: () => ({ path: "/nowhere/at/all" }),
    denied: () => undefined,
  });
});

describe("web origins", () => {
  let web: Server;
  let url: string;
  beforeAll(async () => {
    web = createServer((request, response) => {
      const asked = decodeURIComponent((request.url ?? "").slice(1));
      const name = asked.replace(/^base\//, "");
      if (asked.startsWith("denied/")) response.writeHead(403).end();
      else if (!asked.startsWith("base/") || !names.includes(name)) response.writeHead(404).end();
      else if (request.headers["if-none-match"] === `"${name.length}"`)
        response.writeHead(304).end();
      else sendRange(request, response, content(name), `"${name.length}"`);
    });
    await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
    url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  });
  afterAll(() => web.close());

  describe("WEB_FOLDER", () => {
    const settings = (baseUrl: string) => ({ baseUrl, allowPrivateNetwork: true });
    suite("WEB_FOLDER", {
      settings: () => settings(`${url}/base`),
      at: (other) => settings(`${other}/base`),
      denied: () => settings(`${url}/denied`),
    });
  });

  describe("WEB_PROXY", () => {
    let target: string;
    const settings = (other: string) => {
      target = other;
      return { allowedHosts: ["127.0.0.1"], allowPrivateNetwork: true };
    };
    // Behind the proxy stands a URL: what is special in one is encoded in it, as its server has it.
    const encoded = (name: string) => name.split("/").map(encodeURIComponent).join("/");
    suite("WEB_PROXY", {
      settings: () => settings(`${url}/base`),
      at: (other) => settings(`${other}/base`),
      denied: () => settings(`${url}/denied`),
      path: (name) => `${target}/${encoded(name)}`,
    });
  });
});

describeWithSwift("bucket origins", () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await startSwift();
    await s3.createBucket("pictures");
    for (const name of names) {
      await s3.putObject("pictures", `base/${name}`, content(name));
      const [stem = "", extension] = name.split(/\.(?=\w+$)/);
      const key = `res/demo/image/upload/${stem}/1700000000.${extension}`;
      await s3.putObject("pictures", key, content(name));
    }
    await s3.putObject("pictures", "plain.jpg", content("outside"));
  }, startLimit);
  afterAll(() => s3?.stop());

  const bucket = (prefix: string, change: Settings = {}) => ({
    bucket: "pictures",
    endpoint: s3.endpoint,
    region: s3.region,
    prefix,
    s3ForcePathStyle: true,
    accessKey: s3.accessKey,
    secretKey: s3.secretKey,
    ...change,
  });

  for (const type of ["S3", "S3_COMPATIBLE"]) {
    describe(type, () => {
      suite(type, {
        settings: () => bucket("base"),
        at: (endpoint) => bucket("base", { endpoint }),
        denied: () => bucket("base", { secretKey: "wrong" }),
      });
    });
  }

  describe("CLOUDINARY_BACKUP", () => {
    suite("CLOUDINARY_BACKUP", {
      settings: () => bucket("res/demo/image/upload"),
      at: (endpoint) => bucket("res/demo/image/upload", { endpoint }),
      denied: () => bucket("res/demo/image/upload", { secretKey: "wrong" }),
    });
  });
});
