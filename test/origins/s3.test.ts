import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Fetched, Origin } from "../../src/origins/origin.ts";
import { type S3Bucket, s3Bucket } from "../../src/origins/s3/origin.ts";
import { oddKeys, plainKeys } from "../support/key-shapes.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startS3rver,
  startSwift,
} from "../support/servers/s3-server.ts";

const ask = (origin: Origin, path: string, known?: { etag?: string }) =>
  origin.fetch({ path, rawPath: encodeURI(path) }, AbortSignal.timeout(60_000), known);
const textOf = async (fetched: unknown) => new Response((fetched as Fetched).body).text();

function suite(start: () => Promise<S3Server>, shapes: string[]) {
  let server: S3Server;
  const settings = (change: Partial<S3Bucket> = {}): S3Bucket => ({
    id: "1",
    name: "bucket",
    bucket: "pictures",
    endpoint: server.endpoint,
    region: server.region,
    s3ForcePathStyle: true,
    accessKey: server.accessKey,
    secretKey: server.secretKey,
    ...change,
  });

  beforeAll(async () => {
    server = await start();
    await server.createBucket("pictures");
    for (const key of shapes) {
      await server.putObject("pictures", key, new TextEncoder().encode(key));
    }
    await server.putObject("pictures", "folder/inside.jpg", new TextEncoder().encode("inside"));
  }, startLimit);
  afterAll(() => server?.stop());

  for (const key of shapes) {
    test(`finds the key ${key}`, async () => {
      expect(await textOf(await ask(s3Bucket(settings()), key))).toBe(key);
    });
  }

  test("does not find a key that is not there", async () => {
    expect(await ask(s3Bucket(settings()), "nope.jpg")).toBeUndefined();
  });

  test("looks inside its folder only", async () => {
    for (const prefix of ["folder", "/folder/", "folder/"]) {
      const origin = s3Bucket(settings({ prefix }));
      expect(await textOf(await ask(origin, "inside.jpg"))).toBe("inside");
      expect(await ask(origin, "plain.jpg")).toBeUndefined();
      await expect(ask(origin, "../plain.jpg")).rejects.toMatchObject({ code: "ENOENT" });
      await expect(ask(origin, "a/../../plain.jpg")).rejects.toMatchObject({ code: "ENOENT" });
    }
  });

  test("says when nothing has changed", async () => {
    const origin = s3Bucket(settings());
    const { etag = "" } = (await ask(origin, "plain.jpg")) as Fetched;
    expect(await ask(origin, "plain.jpg", { etag })).toBe("unchanged");
    expect(await ask(origin, "plain.jpg", { etag: '"other"' })).not.toBe("unchanged");
  });

  test("says what is marked private, and nothing of what is not", async () => {
    const origin = s3Bucket(settings());
    const marks: [string, true?][] = [["true", true], ["TRUE", true], ["false"], ["1"]];
    for (const [mark, isPrivate] of marks) {
      const metadata = { "x-amz-meta-isprivatefile": mark, "x-amz-meta-other": "true" };
      await server.putObject("pictures", "marked.jpg", new Uint8Array(3), metadata);
      expect(((await ask(origin, "marked.jpg")) as Fetched).isPrivate).toEqual(isPrivate);
    }
    expect(await ask(origin, "plain.jpg")).not.toHaveProperty("isPrivate");
  });

  test("tells a store that cannot be reached from a missing key", async () => {
    const origin = s3Bucket(settings({ endpoint: "http://127.0.0.1:9" }));
    await expect(ask(origin, "plain.jpg")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("refuses an endpoint on this machine where the origin may not go there", async () => {
    const { port } = new URL(server.endpoint);
    for (const host of ["127.0.0.1", "localhost"]) {
      const change = { endpoint: `http://${host}:${port}`, allowPrivateNetwork: false };
      const asked = (async () => ask(s3Bucket(settings(change)), "plain.jpg"))();
      await expect(asked).rejects.toMatchObject({ code: "EFORBIDDEN" });
    }
  });

  test("tells an unknown key from a missing file", async () => {
    const origin = s3Bucket(settings({ accessKey: "unknown" }));
    await expect(ask(origin, "plain.jpg")).rejects.toMatchObject({ code: "EACCES" });
  });
}

describeWithSwift("a bucket in OpenStack Swift", () => {
  suite(startSwift, [...plainKeys, ...oddKeys]);
});

describeWithSwift("a bucket whose signatures are verified", () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startSwift();
    await server.createBucket("pictures");
    await server.putObject("pictures", "a.jpg", new Uint8Array(3));
  }, startLimit);
  afterAll(() => server?.stop());

  test("refuses a wrong secret, which is no missing file", async () => {
    const origin = s3Bucket({
      id: "1",
      name: "bucket",
      bucket: "pictures",
      s3ForcePathStyle: true,
      endpoint: server.endpoint,
      region: server.region,
      accessKey: server.accessKey,
      secretKey: "wrong",
    });
    await expect(ask(origin, "a.jpg")).rejects.toMatchObject({ code: "EACCES" });
  });

  test("is read with a key that may do nothing else", async () => {
    const limited = server.limited;
    if (!limited) throw new Error("Swift gives no key that may only read");
    const origin = s3Bucket({
      id: "1",
      name: "bucket",
      bucket: "pictures",
      s3ForcePathStyle: true,
      endpoint: server.endpoint,
      region: server.region,
      ...limited,
    });
    expect((await textOf(await ask(origin, "a.jpg"))).length).toBe(3);
  });
});

describe("a bucket in s3rver", () => suite(startS3rver, plainKeys));
