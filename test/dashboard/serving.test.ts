import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { send } from "../support/http.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";

/** Of the first load, compressed, in bytes; the promise is 200,000. */
const budget = 60_000;

describe(`the dashboard of ${program.name}`, () => {
  let server: RunningServer;
  let page: string;
  let assets: string[];

  const get = (target: string, headers: Record<string, string> = {}) =>
    send(server.url, target, { headers });
  const textOf = (body: Uint8Array) => new TextDecoder().decode(body);

  beforeAll(async () => {
    server = await startServer(program);
    page = textOf((await get("/_/")).body);
    assets = [...page.matchAll(/(?:src|href)="(assets\/[^"]+)"/g)].map(([, path]) => `/_/${path}`);
  }, 60_000);
  afterAll(() => server?.stop());

  test("its page is readable without signing in", async () => {
    const { status, headers } = await get("/_/");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(assets.length).toBe(2);
  });

  test("its policy allows its own files and nothing else", async () => {
    const { headers } = await get("/_/");
    const policy = headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "media-src blob:",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ]);
    expect(page).not.toMatch(/<script>|\sstyle=|\son\w+=|https?:\/\/(?!www\.w3\.org)/);
  });

  test("its files are kept for ever, under names that change with them", async () => {
    for (const asset of assets) {
      const { status, headers } = await get(asset);
      expect(status).toBe(200);
      expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(headers.get("vary")).toBe("Accept-Encoding");
      const etag = headers.get("etag") ?? "";
      expect(asset).toContain(etag.slice(1, -1));
      expect((await get(asset, { "If-None-Match": etag })).status).toBe(304);
      expect((await get(asset, { "If-None-Match": '"other"' })).status).toBe(200);
    }
    expect((await get("/_/assets/tintype-0000000000000000.js")).status).toBe(404);
  });

  test("each encoding is of the same text and has its own ETag", async () => {
    for (const path of assets) {
      const plain = await get(path);
      const br = await get(path, { "Accept-Encoding": "gzip, br" });
      const gzip = await get(path, { "Accept-Encoding": "gzip" });
      expect(br.headers.get("content-encoding")).toBe("br");
      expect(gzip.headers.get("content-encoding")).toBe("gzip");
      expect(textOf(brotliDecompressSync(br.body))).toBe(textOf(plain.body));
      expect(textOf(gunzipSync(gzip.body))).toBe(textOf(plain.body));
      const tags = [plain, br, gzip].map(({ headers }) => headers.get("etag"));
      expect(new Set(tags).size).toBe(3);
    }
  });

  test(`its first load is under ${budget} bytes`, async () => {
    const answers = await Promise.all(
      ["/_/", ...assets].map((path) => get(path, { "Accept-Encoding": "br" })),
    );
    const bytes = answers.reduce((sum, { body }) => sum + body.length, 0);
    process.stdout.write(`first load of the dashboard: ${bytes} bytes\n`);
    expect(bytes).toBeLessThan(budget);
  });

  test("its data needs a session", async () => {
    for (const path of ["accounts/origins", "stats", "activity", "log", "parameters"]) {
      expect((await get(`/_/api/v1/${path}`)).status).toBe(401);
    }
  });
});
