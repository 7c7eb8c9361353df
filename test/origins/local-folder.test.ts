import { beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFileOpener } from "../../src/origins/local-folder/open-file.ts";
import { localFolder } from "../../src/origins/local-folder/origin.ts";
import type { Fetched } from "../../src/origins/origin.ts";
import { temporaryFolder } from "../support/tintype.ts";

const base = temporaryFolder();
const isRoot = process.getuid?.() === 0;
const folder = join(base, "public");
const origin = localFolder({ id: "1", name: "folder", path: folder });
const signal = new AbortController().signal;

const inFolder = [
  "plain.jpg",
  "dir/a b.jpg",
  "plus+sign.jpg",
  "100%.jpg",
  "ünï 日本.jpg",
  "[brackets].jpg",
  "#hash?.jpg",
  "%20.jpg",
];

const notThere = [
  "nope.jpg",
  "",
  "dir",
  "dir/",
  "plain.jpg/",
  "../secret.txt",
  "dir/../../secret.txt",
  "..",
  "../public-other/a.txt",
  "/etc/passwd",
  "..\\secret.txt",
  "link-out.txt",
  "dir-out/secret.txt",
  "loop",
  ".hidden",
  "plain.jpg\0.txt",
  "a".repeat(5000),
];

const fetchPath = (path: string, known?: { etag?: string }) =>
  origin.fetch({ path, rawPath: path }, signal, known);
const textOf = async (fetched: unknown) => new Response((fetched as Fetched).body).text();

beforeAll(() => {
  mkdirSync(join(folder, "dir"), { recursive: true });
  mkdirSync(join(base, "public-other"));
  writeFileSync(join(base, "secret.txt"), "secret");
  writeFileSync(join(base, "public-other/a.txt"), "sibling");
  for (const name of inFolder) writeFileSync(join(folder, name), name);
  writeFileSync(join(folder, ".hidden"), "hidden");
  symlinkSync(join(base, "secret.txt"), join(folder, "link-out.txt"));
  symlinkSync(base, join(folder, "dir-out"));
  symlinkSync(join(folder, "plain.jpg"), join(folder, "link-in.jpg"));
  symlinkSync(join(folder, "loop"), join(folder, "loop"));
});

describe("a file in the folder is found", () => {
  for (const name of inFolder) {
    test(name, async () => expect(await textOf(await fetchPath(name))).toBe(name));
  }
  test("through a link that stays inside", async () => {
    expect(await textOf(await fetchPath("link-in.jpg"))).toBe("plain.jpg");
  });
});

describe("nothing outside of the folder is found, and nothing that is no file", () => {
  for (const path of notThere) {
    test(JSON.stringify(path.slice(0, 40)), async () => {
      expect(await fetchPath(path)).toBeUndefined();
    });
  }
});

test("the same is found where the system does not tell where a file lies", async () => {
  const open = createFileOpener(folder, false);
  const read = async (path: string) => {
    const content = await (await open(path))?.content((work) => work());
    return content && textOf(content);
  };
  for (const name of inFolder) expect(await read(name)).toBe(name);
  expect(await read("link-in.jpg")).toBe("plain.jpg");
  for (const path of notThere) expect(await open(path)).toBeUndefined();
});

test("a file that was not touched is unchanged, one that was is not", async () => {
  const { etag = "" } = (await fetchPath("plain.jpg")) as Fetched;
  expect(await fetchPath("plain.jpg", { etag })).toBe("unchanged");
  await Bun.sleep(5);
  writeFileSync(join(folder, "plain.jpg"), "plain.jpg");
  expect(await fetchPath("plain.jpg", { etag })).not.toBe("unchanged");
});

test("files that are read at the same time do not share memory, and one that is done with gives its own back", async () => {
  const names = Array.from({ length: 7 }, (_, i) => `at-once-${i}.txt`);
  for (const name of names) writeFileSync(join(folder, name), name.repeat(1_000));
  const fetched = (await Promise.all(names.map((name) => fetchPath(name)))) as Fetched[];
  const pieces = await Promise.all(fetched.map(({ body }) => Array.fromAsync(body)));
  for (const [i, name] of names.entries()) {
    expect(Buffer.concat(pieces[i] ?? []).toString()).toBe(name.repeat(1_000));
  }
  const memory = new Set(pieces.flatMap(([piece]) => piece?.buffer ?? []));
  expect(memory.size).toBe(names.length);
  for (const { release } of fetched) {
    release?.();
    release?.();
  }
  const again = (await Promise.all(names.slice(0, 2).map((name) => fetchPath(name)))) as Fetched[];
  const [one, other] = await Promise.all(again.map(({ body }) => Array.fromAsync(body)));
  expect(memory.has(one?.[0]?.buffer as ArrayBuffer)).toBe(true);
  expect(memory.has(other?.[0]?.buffer as ArrayBuffer)).toBe(true);
  expect(other?.[0]?.buffer).not.toBe(one?.[0]?.buffer as ArrayBuffer);
});

test("a file of any length comes whole, and an empty one as nothing", async () => {
  for (const length of [0, 1, 2 * 1024 * 1024 - 1, 2 * 1024 * 1024, 5_000_000]) {
    const content = Buffer.alloc(length, "tintype");
    writeFileSync(join(folder, "long.bin"), content);
    const { body, bytes } = (await fetchPath("long.bin")) as Fetched;
    expect(bytes).toBe(length);
    expect(Buffer.concat(await Array.fromAsync(body)).equals(content)).toBe(true);
  }
});

test("a file is found in a folder that has moved behind its link, and nothing outside of it", async () => {
  const link = join(base, "current");
  for (const release of ["one", "two"]) {
    mkdirSync(join(base, release));
    writeFileSync(join(base, release, "a.txt"), release);
  }
  const followed = localFolder({ id: "3", name: "folder", path: link });
  const read = async (path: string) =>
    textOf(await followed.fetch({ path, rawPath: path }, signal));
  symlinkSync(join(base, "one"), link);
  expect(await read("a.txt")).toBe("one");
  rmSync(link);
  symlinkSync(join(base, "two"), link);
  symlinkSync(join(base, "secret.txt"), join(base, "two", "out.txt"));
  expect(await read("a.txt")).toBe("two");
  expect(await followed.fetch({ path: "out.txt", rawPath: "out.txt" }, signal)).toBeUndefined();
  rmSync(link);
  const missing = followed.fetch({ path: "a.txt", rawPath: "a.txt" }, signal);
  await expect(missing).rejects.toMatchObject({ code: "EUPSTREAM" });
});

test("a folder that is missing is broken, not empty", async () => {
  const missing = localFolder({ id: "2", name: "gone", path: join(base, "gone") });
  const asked = missing.fetch({ path: "a.jpg", rawPath: "a.jpg" }, signal);
  await expect(asked).rejects.toMatchObject({ code: "EUPSTREAM" });
});

test("a file that may not be read any more is refused, though it was not touched", () => {
  writeFileSync(join(folder, "revoked.jpg"), "revoked");
  // Root may read everything: what lets it do so is taken away.
  const taken = "-dac_override,-dac_read_search";
  const before = isRoot ? ["setpriv", "--bounding-set", taken, "--inh-caps", taken] : [];
  const script = join(import.meta.dirname, "revoked-file.ts");
  const command = [...before, process.execPath, script, folder, "revoked.jpg"];
  const { stdout, stderr } = Bun.spawnSync(command);
  expect(stderr.toString()).toBe("");
  expect(stdout.toString()).toBe("unchanged EACCES EACCES\n");
});

test("a folder is where the system finds it, behind a link and back", async () => {
  mkdirSync(join(base, "elsewhere/inner"), { recursive: true });
  writeFileSync(join(base, "elsewhere/a.txt"), "elsewhere");
  symlinkSync(join(base, "elsewhere/inner"), join(base, "inner"));
  const found = localFolder({ id: "4", name: "folder", path: `${base}/inner/..` });
  expect(await textOf(await found.fetch({ path: "a.txt", rawPath: "a.txt" }, signal))).toBe(
    "elsewhere",
  );
});

test("a file that lies deeper than the system tells is not there", async () => {
  const deep = Array.from({ length: 12 }, () => "d".repeat(250)).join("/");
  const [half, whole] = [join(folder, "half"), join(folder, "whole")];
  mkdirSync(join(folder, deep), { recursive: true });
  symlinkSync(join(folder, deep), half);
  mkdirSync(join(half, deep), { recursive: true });
  symlinkSync(`${half}/${deep}`, whole);
  writeFileSync(join(whole, "a.jpg"), "deep");
  expect(await fetchPath("whole/a.jpg")).toBeUndefined();
});
