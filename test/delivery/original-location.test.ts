import { expect, test } from "bun:test";
import { originalLocation } from "../../src/delivery/video/original-location.ts";
import { signUrl } from "../../src/url/signature.ts";

type Parameters = globalThis.Parameters<typeof originalLocation>;

const key = "private_test";

interface Asked {
  signing?: "none" | "unnamed" | "all";
  /** Milliseconds since 1970 until which the request's own signature holds. */
  expires?: number;
  /** What stands in front of the endpoint's paths. */
  prefix?: string;
  /** The format that the path asks for, where another is stored. */
  convertTo?: string;
}

/** Where a client is sent for the original of a path, of an open endpoint unless it says otherwise. */
function locationOf(
  path: string,
  { signing = "none", expires, prefix = "", convertTo }: Asked = {},
): string {
  const request = { prefix, address: { path }, endpoint: { signing } };
  const candidate = { request, permissions: { expires } } as unknown as Parameters[0];
  const original = { meta: { convertTo } } as unknown as Parameters[1];
  return originalLocation(candidate, original, [key]);
}

test.each(["clip.mp4", "/evil.example/clip.mp4", "//evil.example/clip.mp4"])(
  "the original of %s is on the same host",
  (path) => {
    const { host } = new URL(locationOf(path), "http://images.example/");
    expect(host).toBe("images.example");
  },
);

test("where not all URLs need a signature, the original has none", () => {
  expect(locationOf("a/clip.mp4")).toBe("/a/clip.mp4");
  expect(locationOf("a/clip.mp4", { signing: "unnamed", prefix: "/shop" })).toBe(
    "/shop/a/clip.mp4",
  );
});

for (const prefix of ["", "/shop"]) {
  test(`where all URLs need one, it opens the original and nothing else, behind ${prefix || "no prefix"}`, () => {
    const location = locationOf("a b/clip.mp4", { signing: "all", prefix });
    const [path = "", query = ""] = location.split("?");
    expect(path).toBe(`${prefix}/a%20b/clip.mp4`);
    const signed = new URLSearchParams(query).get("ik-s");
    const sign = (text: string) => signUrl(`http://h/${text}`, "http://h/", [key]);
    expect(new URL(sign("a%20b/clip.mp4")).searchParams.get("ik-s")).toBe(signed);
    expect(new URL(sign("a%20b/other.mp4")).searchParams.get("ik-s")).not.toBe(signed);
  });
}

test("it holds no longer than the signature of the request", () => {
  const expires = 1_900_000_000_000;
  const location = locationOf("clip.mp4", { signing: "all", expires });
  expect(new URLSearchParams(location.split("?")[1]).get("ik-t")).toBe("1900000000");
});

test("it is the file as it is stored, where the path asks for another format", () => {
  expect(locationOf("a/clip.v2.webm", { convertTo: "webm" })).toBe("/a/clip.v2");
});
