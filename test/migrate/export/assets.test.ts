import { expect, test } from "bun:test";
import { newestAssets } from "../../../src/migrate/export/assets.ts";
import { readMount } from "../../../src/origins/cloudinary-backup/search.ts";

interface Options {
  prefix?: string;
  keepTypes?: boolean;
  includePrivate?: boolean;
}

/** Paths of the newest versions, and what was left out. */
async function newest(keys: string[], { prefix = "res/c", ...options }: Options = {}) {
  async function* listing() {
    for (const key of keys) yield { key, bytes: 1, modified: 0 };
  }
  const leftOut = { older: 0, private: 0, other: 0 };
  const wish = { keepTypes: false, includePrivate: false, ...options };
  const found: Record<string, string> = {};
  for await (const { path, version } of newestAssets(readMount(prefix), listing(), wish, leftOut)) {
    found[path] = version;
  }
  return { found, leftOut };
}

test("the newest version of an asset is found though others are listed between its versions", async () => {
  const { found, leftOut } = await newest([
    "res/c/image/upload/a/1571218039.png",
    "res/c/image/upload/a/1599999999/1600000002.jpg",
    "res/c/image/upload/a/1640995200.jpg",
    "res/c/image/upload/a/1700000000.webp",
    "res/c/image/upload/a/b/1600000001.jpg",
    "res/c/image/upload/a/b/c/1600000003.jpg",
    "res/c/image/upload/ab/1600000004.jpg",
  ]);
  expect(found).toEqual({
    "a/1599999999.jpg": "1600000002",
    "a/b/c.jpg": "1600000003",
    "a/b.jpg": "1600000001",
    "a.webp": "1700000000",
    "ab.jpg": "1600000004",
  });
  expect(leftOut).toEqual({ older: 2, private: 0, other: 0 });
});

test("the highest number is the newest, whatever the order of the text", async () => {
  const keys = ["999999999.jpg", "1000000000.jpg"].map((name) => `res/c/image/upload/a/${name}`);
  expect((await newest(keys.toSorted())).found).toEqual({ "a.jpg": "1000000000" });
});

const types = [
  "res/c/image/authenticated/id/1.jpg",
  "res/c/image/private/contract/1.png",
  "res/c/image/upload/x/y/1.jpg",
  "res/c/raw/upload/docs/manual.docx/1",
  "res/c/video/upload/dog/1.mp4",
];

test("uploads of all types share the root; private assets are left out", async () => {
  const { found, leftOut } = await newest(types);
  expect(Object.keys(found)).toEqual(["x/y.jpg", "docs/manual.docx", "dog.mp4"]);
  expect(leftOut.private).toBe(2);
});

test("private assets go into folders of their own when they are asked for", async () => {
  const { found } = await newest(types, { includePrivate: true });
  expect(Object.keys(found).slice(0, 2)).toEqual(["authenticated/id.jpg", "private/contract.png"]);
});

test("types stay in the path when they are asked for, unless the origin's folder says them", async () => {
  const kept = await newest(types, { keepTypes: true, includePrivate: true });
  expect(Object.keys(kept.found)).toEqual([
    "image/authenticated/id.jpg",
    "image/private/contract.png",
    "image/upload/x/y.jpg",
    "raw/upload/docs/manual.docx",
    "video/upload/dog.mp4",
  ]);
  const below = { keepTypes: true, prefix: "res/c/image/upload" };
  expect((await newest(types.slice(2, 3), below)).found).toEqual({ "x/y.jpg": "1" });
  const deeper = { keepTypes: true, prefix: "res/c/image/upload/x" };
  expect((await newest(types.slice(2, 3), deeper)).found).toEqual({ "y.jpg": "1" });
});

test("clouds are folders where the origin lies at the bucket's root", async () => {
  const keys = ["res/c/image/upload/x/1.jpg", "res/d/image/upload/x/1.jpg"];
  expect(Object.keys((await newest(keys, { prefix: "/" })).found)).toEqual(["c/x.jpg", "d/x.jpg"]);
});

test("what is no version of an asset is left out", async () => {
  const { found, leftOut } = await newest([
    "res/c/image/upload/1.jpg",
    "res/c/image/upload/plain.jpg",
    "res/c/image/upload/x/README.txt",
    "res/c/other/upload/x/1.jpg",
  ]);
  expect(found).toEqual({});
  expect(leftOut).toEqual({ older: 0, private: 0, other: 4 });
});
