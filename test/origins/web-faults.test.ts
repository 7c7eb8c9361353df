import { afterEach, describe, expect, test } from "bun:test";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { openDiskCache } from "../../src/cache/disk.ts";
import { createOriginals } from "../../src/cache/originals.ts";
import { diagnose } from "../../src/origins/diagnose.ts";
import type { Fetched } from "../../src/origins/origin.ts";
import { s3Hints } from "../../src/origins/s3/hints.ts";
import { webFolder } from "../../src/origins/web/folder.ts";
import { type Answer, type StoreServer, startStore } from "../support/servers/store-server.ts";
import { startWebServer } from "../support/servers/web-server.ts";
import { temporaryFolder } from "../support/tintype.ts";

let server: StoreServer | undefined;
afterEach(() => server?.stop());

async function originOf(answer: Answer) {
  server = await startStore(answer);
  return webFolder({ id: "1", name: "web", baseUrl: server.url, allowPrivateNetwork: true });
}

async function ask(headers: Record<string, string | string[]>, body: string | Uint8Array = "") {
  const origin = await originOf((_, response) => void response.writeHead(200, headers).end(body));
  return origin.fetch({ path: "a", rawPath: "a" }, AbortSignal.timeout(9000)) as Promise<Fetched>;
}
const textOf = ({ body }: Fetched) => new Response(body).text();

describe("a web server that encodes what it sends", () => {
  const plain = "plain text ".repeat(1000);
  const codings: [coding: string, body: Uint8Array][] = [
    ["zstd", zstdCompressSync(plain)],
    ["gzip, gzip", gzipSync(gzipSync(plain))],
    ["gzip, identity", gzipSync(plain)],
    ["br,zstd", zstdCompressSync(brotliCompressSync(plain))],
  ];
  for (const [coding, body] of codings) {
    test(`as ${coding} is decoded`, async () => {
      expect(await textOf(await ask({ "Content-Encoding": coding }, body))).toBe(plain);
    });
  }

  for (const coding of ["compress", "gzip, sdch", "gzip, gzip, gzip, gzip, gzip"]) {
    test(`as ${coding} is refused`, async () => {
      await expect(ask({ "Content-Encoding": coding }, "x")).rejects.toMatchObject({
        code: "EUPSTREAM",
      });
    });
  }

  test("may not send more decoded bytes than are allowed", async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(200e6)));
    const headers = { "Content-Encoding": "gzip, gzip" };
    const origin = await originOf((_, response) => void response.writeHead(200, headers).end(bomb));
    const originals = createOriginals(await openDiskCache(temporaryFolder(), 1e9));
    const lookup = { origins: [origin], originalMaxAge: 300 };
    const bounds = { maxBytes: 1e6, timeout: 20_000 };
    const asked = originals.find(lookup, { path: "a", rawPath: "a" }, bounds);
    await expect(asked).rejects.toMatchObject({ code: "ELIMIT" });
  });
});

describe("an original is private that its server marks so", () => {
  const marks: [mark: string | string[], isPrivate: true | undefined][] = [
    ["true", true],
    ["TRUE", true],
    [["true", "true"], true],
    ["true, true", true],
    ["true, false", true],
    [["false", "true"], true],
    ["false", undefined],
    ["untrue", undefined],
    ["", undefined],
  ];
  for (const [mark, isPrivate] of marks) {
    test(`with ${JSON.stringify(mark)}: ${isPrivate ?? false}`, async () => {
      expect((await ask({ "Is-Private-File": mark })).isPrivate).toBe(isPrivate as true);
    });
  }
});

describe("a connection test says what is wrong with TLS", () => {
  const origins = (url: string) => [
    {
      id: "1",
      name: "web",
      type: "WEB_FOLDER",
      settings: { baseUrl: url, allowPrivateNetwork: true },
      secrets: {},
    },
    {
      id: "2",
      name: "bucket",
      type: "S3_COMPATIBLE",
      settings: { bucket: "b", endpoint: url, s3ForcePathStyle: true },
      secrets: { accessKey: "a", secretKey: "b" },
    },
  ];
  const said = (url: string) =>
    Promise.all(
      origins(url).map(async (record) => {
        const [step] = (await diagnose(record)).steps;
        return `${step?.message}: ${step?.help}`;
      }),
    );

  test("when https goes to a port for http", async () => {
    server = await startStore((_, response) => void response.end());
    for (const text of await said(server.url.replace("http:", "https:"))) {
      expect(text).toMatch(/does not speak TLS.*http instead of https/);
    }
  });

  test("when http goes to a port for https", async () => {
    const secure = await startWebServer({ secure: true });
    for (const text of await said(`http://127.0.0.1:${secure.port}`)) {
      expect(text).toMatch(/closed the connection.*https/);
    }
    secure.stop();
  });

  for (const code of [
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  ]) {
    test(`when the authority is unknown: ${code}`, () => {
      expect(s3Hints({ code })?.help).toContain("NODE_EXTRA_CA_CERTS");
    });
  }
});
