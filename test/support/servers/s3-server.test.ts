import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { oddKeys, plainKeys } from "../key-shapes.ts";
import {
  describeWithSwift,
  type S3Server,
  s3Client,
  startLimit,
  startS3rver,
  startSwift,
} from "./s3-server.ts";

const photo = new TextEncoder().encode("photo");

async function list(client: S3Client, bucket: string): Promise<(string | undefined)[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.map(({ Key }) => Key);
}

describeWithSwift("Swift", () => {
  let swift: S3Server;
  let owner: S3Client;
  beforeAll(async () => {
    swift = await startSwift();
    owner = s3Client(swift);
  }, startLimit);
  afterAll(() => swift?.stop());

  const keys = [...plainKeys, ...oddKeys, "🦀📷.jpg", "../up.jpg"];

  test("keeps every key exactly as it was given", async () => {
    await swift.createBucket("keys");
    for (const key of keys) await swift.putObject("keys", key, new TextEncoder().encode(key));

    expect((await list(owner, "keys")).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      const { Body } = await owner.send(new GetObjectCommand({ Bucket: "keys", Key: key }));
      expect(await Body?.transformToString()).toBe(key);
    }
  });

  test("lists in pages", async () => {
    await swift.createBucket("pages");
    for (const key of ["a", "b", "c"]) await swift.putObject("pages", key, photo);

    const page = { Bucket: "pages", MaxKeys: 2 };
    const first = await owner.send(new ListObjectsV2Command(page));
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["a", "b"]);
    expect(first.IsTruncated).toBe(true);

    const ContinuationToken = first.NextContinuationToken;
    const last = await owner.send(new ListObjectsV2Command({ ...page, ContinuationToken }));
    expect(last.Contents?.map(({ Key }) => Key)).toEqual(["c"]);
    expect(last.IsTruncated).toBe(false);
  });

  test("refuses a request signed with the wrong secret", async () => {
    await swift.createBucket("signed");
    const forger = s3Client(swift, { accessKey: swift.accessKey, secretKey: "wrong" });

    await expect(list(forger, "signed")).rejects.toMatchObject({
      name: "SignatureDoesNotMatch",
      $metadata: { httpStatusCode: 403 },
    });
    expect(await list(owner, "signed")).toEqual([]);
  });

  test("lets the limited user get an object, but neither list nor put", async () => {
    await swift.createBucket("limited");
    await swift.putObject("limited", "photo.jpg", photo);
    const limited = s3Client(swift, swift.limited);

    const { Body } = await limited.send(
      new GetObjectCommand({ Bucket: "limited", Key: "photo.jpg" }),
    );
    expect(await Body?.transformToString()).toBe("photo");
    const refused = { name: "AccessDenied" };
    await expect(list(limited, "limited")).rejects.toMatchObject(refused);
    const put = new PutObjectCommand({ Bucket: "limited", Key: "photo.jpg", Body: "other" });
    await expect(limited.send(put)).rejects.toMatchObject(refused);
  });

  test("stores the headers that an object was put with", async () => {
    await swift.createBucket("headers");
    await swift.putObject("headers", "photo.jpg", photo, {
      "Content-Type": "image/jpeg",
      "Cache-Control": "max-age=60",
      "x-amz-meta-author": "Ada",
    });

    const object = await owner.send(new GetObjectCommand({ Bucket: "headers", Key: "photo.jpg" }));
    expect(object).toMatchObject({
      ContentType: "image/jpeg",
      CacheControl: "max-age=60",
      Metadata: { author: "Ada" },
    });
  });

  test("forgets a deleted object", async () => {
    await swift.createBucket("deleted");
    await swift.putObject("deleted", "photo.jpg", photo);
    await swift.deleteObject("deleted", "photo.jpg");

    expect(await list(owner, "deleted")).toEqual([]);
  });
});

describe("s3rver", () => {
  let s3rver: S3Server;
  beforeAll(async () => {
    s3rver = await startS3rver();
  }, startLimit);
  afterAll(() => s3rver?.stop());

  test("gives back an object as it was put", async () => {
    await s3rver.createBucket("photos");
    await s3rver.putObject("photos", "dir/a b.jpg", photo, { "x-amz-meta-author": "Ada" });

    const object = await s3Client(s3rver).send(
      new GetObjectCommand({ Bucket: "photos", Key: "dir/a b.jpg" }),
    );
    expect(await object.Body?.transformToString()).toBe("photo");
    expect(object.Metadata).toEqual({ author: "Ada" });
  });

  test("answers nothing once it is stopped", async () => {
    const server = await startS3rver();
    await server.stop();
    await server.stop();

    await expect(fetch(server.endpoint)).rejects.toThrow();
  });

  test("is gone soon after the process that started it is killed", async () => {
    const program = `
      import { startS3rver } from "${import.meta.resolve("./s3-server.ts")}";
      console.log((await startS3rver()).endpoint);
    `;
    const starter = spawn(process.execPath, ["-e", program]);
    const [endpoint] = await once(starter.stdout.setEncoding("utf8"), "data");
    // Not followed, because s3rver sends visitors on to Amazon.
    const answers = () => fetch(endpoint, { redirect: "manual" }).then(Boolean, () => false);
    const answered = await answers();
    starter.kill("SIGKILL");

    expect(answered).toBe(true);
    while (await answers()) await sleep(20);
  });
});
