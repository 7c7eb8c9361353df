import { expect, test } from "bun:test";
import {
  readMount,
  type SearchOptions,
  searchFor,
} from "../../../src/origins/cloudinary-backup/search.ts";
import fixture from "./fixture.json";

const search = (prefix: string, rawPath: string, options?: SearchOptions) =>
  searchFor(readMount(prefix), { path: decodeURIComponent(rawPath), rawPath }, options);

/** The folders that are listed, with what is asked of them: `prefix`, `prefix .jpg`. */
const directories = (prefix: string, rawPath: string, options?: SearchOptions) =>
  search(prefix, rawPath, options)?.directories.map(
    ({ prefix, extension, bare }) =>
      prefix + (extension === undefined ? "" : ` .${extension}`) + (bare ? " bare" : ""),
  );

for (const { path, key, why } of fixture.lookups) {
  test(`seeks ${path}${why && ` (${why})`}`, () => {
    const listed = search(fixture.prefix, path)?.directories.map(({ prefix }) => prefix) ?? [];
    const folder = key?.slice(0, key.lastIndexOf("/") + 1);
    expect(listed.length).toBeLessThanOrEqual(4);
    expect(folder === undefined || listed.slice(0, 3).includes(folder)).toBe(true);
  });
}

/** Folder of the origin, path, and the first folder that is listed. */
const mounts: [prefix: string, path: string, first: string][] = [
  ["", "res/acme/image/upload/a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["/", "res/acme/image/upload/a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["", "acme/image/upload/a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["", "acme/a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["/res/", "acme/video/upload/a.mp4", "res/acme/video/upload/a/ .mp4"],
  ["backups/2024", "res/acme/iu/a.jpg", "backups/2024/res/acme/image/upload/a/ .jpg"],
  ["backups/res/acme", "iu/a.jpg", "backups/res/acme/image/upload/a/ .jpg"],
  ["/res/acme/", "image/upload/v1/a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["res/acme", "a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["res/acme/video", "upload/a.mp4", "res/acme/video/upload/a/ .mp4"],
  ["res/acme/image/upload", "v1/a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["res/acme/image/upload", "images/b/a.jpg", "res/acme/image/upload/images/b/a/ .jpg"],
  ["res/acme/image/upload", "image/private/a.jpg", "res/acme/image/upload/image/private/a/ .jpg"],
  ["res/acme/video/upload", "a.mp4", "res/acme/video/upload/a/ .mp4"],
  ["res/acme/raw/upload", "v1/a.docx", "res/acme/raw/upload/a.docx/"],
  ["res/acme/image/upload/shop/2024", "w_9/v1/a.jpg", "res/acme/image/upload/shop/2024/a/ .jpg"],
];

for (const [prefix, path, first] of mounts) {
  test(`mounted at ${prefix || "the root"}, looks for ${path} in ${first}`, () => {
    expect(directories(prefix, path)?.[0]).toBe(first);
  });
}

test("refuses a folder that no asset lies in", () => {
  for (const prefix of ["res/acme/images", "res/acme/image/fetch", "res/acme/upload"]) {
    expect(() => readMount(prefix)).toThrow(`got \`${prefix}\``);
  }
});

test("takes the extension off, and then does not", () => {
  expect(directories("res/acme", "iu/b.v2.JPG")).toEqual([
    "res/acme/image/upload/b.v2/ .jpg",
    "res/acme/image/upload/b.v2.JPG/",
  ]);
  expect(directories("res/acme", "iu/b.v2")).toEqual(["res/acme/image/upload/b.v2/"]);
});

test("tries a public id as the URL means it, as it stands there, and encoded anew", () => {
  const below = "res/acme/image/upload/";
  expect(directories("res/acme", "iu/v1/a%2B(b)%20c")).toEqual([
    `${below}a+(b) c/`,
    `${below}a%2B(b)%20c/`,
  ]);
  expect(directories("res/acme", "iu/a+%2B")).toEqual([
    `${below}a++/`,
    `${below}a+%2B/`,
    `${below}a%2B%2B/`,
  ]);
  expect(directories("res/acme", "iu/a+b", { encodeKeys: false })).toEqual([`${below}a+b/`]);
  expect(directories("res/acme", "iu/a+b", { encodeKeys: true })).toEqual([`${below}a%2Bb/`]);
});

test("reads the extension behind a suffix for search engines", () => {
  expect(directories("res/acme", "images/v1/shop/a/any-words.png")).toEqual([
    "res/acme/image/upload/shop/a/ .png",
  ]);
  expect(directories("res/acme", "files/a/words.docx", { tolerant: false })).toEqual([
    "res/acme/raw/upload/a/",
    "res/acme/raw/upload/a.docx/",
  ]);
});

test("looks for raw assets below `image/` too, unless told to be strict", () => {
  expect(directories("res/acme", "raw/upload/a.odt")).toEqual([
    "res/acme/raw/upload/a.odt/",
    "res/acme/image/upload/a.odt/ bare",
  ]);
  expect(directories("res/acme", "raw/upload/a.odt", { tolerant: false })).toEqual([
    "res/acme/raw/upload/a.odt/",
  ]);
});

test("looks for a plain copy, unless told to be strict", () => {
  const copies = (path: string, tolerant = true) => search("res/acme", path, { tolerant })?.copies;
  const below = "res/acme/image/upload/";
  expect(copies("iu/shop/a%20b.jpg")).toEqual([`${below}shop/a b.jpg`]);
  expect(copies("iu/w_9/e_sepia/a.jpg")).toEqual([`${below}a.jpg`, `${below}w_9/e_sepia/a.jpg`]);
  expect(copies("iu/w_9/v1/a.jpg")).toEqual([`${below}a.jpg`]);
  expect(copies("images/a/words.jpg")).toEqual([]);
  expect(copies("iu/a.jpg", false)).toEqual([]);
});

test("does not take an old version for a copy", () => {
  expect(search("res/acme", "iu/a/1571218039.png")?.copies).toEqual([]);
  expect(search("res/acme", "raw/upload/a.odt/1571218039")?.copies).toEqual([]);
  expect(search("res/acme", "iu/a/12345.png")?.copies).toHaveLength(1);
});

test("knows what no backup bucket has", () => {
  for (const path of ["image/fetch/https://example.com/x.jpg", "image/facebook/65646572251"]) {
    expect(search("res/acme", path)).toBeUndefined();
  }
  for (const path of [".wellknown/cloudinary/acme", "", "..", "../acme/iu/a.jpg", "%2e%2e/a.jpg"]) {
    expect(search("", path)).toBeUndefined();
  }
});

test("stays inside of its folder", () => {
  const paths = ["iu/../../a.jpg", "iu/%2e%2e/a.jpg", "iu/..%2F..%2Fa.jpg", "iu/./a", "iu//a"];
  for (const path of [...paths, "iu/a%00b", "iu/a%0Ab", "iu/", "iu/.jpg", "iu/a//b.jpg"]) {
    const { directories = [], copies = [] } = search("res/acme", path) ?? {};
    const keys = [...directories.map(({ prefix }) => prefix), ...copies];
    expect(keys.map((key) => decodeURIComponent(key)).join(" ")).not.toMatch(/\.\.\/|\/\/|\p{Cc}/u);
    for (const key of keys) expect(key).toStartWith("res/acme/image/upload/");
  }
});

test("lists eight folders at most, whatever the path", () => {
  for (const path of [
    "iu/a_1/b_2/c_3/d_1/e_2/f_3/a.jpg",
    "iu/a_1/b_2/c_3/(%20)+%2B.jpg",
    "files/a_1/b_2/c_3/(%20)+%2B/words.docx",
    `iu/${"w_1/".repeat(2000)}a.jpg`,
  ]) {
    expect(directories("res/acme", path)?.length).toBe(8);
    expect(search("res/acme", path)?.copies.length).toBeLessThanOrEqual(2);
  }
  expect(directories("res/acme", `iu/${"a".repeat(1024)}`)).toEqual([]);
});

/** Folder of the origin, cloud, types and public id of an asset, and the first folder listed. */
const assets: [prefix: string, asset: string, publicId: string, first: string | undefined][] = [
  ["res/acme", " image/upload", "a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["res/acme", " ", "w_3/a.jpg", "res/acme/image/upload/w_3/a/ .jpg"],
  ["res/acme/image/upload", " image/upload", "a.jpg", "res/acme/image/upload/a/ .jpg"],
  ["res/acme/video/upload", " ", "a.mp4", "res/acme/video/upload/a/ .mp4"],
  ["res/acme/video/upload", " image/upload", "a.mp4", undefined],
  ["res/acme/image/upload", " image/private", "a.jpg", undefined],
  ["res/acme", "acme image/private", "a.jpg", "res/acme/image/private/a/ .jpg"],
  ["res/acme", "other image/upload", "a.jpg", undefined],
  ["/", "other image/upload", "a%20b.jpg", "res/other/image/upload/a b/ .jpg"],
  ["/", " image/upload", "a.jpg", undefined],
  ["res/acme", " image/facebook", "a.jpg", undefined],
  ["res/acme", " raw/upload", "a.pdf", "res/acme/raw/upload/a.pdf/"],
];

for (const [prefix, said, publicId, first] of assets) {
  test(`mounted at ${prefix}, looks for ${publicId} as${said}`, () => {
    const [cloud = "", types = ""] = said.split(" ");
    const [resourceType = "", deliveryType = ""] = types.split("/");
    const asset = {
      publicId,
      ...(cloud === "" ? {} : { cloud }),
      ...(types === "" ? {} : { resourceType: resourceType as "image", deliveryType }),
    };
    const where = { path: "not/looked/at", rawPath: "not/looked/at", asset };
    const found = searchFor(readMount(prefix), where)?.directories[0];
    const listed = found && [found.prefix, ...(found.extension ? [`.${found.extension}`] : [])];
    expect(listed?.join(" ")).toBe(first);
  });
}
