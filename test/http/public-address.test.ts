import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseUrl } from "../../src/dashboard/endpoints/base-url.ts";
import {
  type AddressSettings,
  asReceived,
  baseOf,
  publicAddress,
} from "../../src/url/public-address.ts";
import { send } from "../support/http.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

const seen = "http://admin.test:9000/_/api/v1/address";

describe("clients are told", () => {
  const cases: [what: string, settings: AddressSettings, url: string | undefined][] = [
    ["the address that was asked", {}, undefined],
    ["the public URL", { publicUrl: "https://images.example.com" }, "https://images.example.com"],
    ["the pictures' port", { images: { host: "0.0.0.0", port: 8080 } }, "http://admin.test:8080"],
    ["the pictures' address", { images: { host: "10.0.0.5", port: 80 } }, "http://10.0.0.5"],
    ["one of IPv6", { images: { host: "fd00::5", port: 8080 } }, "http://[fd00::5]:8080"],
    ["every one of IPv6", { images: { host: "::", port: 8080 } }, "http://admin.test:8080"],
    [
      "the public URL before the port",
      { publicUrl: "https://x.test", images: { host: "::", port: 8080 } },
      "https://x.test",
    ],
  ];
  for (const [what, settings, url] of cases) {
    test(what, () => {
      expect(publicAddress(settings, seen)).toEqual(url === undefined ? {} : { url });
      const base = url === undefined ? "http://admin.test:9000/" : `${url}/`;
      expect(baseOf(publicAddress(settings, seen), seen)).toBe(base);
    });
  }
});

describe("pictures of an endpoint are at", () => {
  const url = "https://images.example.com";
  const cases: [Parameters<typeof baseUrl>[0], Parameters<typeof baseUrl>[1], base: string][] = [
    [{ url }, {}, `${url}/`],
    [{ url, id: "demo" }, {}, `${url}/demo/`],
    [{ url, id: "demo" }, { urlPrefix: "shop", hostnames: [] }, `${url}/demo/shop/`],
    [
      { url, id: "demo" },
      { urlPrefix: "shop", hostnames: ["a.test", "b.test"] },
      "https://a.test/",
    ],
  ];
  for (const [address, endpoint, base] of cases) {
    test(base, () => expect(baseUrl(address, endpoint)).toBe(base));
  }
});

test("the path of the public URL is the proxy's", () => {
  const received = (given: string, url?: string) =>
    asReceived(new URL(given), url === undefined ? {} : { url }).href;
  expect(received("https://x.test/cdn/shop/a.jpg?tr=w-1", "https://x.test/cdn")).toBe(
    "https://x.test/shop/a.jpg?tr=w-1",
  );
  expect(received("https://x.test/cdnx/a.jpg", "https://x.test/cdn")).toBe(
    "https://x.test/cdnx/a.jpg",
  );
  expect(received("https://x.test/a.jpg", "https://x.test")).toBe("https://x.test/a.jpg");
  expect(received("https://x.test/a.jpg")).toBe("https://x.test/a.jpg");
});

describe("a server whose API has an address of its own", () => {
  let server: RunningServer;
  let call: ReturnType<typeof managementOf>;
  beforeAll(async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "coast.jpg"), await photo(60, 40, { format: "jpeg" }));
    const args = ["--private-key", privateKey, "--admin-port", "0", "--id", "demo"];
    server = await startServer(fromCheckout, [folder, ...args]);
    call = managementOf(await server.line(/management API: (\S+)\/_\//));
    const endpoint = { description: "Default", origins: [], signing: "all" };
    await call("PUT", "/v1/accounts/url-endpoints/default", endpoint);
  });
  afterAll(() => server?.stop());

  test("tells where the pictures are", async () => {
    const { json } = await call("GET", "/v1/address");
    expect(json).toEqual({ url: server.url, id: "demo" });
    expect((await call("GET", "/v1/address", undefined, "")).status).toBe(401);
  });

  test("signs for that address", async () => {
    const { json } = await call("GET", "/v1/sign?url=/demo/coast.jpg");
    expect(json.url).toStartWith(`${server.url}/demo/coast.jpg?ik-s=`);
    expect((await send(server.url, json.url.slice(server.url.length))).status).toBe(200);
    expect((await send(server.url, "/demo/coast.jpg")).status).toBe(401);
  });

  test("explains URLs of that address", async () => {
    const { json } = await call("GET", "/v1/sign?url=/tr:w-30/coast.jpg");
    const query = new URLSearchParams({ url: json.url });
    const explained = (await call("GET", `/v1/explain?${query}`)).json;
    expect(explained).toMatchObject({ ok: true, path: "coast.jpg", signature: { state: "good" } });
  });
});
