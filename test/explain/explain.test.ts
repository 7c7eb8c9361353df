import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Explanation } from "../../src/explain/explain.ts";
import { nearMiss } from "../../src/explain/origins.ts";
import { recognise } from "../../src/explain/service.ts";
import { type Management, managementOf, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../support/servers/s3-server.ts";
import { fromCheckout, type RunningServer, startServer } from "../support/tintype.ts";

describe("a URL is recognised by its host and brought here:", () => {
  const cases: [given: string, service: string, here: string][] = [
    ["http://img.test/a.jpg", "tintype", "/a.jpg"],
    ["https://ik.imagekit.io/id/tr:w-1/a.jpg?v=1", "imagekit", "/tr:w-1/a.jpg?v=1"],
    [
      "https://res.cloudinary.com/demo/image/upload/a.jpg",
      "cloudinary",
      "/demo/image/upload/a.jpg",
    ],
    ["https://res.cloudinary.com/demo/w_1/a.jpg", "cloudinary", "/w_1/a.jpg"],
    ["https://demo-res.cloudinary.com/image/upload/a.jpg", "cloudinary", "/image/upload/a.jpg"],
    ["https://demo.imgix.net/a.jpg?w=1", "imgix", "/a.jpg?w=1"],
    ["https://notimgix.net/a.jpg", "tintype", "https://notimgix.net/a.jpg"],
  ];
  for (const [given, service, here] of cases) {
    test(given, () => {
      const { url, ...read } = recognise(new URL(given), undefined, "http://img.test/");
      expect([read.service, url.href]).toEqual([service, new URL(here, "http://img.test/").href]);
    });
  }

  test("what is said wins", () => {
    const given = new URL("https://www.example.com/a.jpg?imwidth=5");
    expect(recognise(given, "akamai", "http://img.test/")).toEqual({
      service: "akamai",
      why: "Read as an Akamai URL, as requested",
      url: given,
    });
  });
});

describe("what was meant is found beside a path that names nothing:", () => {
  const cases: [path: string, others: string[], help: string | undefined][] = [
    ["a/Shoe.jpg", ["a/shoe.jpg"], "There is `a/shoe.jpg`: names are case-sensitive"],
    ["image+x.jpg", ["image%2Bx.jpg"], "There is `image%2Bx.jpg`, whose key contains the escapes"],
    ["ü.jpg".normalize("NFC"), ["ü.jpg".normalize("NFD")], "There is `ü.jpg`, which looks"],
    ["shoe.jpg", ["boot.jpg", "shoe.webp"], "There is `shoe.webp`, with another extension"],
    ["shoe.jpg", ["boot.jpg"], undefined],
  ];
  for (const [path, others, help] of cases) {
    test(`${path} among ${others.join(", ")}`, () => {
      const found = nearMiss(path, others)?.normalize("NFC");
      expect(found?.slice(0, help?.length)).toBe(help as string);
    });
  }
});

describeWithSwift("origins are asked in their order, and what the store said is told:", () => {
  let s3: S3Server;
  let server: RunningServer;
  let call: Management;
  const ids: string[] = [];

  beforeAll(async () => {
    s3 = await startSwift();
    const picture = await photo(80, 60, { format: "jpeg" });
    await s3.createBucket("products");
    await s3.createBucket("backup");
    await s3.putObject("products", "raw/image%2Bexample.jpg", picture);
    await s3.putObject("backup", "res/demo/image/upload/shoe/1700000000.jpg", picture);
    server = await startServer(fromCheckout, ["--private-key", privateKey]);
    call = managementOf(server.url);
    const access = {
      endpoint: s3.endpoint,
      region: s3.region,
      s3ForcePathStyle: true,
      accessKey: s3.accessKey,
      secretKey: s3.secretKey,
    };
    for (const origin of [
      { ...access, type: "S3_COMPATIBLE", name: "lost", bucket: "nope" },
      { ...access, type: "S3_COMPATIBLE", name: "wrong", bucket: "products", secretKey: "x" },
      { ...access, type: "S3_COMPATIBLE", name: "products", bucket: "products", prefix: "raw" },
      {
        ...access,
        type: "CLOUDINARY_BACKUP",
        name: "backup",
        bucket: "backup",
        prefix: "res/demo",
      },
    ]) {
      ids.push((await call("POST", "/v1/accounts/origins", origin)).json.id);
    }
    const endpoint = { description: "Default", origins: ids };
    await call("PUT", "/v1/accounts/url-endpoints/default", endpoint);
  }, startLimit);
  afterAll(async () => {
    await server?.stop();
    await s3?.stop();
  });

  async function explain(url: string): Promise<Explanation> {
    return (await call("GET", `/v1/explain?${new URLSearchParams({ url })}`)).json;
  }

  test("a key that is written with escapes", async () => {
    const { origins, failure } = await explain("/image+example.jpg");
    expect(origins.map(({ id, name, found }) => [id, name, found])).toEqual([
      [ids[0], "lost", false],
      [ids[1], "wrong", false],
      [ids[2], "products", false],
      [ids[3], "backup", false],
    ]);
    const [lost, wrong, products] = origins.map(({ attempts }) => attempts[0]);
    expect(lost).toMatchObject({
      target: "image+example.jpg",
      message: "The bucket was not found",
      help: "Check the bucket's name, and the endpoint or region; a store without a host name for each bucket needs path-style addresses: set `s3ForcePathStyle`",
    });
    expect(wrong?.message).toBe("The secret key is wrong (signature rejected)");
    expect(products).toMatchObject({
      target: "raw/image+example.jpg",
      message: "The bucket has no object with this key",
      help: "There is `image%2Bexample.jpg`, whose key contains the escapes: set `encodeKeys` of the origin",
    });
    expect(failure?.status).toBe(404);
  });

  test("a URL of Cloudinary's, in the bucket of its backups", async () => {
    const told = await explain("https://res.cloudinary.com/demo/image/upload/w_20/v1/shoe.jpg");
    expect(told).toMatchObject({ ok: true, service: "cloudinary" });
    expect(told.origins.at(-1)).toMatchObject({
      name: "backup",
      found: true,
      attempts: [
        { target: "res/demo/image/upload/shoe/", found: true },
        { target: "res/demo/image/upload/shoe/1700000000.jpg", found: true },
      ],
    });
    expect(told.delivered[0]).toMatchObject({ status: 200, contentType: "image/jpeg", width: 20 });
  });

  test("no secret is in any of it", async () => {
    const all = JSON.stringify([await explain("/a.jpg"), await explain("/image/upload/shoe.jpg")]);
    for (const secret of [s3.secretKey, s3.accessKey, privateKey]) {
      expect(all.includes(secret)).toBe(false);
    }
  });
});
