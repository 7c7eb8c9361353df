import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { v2 as cloudinary, type UrlOptions } from "cloudinary";
import { readCloudinaryPath, splitTransformations } from "../../../src/url/cloudinary/path.ts";
import { checkCloudinarySignature } from "../../../src/url/cloudinary/signature.ts";
import vectors from "./signed.json" with { type: "json" };

const secret = "MySecret123";

/** Checks a URL as delivery does: its path as received, and the first reading of it. */
function check(url: string, apiSecret: string): boolean {
  const { pathname, hostname } = new URL(url);
  // A host of one's own leaves the cloud out.
  const segments = pathname.split("/").slice(hostname.startsWith("res.") ? 2 : 1);
  const path = readCloudinaryPath(segments);
  const [reading] = splitTransformations(path);
  if (!reading) throw new Error(`No reading of ${url}`);
  return checkCloudinarySignature(path.signature ?? "", reading, apiSecret);
}

describe("signed URLs of the vendor's libraries, old and new", () => {
  test("are all here", () => expect(vectors.length).toBe(25));
  for (const { url, signed } of vectors) {
    test(`${url} verifies with its secret only`, () => {
      expect(check(url, signed.api_secret)).toBe(true);
      expect(check(url, `${signed.api_secret}x`)).toBe(false);
      expect(check(url, "")).toBe(false);
    });
  }
});

const text = (words: string) => ({
  overlay: { text: words, font_family: "Arial", font_size: 40 },
});

const assets: [publicId: string, options: UrlOptions][] = [
  ["sample", {}],
  ["sample", { format: "jpg", transformation: { width: 300, height: 200, crop: "fill" } }],
  ["folder/name with space.jpg", { version: "5" }],
  ["folder/ünïcödé 日本.jpg", { type: "authenticated" }],
  ["a+b,c(d)'e.jpg", { type: "private" }],
  ["a%2Bb.jpg", {}],
  ["a%252Bb.jpg", {}],
  ["w_5/not a transformation.jpg", {}],
  ["sample.jpg", { transformation: [text("Hello, World/50%"), { quality: "auto" }] }],
  ["folder/sample.jpg", { transformation: [text("it's 100 % / a?b#c ü")] }],
  ["sample.jpg", { raw_transformation: "l_text:Arial_40:Hello World" }],
  ["sample.jpg", { raw_transformation: "l_text:Arial_40:Hello%252C World" }],
  ["sample.jpg", { raw_transformation: "l_text:Arial_40:ü" }],
  ["sample.jpg", { transformation: "thumb_named" }],
  ["test", { format: "jpg", url_suffix: "any-words", private_cdn: true }],
  ["test", { url_suffix: "any-words", type: "authenticated", private_cdn: true }],
  ["http://example.com/path/to/image.png", { type: "fetch", version: "1234" }],
  ["https://example.com/a b.jpg?x=1&y=ü", { type: "fetch", width: 100, crop: "scale" }],
  ["dog.mp4", { resource_type: "video", transformation: { width: 100, crop: "scale" } }],
];

describe("what the current library signs verifies", () => {
  const kinds: [name: string, options: UrlOptions, length: number][] = [
    ["SHA-1", {}, 8],
    ["SHA-256", { signature_algorithm: "sha256" }, 8],
    ["a long SHA-256", { long_url_signature: true }, 32],
  ];
  for (const [kind, options, length] of kinds) {
    for (const [publicId, asset] of assets) {
      test(`${kind}: ${publicId} ${JSON.stringify(asset)}`, () => {
        const common = { cloud_name: "demo", api_secret: secret, secure: true, sign_url: true };
        const url = cloudinary.url(publicId, structuredClone({ ...common, ...options, ...asset }));
        const [, signature = ""] = /\/s--([\w-]+)--\//.exec(url) ?? [];
        expect(signature.length).toBe(length);
        expect(check(url, secret)).toBe(true);
        expect(check(url, "another")).toBe(false);
        expect(check(url.replace(signature, `${signature.slice(1)}x`), secret)).toBe(false);
        expect(check(url.replace(`${signature}--/`, "$&w_9/"), secret)).toBe(false);
      });
    }
  }
});

/** As libraries sign: not HMAC, but text and secret in a row. */
const sign = (signed: string, hash = "sha1", length = 8) =>
  createHash(hash)
    .update(signed + secret)
    .digest("base64url")
    .slice(0, length);

const verifies = (signature: string, path: string) =>
  check(`https://res.cloudinary.com/demo/image/upload/s--${signature}--/${path}`, secret);

describe("libraries sign before or after they encode", () => {
  const signed: [text: string, path: string][] = [
    ["l_text:Arial_40:Hello World/a%20b.jpg", "l_text:Arial_40:Hello%20World/a%20b.jpg"],
    ["l_text:Arial_40:ü%2C/a%20b.jpg", "l_text:Arial_40:%C3%BC%252C/a%20b.jpg"],
    ["l_text:Arial_40:Hi, a/b/a b.jpg", "l_text:Arial_40:Hi%252C%20a%252Fb/a%20b.jpg"],
    ["l_text:A_4:Hi%2C 5%/a b.jpg", "l_text:A_4:Hi%252C%205%25/a%20b.jpg"],
    ["w_5/folder/a+b.jpg", "w_5/v1/folder/a%2Bb.jpg"],
    ["http://example.com/a.jpg?x=1", "http://example.com/a.jpg%3Fx=1"],
  ];
  for (const [text, path] of signed) {
    test(`${text} is requested as ${path}`, () => {
      expect(verifies(sign(text), path)).toBe(true);
    });
  }

  const others: [text: string, path: string][] = [
    ["a%2Bb.jpg", "a%252Bb.jpg"],
    ["a+b.jpg", "a%252Bb.jpg"],
    ["folder/a.jpg", "folder%2Fa.jpg"],
    ["folder%2Fa.jpg", "folder/a.jpg"],
    ["w_5/a.jpg", "w_5%2Fa.jpg"],
    ["w_5/folder/a.jpg", "w_5%2Ffolder/a.jpg"],
    ["w_5/folder/a.jpg", "w_5%252Ffolder/a.jpg"],
    ["w_5/a.jpg", "h_5/a.jpg"],
    ["w_5/a.jpg", "a.jpg"],
    ["a.jpg", "a.png"],
    ["a.jpg", "A.jpg"],
  ];
  for (const [text, path] of others) {
    test(`${text} does not sign ${path}`, () => {
      expect(verifies(sign(text), path)).toBe(false);
    });
  }
});

test("what is signed is the reading, not its version or suffix", () => {
  const signature = sign("w_5/test.jpg");
  const reading = { transformations: ["w_5"], publicId: ["test"] };
  for (const suffix of ["words.jpg", "other.jpg"]) {
    expect(checkCloudinarySignature(signature, { ...reading, suffix }, secret)).toBe(true);
  }
  expect(checkCloudinarySignature(signature, { ...reading, suffix: "words.png" }, secret)).toBe(
    false,
  );
  expect(checkCloudinarySignature(signature, { ...reading, suffix: "words" }, secret)).toBe(false);
});

test("a signature has eight characters of either hash, or 32 of SHA-256", () => {
  const reading = { transformations: [], publicId: ["sample.jpg"] };
  const accepts = (signature: string) => checkCloudinarySignature(signature, reading, secret);
  expect(accepts(sign("sample.jpg", "sha1", 8))).toBe(true);
  expect(accepts(sign("sample.jpg", "sha256", 8))).toBe(true);
  expect(accepts(sign("sample.jpg", "sha256", 32))).toBe(true);
  for (const length of [0, 1, 7, 9, 27, 31, 43]) {
    expect(accepts(sign("sample.jpg", "sha1", length))).toBe(false);
    expect(accepts(sign("sample.jpg", "sha256", length))).toBe(false);
  }
  expect(accepts(sign("sample.jpg", "sha1", 27).padEnd(32, "A"))).toBe(false);
  expect(accepts("üüüüüüüü")).toBe(false);
});
