import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { compress, encodingFor, isCompressible } from "../../src/delivery/compression.ts";
import { temporaryFolder } from "../support/tintype.ts";

describe("the client's weights decide (RFC 9110, 12.5.3):", () => {
  const cases: [acceptEncoding: string | null, encoding: "br" | "gzip" | undefined][] = [
    [null, undefined],
    ["", undefined],
    ["identity", undefined],
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["GZIP", "gzip"],
    ["x-gzip", "gzip"],
    ["br", "br"],
    ["deflate", undefined],
    ["*", "br"],
    ["*;q=0", undefined],
    ["gzip, *;q=0", "gzip"],
    ["br;q=0, *", "gzip"],
    ["br;q=0.5, gzip;q=0.8", "gzip"],
    ["br;q=0.8, gzip;q=0.8", "br"],
    ["br;q=0.8,gzip;q=0.8, identity;q=0.9", undefined],
    ["br;q=0.8, identity;q=0.8", "br"],
    ["br ; q=0.001", "br"],
    ["br;q=0.000, gzip;Q=1.000", "gzip"],
    ["br;q=2, gzip", "gzip"],
    ["br;q=abc, gzip;q=0.1", "gzip"],
    ["br;q=-1", undefined],
    ["identity;q=0", undefined],
    [",, gzip ,", "gzip"],
  ];
  for (const [header, encoding] of cases) {
    test(`\`${header}\` takes ${encoding ?? "it as it is"}`, () => {
      expect(encodingFor(header, "text/css; charset=utf-8", 5000)).toBe(encoding as "br");
    });
  }
});

test.each([
  ...["text/html; charset=utf-8", "text/css", "text/javascript", "Text/Plain", "text/csv"],
  ...["text/vtt", "application/json", "application/manifest+json", "application/ld+json"],
  ...["application/xml", "image/svg+xml", "application/wasm", "application/vnd.apple.mpegurl"],
  ...["font/ttf", "font/otf", "application/javascript;charset=utf-8"],
])("%s is compressed", (contentType) => {
  expect(encodingFor("br", contentType, 5000)).toBe("br");
});

test.each([
  ...["image/jpeg", "image/png", "image/bmp", "video/mp4", "video/mp2t", "audio/mpeg"],
  ...["application/pdf", "application/zip", "application/gzip", "application/octet-stream"],
  ...["font/woff", "font/woff2", "application/vnd.rar", "application/text", ""],
])("%p is not compressed", (contentType) => {
  expect(encodingFor("br", contentType, 5000)).toBeUndefined();
});

test.each([
  [1023, undefined],
  [1024, "br"],
  [16 * 1024 * 1024, "br"],
  [16 * 1024 * 1024 + 1, undefined],
] as const)("of %i bytes it makes %p", (bytes, encoding) => {
  expect(encodingFor("br, gzip", "text/css", bytes)).toBe(encoding as "br");
  expect(isCompressible("text/css", bytes)).toBe(encoding !== undefined);
});

describe("a file that is packed", () => {
  const folder = temporaryFolder();
  const text = Array.from({ length: 20_000 }, (_, i) => `.rule-${i} { width: ${i % 97}px }`);
  const file = join(folder, "style.css");
  writeFileSync(file, text.join("\n"));

  test.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ] as const)("as %s is the same when it is unpacked", async (encoding, unpack) => {
    const draft = join(folder, `draft.${encoding}`);
    const { bytes, hash } = await compress(file, encoding, draft);
    const packed = readFileSync(draft);
    expect(bytes).toBe(packed.length);
    expect(bytes).toBeLessThan(statSync(file).size / 4);
    expect(hash).toBe(createHash("sha256").update(packed).digest("hex").slice(0, 32));
    expect(unpack(packed).equals(readFileSync(file))).toBe(true);
    expect(statSync(draft).mode & 0o777).toBe(0o600);
  });

  test("has the same version each time, and another in each encoding", async () => {
    const hashes = await Promise.all(
      (["gzip", "gzip", "br", "br"] as const).map(
        async (encoding, i) => (await compress(file, encoding, join(folder, `again-${i}`))).hash,
      ),
    );
    expect(hashes[0]).toBe(hashes[1] as string);
    expect(hashes[2]).toBe(hashes[3] as string);
    expect(hashes[0]).not.toBe(hashes[2] as string);
  });

  test("leaves no draft when it is not there", async () => {
    const draft = join(folder, "nothing");
    const error = await compress(join(folder, "absent"), "br", draft).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "ENOENT" });
    expect(existsSync(draft)).toBe(false);
  });
});
