import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";

const css = ".a { color: red }\n".repeat(400);
const json = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ i, name: `number ${i}` })));
const rectangles = Array.from({ length: 200 }, (_, i) => `<rect x="${i}" width="1" height="9"/>`);
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="9">${rectangles.join("")}</svg>`;

const folder = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  const picture = await photo(300, 200, { format: "jpeg" });
  const files = {
    "photo.jpg": picture,
    "a/photo.jpg": picture,
    "größe.jpg": picture,
    "site.css": css,
    "list.json": json,
    "lines.svg": svg,
  };
  mkdirSync(join(folder, "a"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  server = await startServer(program, [folder]);
}, 60_000);
afterAll(() => server?.stop());

const ask = (target: string, headers: Record<string, string> = {}) =>
  exchange(server.url, target, { headers });
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("attachments", () => {
  const rows: [target: string, disposition: string | null][] = [
    ["/a/photo.jpg?ik-attachment=true", 'attachment; filename="photo.jpg"'],
    ["/a/photo.jpg?ik-attachment=false", null],
    ["/a/photo.jpg?ik-attachment-filename=b.jpg", null],
    [
      "/photo.jpg?ik-attachment=true&ik-attachment-filename=My%20b.jpg",
      'attachment; filename="My b.jpg"',
    ],
    [
      "/photo.jpg?ik-attachment-filename=gr%C3%B6%C3%9Fe.jpg&ik-attachment=true",
      `attachment; filename="gr__e.jpg"; filename*=UTF-8''gr%C3%B6%C3%9Fe.jpg`,
    ],
    [
      "/gr%C3%B6%C3%9Fe.jpg?ik-attachment=true",
      `attachment; filename="gr__e.jpg"; filename*=UTF-8''gr%C3%B6%C3%9Fe.jpg`,
    ],
    ["/tr:w-50,f-jpg/photo.jpg?ik-attachment=true", 'attachment; filename="photo.jpg"'],
  ];
  for (const [target, disposition] of rows) {
    test(`${target} has ${disposition ?? "no Content-Disposition"}`, async () => {
      for (let i = 0; i < 3; i += 1) {
        const { status, headers } = await ask(target);
        expect([status, headers.get("content-disposition")]).toEqual([200, disposition]);
      }
    });
  }

  test("a name cannot end its quotes or begin a header", async () => {
    const name = encodeURIComponent('a"; x=y\r\nX-Evil: 1\r\n\r\n../../b.jpg');
    const target = `/photo.jpg?ik-attachment=true&ik-attachment-filename=${name}`;
    const { status, headers } = await ask(target);
    expect([status, headers.get("x-evil")]).toEqual([200, null]);
    const disposition = headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(
      /^attachment; filename="[^"\\/]*"(?:; filename\*=UTF-8''[\w.%!#$&+^`|~-]*)?$/,
    );
  });

  test("saving does not make another rendition, nor does showing save", async () => {
    const target = "/tr:w-53,f-jpg/photo.jpg";
    const first = await ask(target);
    const saved = await ask(`${target}?ik-attachment=true`);
    expect(saved.headers.get("x-tintype-cache")).not.toBe("miss");
    expect(saved.headers.get("etag")).toBe(first.headers.get("etag"));
    expect((await ask(target)).headers.get("content-disposition")).toBeNull();
  });
});

test("a name for search engines stands behind the file's own", async () => {
  const pairs = [
    ["/ik-seo/photo/a-house-by-the-sea.jpg", "/photo.jpg"],
    ["/ik-seo/a/photo/a-house-by-the-sea.jpg", "/a/photo.jpg"],
    ["/ik-seo/tr:w-54,f-jpg/photo/a-house.jpg", "/tr:w-54,f-jpg/photo.jpg"],
  ] as const;
  for (const [named, plain] of pairs) {
    const [a, b] = [await ask(named), await ask(plain)];
    expect([a.status, b.status]).toEqual([200, 200]);
    expect(a.headers.get("etag")).toBe(b.headers.get("etag"));
    expect(Buffer.from(a.body).equals(b.body)).toBe(true);
  }
});

describe("compression", () => {
  for (const [name, text] of Object.entries({
    "site.css": css,
    "list.json": json,
    "lines.svg": undefined,
  })) {
    test(`${name} comes in br and gzip, each with a tag of its own`, async () => {
      const plain = await ask(`/${name}`);
      expect(plain.headers.get("content-encoding")).toBeNull();
      if (text !== undefined) expect(textOf(plain.body)).toBe(text);
      const tags = [plain.headers.get("etag")];
      for (const [encoding, decompress] of [
        ["br", brotliDecompressSync],
        ["gzip", gunzipSync],
      ] as const) {
        for (let i = 0; i < 4; i += 1) {
          const { headers, body } = await ask(`/${name}`, { "Accept-Encoding": encoding });
          expect(headers.get("content-encoding")).toBe(encoding);
          expect(headers.get("content-length")).toBe(String(body.length));
          expect(headers.get("content-type")).toBe(plain.headers.get("content-type"));
          expect(body.length).toBeLessThan(plain.body.length / 2);
          expect(textOf(decompress(body))).toBe(textOf(plain.body));
          if (i === 0) tags.push(headers.get("etag"));
          else expect(headers.get("etag")).toBe(tags.at(-1) ?? "");
        }
      }
      expect(new Set(tags).size).toBe(3);
      for (const etag of tags) expect(etag).toMatch(/^"[^"]+"$/);
    });
  }

  test("what the client has is known by the tag of the encoding that it gets", async () => {
    const etagOf = async (accepted: string) =>
      (await ask("/site.css", { "Accept-Encoding": accepted })).headers.get("etag") ?? "";
    const [br, plain] = [await etagOf("br"), await etagOf("identity")];
    const known = async (accepted: string, etag: string) => {
      const sent = { "Accept-Encoding": accepted, "If-None-Match": etag };
      const { status, headers, body } = await ask("/site.css", sent);
      if (status === 304) {
        expect([body.length, headers.get("vary")]).toEqual([0, "Accept-Encoding"]);
        expect(headers.get("etag")).toBe(etag);
      }
      return status;
    };
    expect(await known("br", br)).toBe(304);
    expect(await known("identity", plain)).toBe(304);
    expect(await known("br", plain)).toBe(200);
    expect(await known("identity", br)).toBe(200);
  });

  test("a range is one of the encoding that it is served in", async () => {
    const whole = await ask("/list.json", { "Accept-Encoding": "gzip" });
    const sent = { "Accept-Encoding": "gzip", Range: "bytes=100-199" };
    const { status, headers, body } = await ask("/list.json", sent);
    expect(status).toBe(206);
    expect(headers.get("content-encoding")).toBe("gzip");
    expect(headers.get("content-range")).toBe(`bytes 100-199/${whole.body.length}`);
    expect(Buffer.from(body).equals(whole.body.subarray(100, 200))).toBe(true);
  });

  const choices: [accepted: string, encoding: string | null][] = [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip;q=1.0, br;q=0.1", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["identity", null],
    ["br;q=0, gzip;q=0", null],
  ];
  for (const [accepted, encoding] of choices) {
    test(`Accept-Encoding: ${accepted} gets ${encoding ?? "the file as it is"}`, async () => {
      const { headers } = await ask("/site.css", { "Accept-Encoding": accepted });
      expect(headers.get("content-encoding")).toBe(encoding);
    });
  }

  test("a JPEG is not compressed again", async () => {
    for (const target of ["/photo.jpg", "/tr:w-50,f-jpg/photo.jpg"]) {
      const { headers } = await ask(target, { "Accept-Encoding": "br, gzip" });
      expect([headers.get("content-encoding"), headers.get("vary")]).toEqual([null, null]);
    }
  });
});
