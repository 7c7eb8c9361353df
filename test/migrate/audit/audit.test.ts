import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { audit, fileOf, folderOf } from "../../support/audit.ts";
import { photo } from "../../support/pictures.ts";
import { put } from "../../support/servers/cloudinary-backup.ts";
import { type S3Server, startLimit, startS3rver } from "../../support/servers/s3-server.ts";
import { fromCheckout, run, temporaryFolder } from "../../support/tintype.ts";

const base = "https://res.cloudinary.com/acme/image/upload";

/** A copy of a backup bucket, in its own layout. */
async function backupCopy(): Promise<string> {
  const picture = await photo(400, 300, { format: "jpeg" });
  return folderOf({
    "res/acme/image/upload/coast/1700000000.jpg": picture,
    "res/acme/image/upload/shoes/red/1571218039.png": "old",
    "res/acme/image/upload/shoes/red/1700000000.webp": await photo(200, 200, { format: "webp" }),
    "res/acme/image/authenticated/contract/1700000000.jpg": picture,
    "res/acme/video/upload/dog/1700000000.mp4": "a video",
  });
}

describe("against a folder copy of a backup bucket", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await backupCopy();
  });

  test("says for each URL whether it resolves, where, and what would be rendered", async () => {
    const file = fileOf(
      `${base}/c_fill,h_100,w_200/v1/coast.jpg`,
      `${base}/w_100/v1571218039/shoes/red.jpg`,
      `${base}/e_oil_paint:70/coast.jpg`,
      `${base}/e_art:zorro,w_50/coast.jpg`,
      `${base}/w_100/gone/away.jpg`,
      `${base}/l_missing/coast.jpg`,
      "https://res.cloudinary.com/acme/image/authenticated/w_1/contract.jpg",
      "/tr:w-100,e-upscale/image/upload/coast.jpg",
      "/tr:w-100/image/upload/coast.jpg",
      "/tr:w-abc/image/upload/coast.jpg",
    );
    const { status, urls, summary } = await audit([file, "--folder", folder, "--json"]);
    expect(status).toBe(1);
    expect(urls[`${base}/c_fill,h_100,w_200/v1/coast.jpg`]).toMatchObject({
      type: "url",
      requests: 1,
      outcome: "exact",
      status: 200,
      origin: "folder",
      key: "res/acme/image/upload/coast/1700000000.jpg",
      pattern: "c_fill,h_#,w_#",
      rendered: expect.stringMatching(/^w-200,h-100,c-maintain_ratio(?:,|$)/),
      parameters: [
        { token: "c_fill", fate: "exact" },
        { token: "h_100", fate: "exact" },
        { token: "w_200", fate: "exact" },
      ],
    });
    // The newest version is a WebP, and a JPEG is asked for.
    expect(urls[`${base}/w_100/v1571218039/shoes/red.jpg`]).toMatchObject({
      key: "res/acme/image/upload/shoes/red/1700000000.webp",
      rendered: expect.stringMatching(/,f-jpg$/),
    });
    expect(urls[`${base}/e_oil_paint:70/coast.jpg`]?.outcome).toBe("approximate");
    expect(urls[`${base}/e_art:zorro,w_50/coast.jpg`]?.outcome).toBe("ignored");
    expect(urls[`${base}/w_100/gone/away.jpg`]).toMatchObject({
      outcome: "missing",
      status: 404,
      code: "ENOENT",
      reason: "No origin has a file at this path",
    });
    expect(urls[`${base}/l_missing/coast.jpg`]?.reason).toBe(
      "No origin has the layer's file missing",
    );
    const secret = "https://res.cloudinary.com/acme/image/authenticated/w_1/contract.jpg";
    expect(urls[secret]).toMatchObject({ outcome: "refused", status: 403, code: "EFORBIDDEN" });
    expect(urls["/tr:w-100,e-upscale/image/upload/coast.jpg"]).toMatchObject({
      outcome: "refused",
      status: 501,
      pattern: "e-upscale,w-#",
    });
    expect(urls["/tr:w-100/image/upload/coast.jpg"]).toMatchObject({ outcome: "exact" });
    expect(urls["/tr:w-abc/image/upload/coast.jpg"]).toMatchObject({ status: 400, code: "EINVAL" });
    expect(summary).toMatchObject({
      type: "summary",
      urls: 10,
      requests: 10,
      input: { kind: "list", found: 10 },
      outcomes: {
        exact: { urls: 3 },
        approximate: { urls: 1 },
        ignored: { urls: 1 },
        missing: { urls: 2 },
        refused: { urls: 3 },
        unreachable: { urls: 0 },
      },
    });
    expect(summary.folders.map(({ folder: name }: { folder: string }) => name).toSorted()).toEqual([
      ...["", "gone/"],
    ]);
    expect(summary.parameters).toContainEqual(
      expect.objectContaining({ parameter: "e_art:zorro", fate: "ignored", urls: 1 }),
    );
  });

  test("when all is answered the exit code is 0, and people read why", async () => {
    const file = fileOf(...Array(3).fill(`${base}/w_100/coast.jpg`), `${base}/w_200/coast.jpg`);
    const { status, stdout, stderr } = await audit([file, "--folder", folder]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toStartWith("2 different URLs, 4 requests\n       2  Identical          100 %");
    expect(stdout).toContain("\n       2  w_#\n");
  });

  test("reads standard input, and only the hosts that are asked for", async () => {
    const input = [`${base}/coast.jpg`, "https://other.example/x.jpg"].join("\n");
    const args = ["-", "--folder", folder, "--host", "res.cloudinary.com", "--json"];
    const { status, summary } = await audit(args, { input });
    expect([status, summary.urls, summary.input.passed.otherHosts]).toEqual([0, 1, 1]);
  });

  test("the same folder from the cloud's down, and a plain tree, hold the same files", async () => {
    const inside = await audit([
      ...[fileOf(`${base}/w_100/v1/coast.jpg`), "--folder", join(folder, "res/acme"), "--json"],
    ]);
    expect(inside.urls[`${base}/w_100/v1/coast.jpg`]?.key).toBe(
      "res/cloud/image/upload/coast/1700000000.jpg",
    );
    const plain = folderOf({ "shoes/red.jpg": "x", "logo.png": "x" });
    const file = fileOf(`${base}/w_100/v1/shoes/red.jpg`, "/logo.png?w=100");
    const read = (rewriter: string) =>
      audit([file, "--folder", plain, "--rewriter", rewriter, "--json"]);
    const cloudinary = await read("cloudinary");
    expect(cloudinary.urls[`${base}/w_100/v1/shoes/red.jpg`]).toMatchObject({
      outcome: "exact",
      key: "shoes/red.jpg",
    });
    const imgix = await read("imgix");
    expect(imgix.urls["/logo.png?w=100"]).toMatchObject({ status: 200, pattern: "w=#" });
    expect(imgix.status).toBe(1);
    const typed = folderOf({ "image/upload/shoes/red.jpg": "x" });
    const kept = await audit([
      ...[fileOf(`${base}/w_100/shoes/red.jpg`), "--folder", typed],
      ...["--rewriter", "cloudinary", "--json"],
    ]);
    expect(kept.urls[`${base}/w_100/shoes/red.jpg`]?.key).toBe("image/upload/shoes/red.jpg");
  });

  test("a default picture is an answer, and a signature that nobody can check is none", async () => {
    const line = (target: string) =>
      JSON.stringify({ level: "info", message: "served", method: "GET", target, status: 200 });
    const file = fileOf(
      line("/image/upload/d_coast.jpg,w_9/gone.jpg"),
      line("/tr:w-9/image/upload/coast.jpg?v=1&ik-s=***"),
      line("/image/upload/s--***--/w_9/coast.jpg"),
      line("/image/authenticated/s--***--/w_9/contract.jpg"),
      line(`/tr:w-8/image/upload/coast.jpg?ik-t=1&ik-s=${"a".repeat(40)}`),
    );
    const { status, urls, summary } = await audit([file, "--folder", folder, "--json"]);
    expect([status, summary.input.kind, summary.urls]).toEqual([0, "log", 5]);
    expect(urls["/image/upload/d_coast.jpg,w_9/gone.jpg"]).toMatchObject({
      status: 200,
      reason: "The original is missing: the default image is delivered",
      key: "res/acme/image/upload/coast/1700000000.jpg",
    });
  });

  test("nothing outside of the folder is found", async () => {
    const file = fileOf("/image/upload/../../../../res/acme/x", `${base}/..%2f..%2fcoast.jpg`);
    const { summary } = await audit([file, "--folder", folder, "--json"]);
    expect(summary.outcomes.missing.urls + summary.outcomes.refused.urls).toBe(2);
  });
});

test("a wrong call says what was expected and exits with 2", async () => {
  const file = fileOf("/a.jpg");
  const empty = temporaryFolder();
  const wrong: [string[], string][] = [
    [[], "Expected a file with URLs"],
    [[file, "--rewriter", "thumbor"], "expected cloudinary, imgix, akamai, none, got `thumbor`"],
    [[file, "--folder", "/no/such/folder"], "expected a folder"],
    [[file, "--sample", "-1"], "--sample"],
    [[file, "--folder", empty, "--jobs", "65"], "expected a whole number from 1 to 64, got `65`"],
    [[file, "--compare", "file:///etc"], "expected an http or https URL"],
    [[file, "--host", "a b"], "expected a host name or OLD=NEW"],
    [[file, "--data", join(empty, "data")], "There is nothing to look in"],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = await audit(args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  const absent = await audit(["/no/such/file", "--folder", empty]);
  expect([absent.status, absent.stderr.trim()]).toEqual([1, "There is no file /no/such/file"]);
  const nothing = await audit([fileOf("# nothing"), "--folder", empty]);
  expect([nothing.status, nothing.stderr]).toEqual([1, expect.stringContaining("no URLs in")]);
}, 60_000);

describe("against the configuration", () => {
  let server: S3Server;
  const data = join(temporaryFolder(), "data");
  const tintype = (...args: string[]) => {
    const { status, stderr } = run(fromCheckout, [...args, "--data", data]);
    expect([status, stderr]).toEqual([0, ""]);
  };
  const names = Array.from({ length: 150 }, (_, i) => `products/${i % 10}/shoe ${i}`);

  beforeAll(async () => {
    server = await startS3rver();
    await server.createBucket("backup");
    await server.createBucket("plain");
    await put(
      server,
      "backup",
      names.map((name) => `res/acme/image/upload/${name}/1700000000.jpg`),
    );
    await put(server, "plain", ["in/a.jpg", "in/b c.jpg"]);
    const keys = ["--access-key", server.accessKey, "--secret-key", server.secretKey];
    const store = ["--endpoint", server.endpoint, "--s3-force-path-style", ...keys];
    const add = (type: string, name: string, ...more: string[]) =>
      tintype("origin", "add", "--type", type, "--name", name, ...store, ...more);
    add("CLOUDINARY_BACKUP", "Backup", "--bucket", "backup", "--prefix", "res/acme");
    add("S3_COMPATIBLE", "Plain", "--bucket", "plain", "--prefix", "in");
    tintype("endpoint", "set", "default", "--origins", "Backup,Plain");
    tintype("named", "set", "card", "w-100");
  }, startLimit);
  afterAll(() => server?.stop());

  const found = {
    [`${base}/w_300/products/3/shoe%203.jpg`]: [
      "Backup",
      "res/acme/image/upload/products/3/shoe 3/1700000000.jpg",
    ],
    "/tr:n-card/a.jpg": ["Plain", "in/a.jpg"],
    "/tr:w-1/b%20c.jpg": ["Plain", "in/b c.jpg"],
  };

  test("a few URLs are asked for one by one, many against a listing: to the same end", async () => {
    const few = [...Object.keys(found), "/tr:n-nobody/a.jpg", `${base}/w_300/products/none.jpg`];
    const many = names.map((name) => `${base}/w_300/${encodeURI(name)}.jpg`);
    for (const urls of [few, [...few, ...many]]) {
      const args = [fileOf(...urls), "--data", data, "--rewriter", "cloudinary", "--json"];
      const audited = await audit(args);
      for (const [url, [origin, key]] of Object.entries(found)) {
        expect([url, audited.urls[url]?.origin, audited.urls[url]?.key]).toEqual([
          url,
          origin,
          key,
        ]);
      }
      expect(audited.urls["/tr:n-nobody/a.jpg"]).toMatchObject({ status: 400, code: "EINVAL" });
      expect(audited.summary.outcomes.missing.urls).toBe(1);
      expect(audited.status).toBe(1);
    }
  });

  test("without a rewriter Cloudinary's parameters are folders, and what is broken is told apart", async () => {
    const { urls, status } = await audit([fileOf("/a.jpg"), "--data", data, "--json"]);
    expect([status, urls["/a.jpg"]?.outcome]).toEqual([0, "exact"]);
    await server.stop();
    const broken = await audit([fileOf("/a.jpg"), "--data", data, "--json"]);
    expect(broken.urls["/a.jpg"]).toMatchObject({
      outcome: "unreachable",
      status: 502,
      code: "ECONNREFUSED",
    });
    const listed = await audit([
      fileOf(...Array.from({ length: 120 }, (_, i) => `/${i}.jpg`)),
      ...["--data", data, "--json"],
    ]);
    expect(listed.summary.outcomes.unreachable.urls).toBe(120);
  }, 60_000);
});

describe("compared with the live server", () => {
  let live = "";
  const asked: string[] = [];
  const server = createServer(async ({ url = "" }, response) => {
    asked.push(url);
    if (url.includes("gone-live")) response.writeHead(404).end();
    else if (url.includes("broken")) response.end("no picture");
    else if (url.includes("other")) response.end(await photo(200, 150, { format: "png" }));
    else response.end(readFileSync(join(folder, "same.png")));
  });
  let folder = "";

  beforeAll(async () => {
    const picture = await photo(400, 300, { format: "png" });
    const dark = await sharpDark(picture);
    folder = folderOf({
      "same.png": picture,
      "gone-live.png": picture,
      "broken.png": picture,
      "other.png": dark,
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    live = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  const file = () => fileOf("/tr:w-400/same.png", "/gone-live.png", "/broken.png", "/other.png");

  test("tells how unlike the pictures are, and what the live server does not have", async () => {
    const args = [file(), "--folder", folder, "--compare", `${live}/id/`, "--rate", "50", "--json"];
    const { samples, status } = await audit([...args, "--allow-private-network"]);
    expect(status).toBe(0);
    expect(asked).toContain("/id/tr:w-400/same.png");
    const by = Object.fromEntries(samples.map((sample) => [sample.url, sample]));
    expect(by["/tr:w-400/same.png"]).toMatchObject({
      ours: { width: 400, height: 300 },
      theirs: { width: 400, height: 300, format: "png" },
    });
    expect(by["/tr:w-400/same.png"]?.distance.mean).toBeLessThan(2.3);
    expect(by["/other.png"]?.distance.mean).toBeGreaterThan(6);
    expect(by["/gone-live.png"]?.theirFailure).toBe("The live server has no image at this address");
    expect(by["/broken.png"]?.theirFailure).toContain("Cannot decode");
    expect(JSON.stringify(samples)).not.toContain("data:");
  }, 60_000);

  test("keeps to the rate, and to public addresses unless it is told otherwise", async () => {
    const args = [file(), "--folder", folder, "--compare", live, "--rate", "2", "--json"];
    const slow = await audit([...args, "--allow-private-network"]);
    expect(slow.milliseconds).toBeGreaterThan(1500);
    const { samples } = await audit([...args, "--sample", "1"]);
    expect(samples).toMatchObject([
      { theirFailure: "An origin leads to an address that is not public" },
    ]);
  }, 60_000);
});

async function sharpDark(picture: Uint8Array): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  return sharp(picture).modulate({ brightness: 0.4 }).png().toBuffer();
}
