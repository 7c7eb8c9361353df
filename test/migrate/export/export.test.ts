import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fixture from "../../origins/cloudinary-backup/fixture.json";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startS3rver,
  startSwift,
} from "../../support/servers/s3-server.ts";
import { fromCheckout, run, startServer, temporaryFolder } from "../../support/tintype.ts";

const manifest = "tintype-export.jsonl";

/** The tree that the fixture's bucket is, with the sizes of its files. */
const tree: Record<string, number> = {
  "a.jpg": 1,
  "a/1599999999.jpg": 1,
  "a/b.jpg": 1,
  "audio/jingle.mp3": 9001,
  "banner.jpg.jpg": 901,
  "brochure.pdf": 5000,
  "clips/dog.mp4": 9000,
  "docs/manual.docx": 7001,
  "halfway.jpg": 5555,
  "image%2Bexample.jpg": 903,
  "logo.v2.svg": 900,
  "products/shoes/red.webp": 42_000,
  "sample.jpg": 120_253,
  "summer sale/été.jpg": 902,
  "u_2/band_photo.jpg": 904,
};

function filesIn(folder: string): Record<string, number> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file !== manifest && statSync(join(folder, file)).isFile())
    .toSorted();
  return Object.fromEntries(files.map((file) => [file, statSync(join(folder, file)).size]));
}

function entriesIn(folder: string): { path: string; key: string; why?: string }[] {
  const lines = readFileSync(join(folder, manifest), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

test("a copy of the bucket on this machine is exported as the bucket is", () => {
  const copy = temporaryFolder();
  for (const { key, size } of fixture.objects.filter(({ key }) => !key.endsWith("/"))) {
    mkdirSync(dirname(join(copy, key)), { recursive: true });
    writeFileSync(join(copy, key), new Uint8Array(size).fill(key.length));
  }
  const folder = temporaryFolder();
  const args = (from: string, to: string) => ["export", from, to, "--json"];
  const whole = run(fromCheckout, args(copy, folder));
  expect(whole.stderr).toBe("");
  expect(JSON.parse(whole.stdout)).toMatchObject({ fetched: 15, failed: 0 });
  expect(filesIn(folder)).toEqual(tree);
  expect(JSON.parse(run(fromCheckout, args(copy, folder)).stdout)).toMatchObject({
    fetched: 0,
    present: 15,
  });
  const inner = join(copy, "res/demo-cloud/image/upload");
  const part = JSON.parse(run(fromCheckout, args(inner, temporaryFolder())).stdout);
  expect(part).toMatchObject({ failed: 0, leftOut: { private: 0 } });
  expect(part.fetched).toBeGreaterThan(5);
  const refused: [from: string, to: string, message: string][] = [
    [copy, join(copy, "out"), "into itself: expected a folder outside of it"],
    [folder, join(copy, "out"), "expected a copy of a Cloudinary backup bucket"],
    ["./no-such-folder", folder, "expected a copy of a Cloudinary backup bucket"],
  ];
  for (const [from, to, message] of refused) {
    const { status, stderr } = run(fromCheckout, args(from, to));
    expect([status, stderr]).toEqual([2, expect.stringContaining(message)]);
  }
  expect(existsSync(join(copy, "out"))).toBe(false);
});

function suite(start: () => Promise<S3Server>) {
  let server: S3Server;
  const data = join(temporaryFolder(), "data");

  const addOrigin = (name: string, type: string, bucket: string, prefix: string) => {
    const added = run(fromCheckout, [
      ...["origin", "add", "--type", type, "--name", name, "--bucket", bucket],
      ...["--prefix", prefix, "--endpoint", server.endpoint, "--s3-force-path-style"],
      ...["--access-key", server.accessKey, "--secret-key", server.secretKey, "--data", data],
    ]);
    expect(added.stderr).toBe("");
  };
  const exported = (...args: string[]) => {
    const { status, stdout, stderr } = run(fromCheckout, [
      ...["export", ...args, "--json", "--data", data],
    ]);
    return { status, stderr, ...(stdout === "" ? {} : JSON.parse(stdout)) };
  };

  beforeAll(async () => {
    server = await start();
    await server.createBucket("backup");
    await Promise.all(
      fixture.objects.map(({ key, size }) =>
        server.putObject("backup", key, new Uint8Array(size).fill(key.length)),
      ),
    );
    await server.createBucket("plain");
    for (const key of ["in/A.jpg", "in/a.jpg", "in/dir/x+y z.png", "in/dir", "out/b.jpg"]) {
      await server.putObject("plain", key, new TextEncoder().encode(key));
    }
    addOrigin("Backup", "CLOUDINARY_BACKUP", "backup", "/res/demo-cloud/");
    addOrigin("Plain", "S3_COMPATIBLE", "plain", "in");
    addOrigin("Missing", "S3_COMPATIBLE", "no-such-bucket", "");
  }, startLimit);
  afterAll(() => server?.stop());

  test.skipIf(process.platform !== "linux")(
    "has the keys that only the running server's environment holds",
    async () => {
      const env = { EXPORT_TEST_SECRET: server.secretKey };
      const set = ["origin", "set", "Backup", "--secret-key", "env:EXPORT_TEST_SECRET"];
      expect(run(fromCheckout, [...set, "--data", data]).stderr).toBe("");
      expect(exported("Backup", temporaryFolder(), "--dry-run").stderr).toContain(
        "needs the environment variable EXPORT_TEST_SECRET",
      );
      const service = await startServer(fromCheckout, [], { data, env });
      try {
        const tally = exported("Backup", temporaryFolder(), "--dry-run");
        expect(tally).toMatchObject({ status: 0, assets: 15, failed: 0 });
      } finally {
        await service.stop();
        const back = ["origin", "set", "Backup", "--secret-key", server.secretKey];
        run(fromCheckout, [...back, "--data", data]);
      }
    },
  );

  test("writes plain what is stored compressed, and the second time nothing", async () => {
    const text = "plain ".repeat(500);
    const headers = { "Content-Encoding": "gzip" };
    await server.createBucket("compressed");
    await server.putObject("compressed", "a.css", gzipSync(text), headers);
    addOrigin("Compressed", "S3_COMPATIBLE", "compressed", "");
    const folder = temporaryFolder();
    expect(exported("Compressed", folder)).toMatchObject({ fetched: 1, failed: 0 });
    expect(readFileSync(join(folder, "a.css"), "utf8")).toBe(text);
    expect(exported("Compressed", folder)).toMatchObject({ fetched: 0, present: 1 });
  });

  test("writes the newest originals as a plain tree, and the second time nothing", () => {
    const folder = temporaryFolder();
    const first = exported("Backup", folder);
    expect(first).toMatchObject({
      status: 0,
      assets: 15,
      fetched: 15,
      present: 0,
      failed: 0,
      failures: [],
      // README.txt and the empty upload.
      leftOut: { older: 3, private: 3, other: 2 },
    });
    expect(filesIn(folder)).toEqual(tree);
    const red = join(folder, "products/shoes/red.webp");
    expect(readFileSync(red)[0]).toBe(
      "res/demo-cloud/image/upload/products/shoes/red/1.webp".length + 9,
    );
    expect(statSync(red).mtimeMs).toBe(1_700_000_000_000);
    expect(entriesIn(folder)).toHaveLength(15);
    expect(entriesIn(folder)).toContainEqual(
      expect.objectContaining({
        path: "sample.jpg",
        key: "res/demo-cloud/image/upload/sample/1312461204.jpg",
        version: "1312461204",
        bytes: 120_253,
        sha256: new Bun.CryptoHasher("sha256")
          .update(readFileSync(join(folder, "sample.jpg")))
          .digest("hex"),
      }),
    );
    expect(exported("Backup", folder)).toMatchObject({ status: 0, fetched: 0, present: 15 });
    rmSync(join(folder, "a.jpg"));
    expect(exported("Backup", folder)).toMatchObject({ status: 0, fetched: 1, present: 14 });
  });

  test("fetches a version that came later", async () => {
    const folder = temporaryFolder();
    exported("Backup", folder);
    const key = "res/demo-cloud/image/upload/a/1700000009.jpg";
    await server.putObject("backup", key, new Uint8Array(7));
    expect(exported("Backup", folder)).toMatchObject({ status: 0, fetched: 1, present: 14 });
    expect(statSync(join(folder, "a.jpg")).size).toBe(7);
    await server.deleteObject("backup", key);
    expect(exported("Backup", folder)).toMatchObject({ status: 0, fetched: 1, present: 14 });
    expect(statSync(join(folder, "a.jpg")).size).toBe(1);
  });

  test("includes private assets only when they are asked for, and keeps types when asked to", () => {
    const folder = temporaryFolder();
    exported("Backup", folder, "--include-private", "--keep-types");
    const files = Object.keys(filesIn(folder));
    expect(files).toContain("image/upload/products/shoes/red.webp");
    expect(files).toContain("raw/authenticated/amazing_id.odt");
    expect(files).toContain("image/private/contract.png");
    expect(files).toHaveLength(18);
  });

  test("a dry run names what it would fetch and writes nothing", () => {
    const folder = join(temporaryFolder(), "not-yet");
    const { status, stdout } = run(fromCheckout, [
      ...["export", "Backup", folder, "--dry-run", "--data", data],
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain("products/shoes/red.webp (42.0 kB)\n");
    expect(stdout).toContain("15 originals: 15 to fetch (");
    expect(existsSync(folder)).toBe(false);
  });

  test("keys of another bucket are paths; names that meet are told apart and reported", () => {
    const folder = temporaryFolder();
    const { status, renamed } = exported("Plain", folder);
    expect(status).toBe(0);
    expect(renamed).toBe(2);
    // Which of two comes first is the store's to say.
    const files = Object.keys(filesIn(folder)).map((file) => file.replace(/~[0-9a-f]{8}/, "~#"));
    expect(files.map((file) => file.toLowerCase()).toSorted()).toEqual([
      ...["a.jpg", "a~#.jpg"],
      ...(files.includes("dir") ? ["dir", "dir~#/x+y z.png"] : ["dir/x+y z.png", "dir~#"]),
    ]);
    for (const { path, key, why } of entriesIn(folder)) {
      expect(readFileSync(join(folder, path), "utf8")).toBe(key);
      expect(why !== undefined).toBe(path.includes("~"));
    }
  });

  test("one that cannot be written does not stop the others, and the exit code says so", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "sample.jpg"));
    const { status, fetched, failed, failures, stderr } = exported("Backup", folder);
    expect({ status, fetched, failed }).toEqual({ status: 1, fetched: 14, failed: 1 });
    expect(failures[0].key).toBe("res/demo-cloud/image/upload/sample/1312461204.jpg");
    expect(stderr).toContain("Cannot export res/demo-cloud/image/upload/sample/1312461204.jpg: ");
    expect(readdirSync(folder)).not.toContain(".tintype-export");
  });

  test("a bucket that cannot be listed is an error in plain words", () => {
    const { status, stderr } = exported("Missing", temporaryFolder());
    expect({ status, stderr }).toEqual({ status: 1, stderr: "The bucket does not exist\n" });
    expect(exported("Nobody", temporaryFolder()).status).toBe(2);
    expect(exported("Backup").status).toBe(2);
  });

  test("goes on after it was killed, and whatever has its name is whole", async () => {
    const bytes = new Uint8Array(300_000).fill(7);
    await server.createBucket("many");
    const keys = Array.from(
      { length: 60 },
      (_, i) => `res/c/image/upload/x/${i}/17000000${10 + i}.jpg`,
    );
    for (const key of keys) await server.putObject("many", key, bytes);
    addOrigin("Many", "CLOUDINARY_BACKUP", "many", "res/c");
    const folder = temporaryFolder();
    const [command = "", ...prefix] = fromCheckout.command;
    const args = [...prefix, "export", "Many", folder, "--jobs", "1", "--data", data];
    const child = spawn(command, args, { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    const written = () => (existsSync(join(folder, manifest)) ? entriesIn(folder).length : 0);
    const file = join(folder, manifest);
    for (const end = Date.now() + 30_000; Date.now() < end; ) {
      if (existsSync(file) && statSync(file).size > 0 && written() >= 5) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.kill("SIGKILL");
    await ended;
    const done = readFileSync(file, "utf8").split("\n").length - 1;
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThan(60);
    for (const [path, size] of Object.entries(filesIn(join(folder, "x")))) {
      expect([path, size]).toEqual([path, bytes.length]);
    }
    // A kill may as well leave half a line.
    appendFileSync(file, '{"path":"x/0.jpg","key":"res');
    const second = exported("Many", folder, "--jobs", "16");
    expect(second).toMatchObject({ status: 0, assets: 60, failed: 0 });
    expect(second.present).toBeGreaterThanOrEqual(done - 1);
    expect(second.present + second.fetched).toBe(60);
    expect(Object.values(filesIn(folder))).toEqual(Array(60).fill(bytes.length));
    expect(new Set(entriesIn(folder).map(({ path }) => path)).size).toBe(60);
    expect(exported("Many", folder)).toMatchObject({ fetched: 0, present: 60 });
  }, 120_000);
}

describeWithSwift("an export from OpenStack Swift", () => suite(startSwift));
describe("an export from s3rver", () => suite(startS3rver));
