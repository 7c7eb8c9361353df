import { afterAll, describe, expect, test } from "bun:test";
import { cacheKey } from "../../src/cache/cache-key.ts";
import { createOriginals } from "../../src/cache/originals.ts";
import type { Origin, OriginalPath } from "../../src/origins/origin.ts";
import { cacheIn, closeCaches } from "./fixture.ts";

afterAll(closeCaches);

test("no part can spell the parts that follow it", () => {
  expect(cacheKey("a", "b")).not.toBe(cacheKey("a\nb"));
  expect(cacheKey("a b", "")).not.toBe(cacheKey("a", "b"));
  expect(cacheKey('a","b')).not.toBe(cacheKey("a", "b"));
  expect(cacheKey(["a", "b"], "c")).not.toBe(cacheKey("a", ["b", "c"]));
  expect(cacheKey("")).not.toBe(cacheKey(undefined));
  expect(cacheKey("1")).not.toBe(cacheKey(1));
  expect(cacheKey("a", ["b"])).toBe(cacheKey("a", ["b"]));
});

describe("a path with line breaks and the types of an asset is not that asset", () => {
  const asset = (deliveryType: string, path: string): OriginalPath => ({
    path,
    rawPath: path,
    asset: { resourceType: "image", deliveryType, publicId: path },
  });
  const secret: OriginalPath = { ...asset("private", "secret.jpg"), authorised: true };
  const forged = (path: string): OriginalPath => ({ path, rawPath: encodeURIComponent(path) });
  const lookup = (origin: Origin) => ({ origins: [origin], originalMaxAge: 300 });
  const bounds = { maxBytes: 1000, timeout: 1000 };
  /** Has what is an asset, as a backup bucket has. */
  const backup = (): Origin => ({
    id: "backup.1",
    name: "backup",
    variesByAsset: true,
    fetch: async ({ asset }) => (asset ? { body: new Blob(["secret"]).stream() } : undefined),
  });
  const open = async () => createOriginals(await cacheIn());
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => "found",
      (error) => error.code,
    );

  test("a private asset that was fetched with a signature is not found without", async () => {
    const [originals, origin] = [await open(), backup()];
    await originals.find(lookup(origin), secret, bounds);
    const path = forged("secret.jpg\n\nimage\nprivate\nauthorised");
    expect(await codeOf(originals.find(lookup(origin), path, bounds))).toBe("ENOENT");
  });

  test("a forged path that is missing hides no private asset", async () => {
    const [originals, origin] = [await open(), backup()];
    const path = forged("secret.jpg\n\nimage\nprivate\nauthorised");
    expect(await codeOf(originals.find(lookup(origin), path, bounds))).toBe("ENOENT");
    expect(await codeOf(originals.find(lookup(origin), secret, bounds))).toBe("found");
  });

  test("nor a public one", async () => {
    const [originals, origin] = [await open(), backup()];
    const path = forged("pub.jpg\n\nimage\nupload\n");
    expect(await codeOf(originals.find(lookup(origin), path, bounds))).toBe("ENOENT");
    const open_ = originals.find(lookup(origin), asset("upload", "pub.jpg"), bounds);
    expect(await codeOf(open_)).toBe("found");
  });
});
