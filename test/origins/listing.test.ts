import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../src/failure.ts";
import { cloudinaryBackup } from "../../src/origins/cloudinary-backup/origin.ts";
import type { ListingRequest } from "../../src/origins/listing.ts";
import { localFolder } from "../../src/origins/local-folder/origin.ts";
import type { Origin } from "../../src/origins/origin.ts";
import { s3Bucket } from "../../src/origins/s3/origin.ts";
import { webFolder } from "../../src/origins/web/folder.ts";
import { mount, put, uploads } from "../support/servers/cloudinary-backup.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../support/servers/s3-server.ts";
import { temporaryFolder } from "../support/tintype.ts";

async function list(origin: Origin, wanted: Partial<ListingRequest> = {}) {
  const whole = { prefix: "", limit: 100, ...wanted };
  const { folders, files, cursor } =
    (await origin.list?.(whole, AbortSignal.timeout(60_000))) ?? {};
  return { folders, files: files?.map(({ path }) => path), cursor };
}

/** Every page of a folder, one after another. */
async function pages(origin: Origin, wanted: Partial<ListingRequest>): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list(origin, { ...wanted, cursor });
    found.push([...(page.folders ?? []), ...(page.files ?? [])]);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

describe("a folder of this machine", () => {
  const outside = temporaryFolder();
  const folder = temporaryFolder();
  writeFileSync(join(outside, "secret.txt"), "secret");
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  mkdirSync(join(folder, ".hidden"));
  for (const name of ["b.jpg", "a b.jpg", "ü.jpg", ".env", "deep/c.jpg", "deep/er/d.jpg"]) {
    writeFileSync(join(folder, name), name);
  }
  symlinkSync(outside, join(folder, "out"));
  symlinkSync(join(folder, "b.jpg"), join(folder, "link.jpg"));
  const origin = localFolder({ id: "1", name: "folder", path: folder });

  test("is listed in the order of names, without what is hidden or outside", async () => {
    expect(await list(origin)).toEqual({
      folders: ["deep/"],
      files: ["a b.jpg", "b.jpg", "link.jpg", "ü.jpg"],
      cursor: undefined,
    });
    expect(await list(origin, { prefix: "deep/" })).toEqual({
      folders: ["deep/er/"],
      files: ["deep/c.jpg"],
      cursor: undefined,
    });
  });

  test("is listed page by page, each name once", async () => {
    // What leads out of the folder takes its place on a page, and is not on it.
    expect(await pages(origin, { limit: 2 })).toEqual([
      ["a b.jpg", "b.jpg"],
      ["deep/", "link.jpg"],
      ["ü.jpg"],
    ]);
  });

  test("tells sizes and times", async () => {
    const listing = await origin.list?.({ prefix: "deep/", limit: 9 }, AbortSignal.timeout(9_000));
    expect(listing?.files[0]).toMatchObject({ path: "deep/c.jpg", bytes: "deep/c.jpg".length });
    expect(listing?.files[0]?.modified).toBeWithin(Date.now() - 60_000, Date.now() + 1000);
  });

  for (const prefix of ["../", "out/", ".hidden/", "nope/", "b.jpg/"]) {
    test(`has no folder ${prefix}`, async () => {
      const failure = await list(origin, { prefix }).catch((error) => error as Failure);
      expect(failure).toMatchObject({ code: "ENOENT" });
    });
  }
});

test("a web server cannot be listed", () => {
  expect(webFolder({ id: "1", name: "web", baseUrl: "https://www.example.com" }).list).toBe(
    undefined,
  );
});

describeWithSwift("a bucket", () => {
  let server: S3Server;
  const access = () => ({
    id: "1",
    name: "bucket",
    endpoint: server.endpoint,
    region: server.region,
    accessKey: server.accessKey,
    secretKey: server.secretKey,
    s3ForcePathStyle: true,
  });

  beforeAll(async () => {
    server = await startSwift();
    await server.createBucket("pictures");
    await server.createBucket("backup");
    await put(server, "pictures", [
      ...Array.from({ length: 30 }, (_, i) => `raw/many/${String(i).padStart(2, "0")}.jpg`),
      ...["raw/a b.jpg", "raw/image%2Bexample.jpg", "raw/plus+sign.jpg", "raw/q?.jpg"],
      ...["raw/deep/er/c.jpg", "elsewhere.jpg"],
    ]);
    await server.putObject("pictures", "raw/deep/", new Uint8Array());
    await put(server, "backup", [
      ...[`${uploads}/shoe/1600000000.jpg`, `${uploads}/shoe/1700000000.webp`],
      `${uploads}/autumn/boot/1600000000.png`,
      ...[`${uploads}/both/1600000000.jpg`, `${uploads}/both/inner/1600000000.jpg`],
      `${uploads}/copy.jpg`,
      `${mount}/raw/upload/manual.pdf/1600000000`,
    ]);
  }, startLimit);
  afterAll(() => server?.stop());

  test("is listed below its folder, in the spelling of URLs", async () => {
    const origin = s3Bucket({ ...access(), bucket: "pictures", prefix: "/raw" });
    const { folders, files } = await list(origin);
    expect(folders).toEqual(["deep/", "many/"]);
    expect(files).toEqual(["a b.jpg", "image%2Bexample.jpg", "plus+sign.jpg", "q?.jpg"]);
    expect(await list(origin, { prefix: "deep/" })).toMatchObject({
      folders: ["deep/er/"],
      files: [],
    });
  });

  test("with encoded keys, is listed by what they are the encoding of", async () => {
    const settings = { ...access(), bucket: "pictures", prefix: "raw", encodeKeys: true as const };
    expect((await list(s3Bucket(settings))).files).toContain("image+example.jpg");
  });

  test("is listed page by page, each key once", async () => {
    const origin = s3Bucket({ ...access(), bucket: "pictures", prefix: "raw" });
    const found = await pages(origin, { prefix: "many/", limit: 7 });
    expect(found.map((page) => page.length)).toEqual([7, 7, 7, 7, 2]);
    expect(new Set(found.flat()).size).toBe(30);
  });

  test("tells a cursor that it does not know from a broken bucket", async () => {
    const origin = s3Bucket({ ...access(), bucket: "nope" });
    const failure = await list(origin).catch((error) => error as Failure);
    expect(failure).toMatchObject({ code: "EACCES", message: "The bucket does not exist" });
  });

  test("of Cloudinary's backups is listed by public ids, in the format of the newest", async () => {
    const origin = cloudinaryBackup({ ...access(), bucket: "backup", prefix: uploads });
    expect(await list(origin)).toEqual({
      folders: ["autumn/", "both/"],
      files: ["both.jpg", "shoe.webp", "copy.jpg"],
      cursor: undefined,
    });
    expect((await list(origin, { prefix: "autumn/" })).files).toEqual(["autumn/boot.png"]);
  });

  test("of Cloudinary's backups, mounted at the cloud, is listed as URLs name it", async () => {
    const origin = cloudinaryBackup({ ...access(), bucket: "backup", prefix: mount });
    expect((await list(origin)).folders).toEqual(["image/", "raw/"]);
    const raw = await list(origin, { prefix: "raw/upload/" });
    expect(raw).toMatchObject({ folders: [], files: ["raw/upload/manual.pdf"] });
    // What is listed is what is found.
    const { files = [] } = await list(origin, { prefix: "image/upload/autumn/" });
    const [path = ""] = files;
    const signal = AbortSignal.timeout(60_000);
    expect(await origin.fetch({ path, rawPath: path }, signal)).toBeObject();
  });
});
