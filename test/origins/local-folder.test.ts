import { beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { localFolder } from "../../src/origins/local-folder/origin.ts";
import type { Fetched } from "../../src/origins/origin.ts";
import { temporaryFolder } from "../support/tintype.ts";

const base = temporaryFolder();
const folder = join(base, "public");
const origin = localFolder({ id: "1", name: "folder", path: folder });
const signal = new AbortController().signal;

const fetchPath = (path: string, known?: { etag?: string }) =>
  origin.fetch({ path, rawPath: path }, signal, known);
const textOf = async (fetched: unknown) => new Response((fetched as Fetched).body).text();

beforeAll(() => {
  mkdirSync(join(folder, "dir"), { recursive: true });
  mkdirSync(join(base, "public-other"));
  writeFileSync(join(base, "secret.txt"), "secret");
  writeFileSync(join(base, "public-other/a.txt"), "sibling");
  for (const name of [
    "plain.jpg",
    "dir/a b.jpg",
    "plus+sign.jpg",
    "100%.jpg",
    "ünï 日本.jpg",
    "[brackets].jpg",
    "#hash?.jpg",
    "%20.jpg",
  ]) {
    writeFileSync(join(folder, name), name);
  }
  writeFileSync(join(folder, ".hidden"), "hidden");
  symlinkSync(join(base, "secret.txt"), join(folder, "link-out.txt"));
  symlinkSync(base, join(folder, "dir-out"));
  symlinkSync(join(folder, "plain.jpg"), join(folder, "link-in.jpg"));
  symlinkSync(join(folder, "loop"), join(folder, "loop"));
});

describe("a file in the folder is found", () => {
  for (const name of [
    "plain.jpg",
    "dir/a b.jpg",
    "plus+sign.jpg",
    "100%.jpg",
    "ünï 日本.jpg",
    "[brackets].jpg",
    "#hash?.jpg",
    "%20.jpg",
  ]) {
    test(name, async () => expect(await textOf(await fetchPath(name))).toBe(name));
  }
  test("through a link that stays inside", async () => {
    expect(await textOf(await fetchPath("link-in.jpg"))).toBe("plain.jpg");
  });
});

describe("nothing outside of the folder is found, and nothing that is no file", () => {
  for (const path of [
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
  ]) {
    test(JSON.stringify(path.slice(0, 40)), async () => {
      expect(await fetchPath(path)).toBeUndefined();
    });
  }
});

test("a file that was not touched is unchanged, one that was is not", async () => {
  const { etag = "" } = (await fetchPath("plain.jpg")) as Fetched;
  expect(await fetchPath("plain.jpg", { etag })).toBe("unchanged");
  await Bun.sleep(5);
  writeFileSync(join(folder, "plain.jpg"), "plain.jpg");
  expect(await fetchPath("plain.jpg", { etag })).not.toBe("unchanged");
});

test("a folder that is missing is broken, not empty", async () => {
  const missing = localFolder({ id: "2", name: "gone", path: join(base, "gone") });
  const asked = missing.fetch({ path: "a.jpg", rawPath: "a.jpg" }, signal);
  await expect(asked).rejects.toMatchObject({ code: "EUPSTREAM" });
});
