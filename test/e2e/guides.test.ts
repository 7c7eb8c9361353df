import { afterAll, beforeAll, expect, test } from "bun:test";
import { decode } from "../support/decode.ts";
import { send } from "../support/http.ts";
import { photo } from "../support/pictures.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../support/servers/s3-server.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

// The two guides, followed step by step with the README's commands against a real S3 server.

let s3: S3Server;
let picture: Uint8Array;

async function startBucket(bucket: string, keys: Record<string, Uint8Array>) {
  await s3.createBucket(bucket);
  for (const [key, body] of Object.entries(keys)) await s3.putObject(bucket, key, body);
}

/** Runs `tintype …` on a data folder and expects it to succeed. */
function tintype(data: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(program, [...args, "--data", data]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

const store = () => [
  ...["--endpoint", s3.endpoint, "--region", s3.region, "--s3-force-path-style"],
  ...["--access-key", s3.accessKey, "--secret-key", s3.secretKey],
];

async function expectPicture(server: RunningServer, target: string, format: string, width: number) {
  const answer = await send(server.url, target);
  expect(answer.status).toBe(200);
  expect(await decode(answer.body)).toMatchObject({ format, width });
  return answer.headers;
}

describeWithSwift("the guide to S3-compatible storages", () => {
  const data = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    s3 = await startSwift();
    picture = await photo(400, 300, { format: "jpeg" });
    await startBucket("products", {
      "images/rest-of-the-path.jpg": picture,
      "images/a b.jpg": picture,
      "images/plus+sign.jpg": picture,
      "images/image%2Bexample.jpg": picture,
    });
    server = await startServer(program, ["--id", "your_imagekit_id"], { data });
  }, startLimit);
  afterAll(async () => {
    await server?.stop();
    await s3?.stop();
  });

  test("step 1: the origin is added while the server runs, and tested", () => {
    const flags = ["--type", "S3_COMPATIBLE", "--name", "Wasabi - Product images bucket"];
    const canonical = ["--include-canonical-header"];
    const base = ["--base-url-for-canonical-header", "https://www.example.com"];
    const where = ["--bucket", "products", "--prefix", "images", ...store()];
    tintype(data, "origin", "add", ...flags, ...where, ...canonical, ...base);
    expect(tintype(data, "origin", "test", "Wasabi - Product images bucket")).toMatch(/^ok /);
  });

  test("step 2: the original comes as it is, with the canonical header", async () => {
    const { status, body, headers } = await send(server.url, "/rest-of-the-path.jpg");
    expect(status).toBe(200);
    expect(Buffer.from(body).equals(Buffer.from(picture))).toBe(true);
    const link = '<https://www.example.com/rest-of-the-path.jpg>; rel="canonical"';
    expect(headers.get("link")).toBe(link);
    expect(headers.get("x-tintype-origin")).toBe("Wasabi - Product images bucket");
  });

  test("step 2: the 300x300 picture, with and without the ImageKit id", async () => {
    for (const id of ["", "/your_imagekit_id"]) {
      const target = `${id}/tr:w-300,h-300/rest-of-the-path.jpg`;
      const headers = await expectPicture(server, target, "jpeg", 300);
      const link = '<https://www.example.com/rest-of-the-path.jpg>; rel="canonical"';
      expect(headers.get("link")).toBe(link);
    }
  });

  test("a file that is not there is a 404 that says so", async () => {
    const { status, headers } = await send(server.url, "/tr:w-300/nope.jpg");
    expect([status, headers.get("ik-error")]).toEqual([
      404,
      "ENOENT - No origin has a file at this path",
    ]);
  });

  test("names with a space, a plus sign and a literal %2B are found", async () => {
    for (const name of ["a%20b", "plus+sign", "plus%2Bsign", "image%252Bexample"]) {
      await expectPicture(server, `/tr:w-300,h-300/${name}.jpg`, "jpeg", 300);
    }
  });

  test("the key image%2Bexample.jpg is not found as image+example.jpg, until keys are encoded", async () => {
    expect((await send(server.url, "/tr:w-20/image+example.jpg")).status).toBe(404);
    const flags = ["--type", "S3_COMPATIBLE", "--name", "encoded", "--encode-keys", "true"];
    const where = ["--bucket", "products", "--prefix", "/images/", ...store()];
    tintype(data, "origin", "add", ...flags, ...where);
    const both = ["--origins", "Wasabi - Product images bucket,encoded"];
    tintype(data, "endpoint", "set", "default", ...both);
    await expectPicture(server, "/tr:w-20/image+example.jpg", "jpeg", 20);
  });
});

describeWithSwift("the guide to Cloudinary backup buckets", () => {
  const data = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    s3 = await startSwift();
    picture = await photo(400, 300, { format: "jpeg" });
    const older = await photo(100, 100, { format: "jpeg" });
    await startBucket("backup", {
      "res/demo/image/upload/shoes/red/1600000000.jpg": older,
      "res/demo/image/upload/shoes/red/1700000000.jpg": picture,
      "res/demo/image/upload/photo/1700000001.webp": await photo(200, 100, { format: "webp" }),
      "res/demo/video/upload/clips/dog/1680000001.mp4": new TextEncoder().encode("a video"),
      "res/demo/raw/upload/docs/manual.pdf/1690000000": new TextEncoder().encode("%PDF-1.4"),
      "res/demo/image/authenticated/secret/1700000002.jpg": picture,
    });
    server = await startServer(program, [], { data });
  }, startLimit);
  afterAll(async () => {
    await server?.stop();
    await s3?.stop();
  });

  const add = (name: string, prefix: string) => {
    const flags = ["--type", "CLOUDINARY_BACKUP", "--name", name, "--bucket", "backup"];
    tintype(data, "origin", "add", ...flags, "--prefix", prefix, ...store());
  };

  test("with /res/<cloud_id>/ as the folder, URLs keep image/upload", async () => {
    add("Product images bucket", "/res/demo/");
    await expectPicture(server, "/image/upload/shoes/red.jpg", "jpeg", 400);
    await expectPicture(server, "/tr:w-300,h-300/image/upload/shoes/red.jpg", "jpeg", 300);
    await expectPicture(server, "/tr:w-30/image/upload/v1600000000/shoes/red.jpg", "jpeg", 30);
    expect((await send(server.url, "/raw/upload/docs/manual.pdf")).status).toBe(200);
    expect((await send(server.url, "/image/upload/nope.jpg")).status).toBe(404);
  });

  test("an extension other than the stored one converts", async () => {
    const headers = await expectPicture(server, "/image/upload/photo.jpg", "jpeg", 200);
    expect(headers.get("vary")).toBeNull();
    await expectPicture(server, "/image/upload/photo.webp", "webp", 200);
    await expectPicture(server, "/image/upload/photo", "webp", 200);
    await expectPicture(server, "/tr:w-50/image/upload/photo.png", "png", 50);
    await expectPicture(server, "/tr:w-50,f-avif/image/upload/photo.png", "avif", 50);
  });

  test("what is authenticated is not served", async () => {
    const { status } = await send(server.url, "/image/authenticated/secret.jpg");
    expect(status).toBe(403);
  });

  test("mounted once per kind of asset, URLs go without image/upload", async () => {
    for (const kind of ["image", "video", "raw"]) add(kind, `res/demo/${kind}/upload`);
    tintype(data, "endpoint", "set", "default", "--origins", "image,video,raw");
    const headers = await expectPicture(server, "/tr:w-300,h-300/shoes/red.jpg", "jpeg", 300);
    expect(headers.get("x-tintype-origin")).toBe("image");
    const video = await send(server.url, "/clips/dog.mp4");
    expect(video.headers.get("x-tintype-origin")).toBe("video");
    expect(new TextDecoder().decode(video.body)).toBe("a video");
    const raw = await send(server.url, "/docs/manual.pdf");
    expect(raw.headers.get("x-tintype-origin")).toBe("raw");
    expect(raw.headers.get("content-type")).toBe("application/pdf");
  });
});
