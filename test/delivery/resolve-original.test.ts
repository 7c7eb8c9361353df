import { describe, expect, test } from "bun:test";
import type { Original } from "../../src/cache/original.ts";
import type { Originals } from "../../src/cache/originals.ts";
import { authorizeCandidates } from "../../src/delivery/candidates.ts";
import { parseRequest } from "../../src/delivery/request.ts";
import { createRequestContext } from "../../src/delivery/request-context.ts";
import { createOriginalResolver } from "../../src/delivery/resolve-original.ts";
import type { UrlEndpoint } from "../../src/endpoints/loaded-config.ts";
import { endpointDefaults } from "../../src/endpoints/settings.ts";
import { asFailure, Failure } from "../../src/failure.ts";
import { printTransformation } from "../../src/url/transformation.ts";

const endpoint = (urlPrefix: string, more: Partial<UrlEndpoint> = {}): UrlEndpoint => ({
  ...endpointDefaults,
  id: urlPrefix || "default",
  urlPrefix,
  hostnames: [],
  origins: [{ id: "o.1", name: "o", fetch: async () => undefined }],
  variesByHost: false,
  revision: "1",
  ...more,
});

const endpoints = [
  endpoint(""),
  endpoint("cld", { urlRewriter: { type: "CLOUDINARY" } }),
  endpoint("kept", { urlRewriter: { type: "CLOUDINARY", preserveAssetDeliveryTypes: true } }),
];

/** Resolves a URL where only these paths exist, and says in which order they were looked for. */
async function resolve(target: string, there: Record<string, "jpeg" | "png" | Failure>) {
  const asked: string[] = [];
  const find: Originals["find"] = async (_, { path }) => {
    asked.push(path);
    const found = there[path];
    if (found instanceof Failure) throw found;
    if (found === undefined) throw new Failure("ENOENT", `No origin has ${path}`);
    return { meta: { format: found, path } } as unknown as Original;
  };
  const readings = parseRequest(
    { url: `http://img.test${target}`, headers: new Headers() },
    { loaded: { endpoints, named: new Map() }, id: undefined },
  );
  const resolver = createOriginalResolver({
    originals: { find, findExcerpt: () => Promise.resolve(undefined), describe: () => {} },
    limits: { sourceBytes: 1000, fileBytes: 1000, videoBytes: 1000 },
  });
  const asker = { client: "client" };
  const context = createRequestContext({}, { timeout: 1000, purgeEpoch: 0 });
  try {
    const found = await resolver.original(authorizeCandidates(readings, asker, "key"), context);
    const { meta } = found.original as unknown as { meta: { path: string } };
    const { transformation } = found.candidate.request;
    return { asked, path: meta.path, steps: transformation && printTransformation(transformation) };
  } catch (error) {
    return { asked, code: asFailure(error).code };
  }
}

describe("an original is what the likeliest reading of the URL finds", () => {
  test("at its own path, and nothing else is looked for", async () => {
    const found = await resolve("/a/b.jpg", { "a/b.jpg": "jpeg", "c.jpg": "jpeg" });
    expect(found).toEqual({ asked: ["a/b.jpg"], path: "a/b.jpg", steps: undefined });
  });

  test("whose folder looks like a transformation: taken as one first, then as a folder", async () => {
    const target = "/cld/demo/image/upload/w_30/a.jpg";
    expect(await resolve(target, { "a.jpg": "jpeg", "w_30/a.jpg": "jpeg" })).toMatchObject({
      path: "a.jpg",
      steps: "w-30,c-force,f-jpg",
    });
    expect(await resolve(target, { "w_30/a.jpg": "jpeg" })).toMatchObject({ path: "w_30/a.jpg" });
  });

  test("under the name of another format, converted to the one that the URL names", async () => {
    const found = await resolve("/cld/demo/image/upload/a.png", { "a.jpg": "jpeg" });
    expect(found).toMatchObject({ path: "a.jpg", steps: "f-png" });
    expect(found.asked[0]).toBe("a.png");
  });

  test("also where the URL was encoded twice, as it was received before it is decoded once more", async () => {
    const target = "/cld/demo/image/upload/a%2520b.png";
    const found = await resolve(target, { "a b.jpg": "jpeg" });
    expect(found).toMatchObject({ path: "a b.jpg", steps: "f-png" });
    expect(found.asked.slice(0, 2)).toEqual(["a%20b.png", "a b.png"]);
    const both = await resolve(target, { "a b.jpg": "jpeg", "a%20b.jpg": "jpeg" });
    expect(both).toMatchObject({ path: "a%20b.jpg" });
  });

  test("or the image that stands in for a missing one", async () => {
    const found = await resolve("/tr:w-30,di-none.jpg/a.jpg", { "none.jpg": "jpeg" });
    expect(found).toMatchObject({ asked: ["a.jpg", "none.jpg"], path: "none.jpg" });
  });

  test("none anywhere is said of the path itself", async () => {
    expect(await resolve("/tr:w-30/a.jpg", {})).toEqual({ asked: ["a.jpg"], code: "ENOENT" });
  });

  test("a fault of the origin ends the search: nothing stands in for what may be there", async () => {
    const down = new Failure("EUPSTREAM", "The origin is down");
    const found = await resolve("/tr:w-30,di-none.jpg/a.jpg", {
      "a.jpg": down,
      "none.jpg": "jpeg",
    });
    expect(found).toEqual({ asked: ["a.jpg"], code: "EUPSTREAM" });
  });
});
