import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { collect } from "../../../src/migrate/audit/audit.ts";
import { targetsOf } from "../../../src/migrate/audit/input/input.ts";
import { urlsOfCss, urlsOfSrcset } from "../../../src/migrate/audit/input/page.ts";
import { readTarget } from "../../../src/migrate/audit/input/target.ts";
import { createLedger } from "../../../src/migrate/audit/ledger.ts";
import { openDatabase } from "../../../src/runtime/runtime.ts";
import { folderOf } from "../../support/audit.ts";

/** The kind of an input, its URLs, and what was passed over. */
async function read(content: string | Uint8Array, name = "input", files = {}) {
  const file = join(folderOf({ ...files, [name]: content }), name);
  const passed = {
    notUrls: 0,
    inline: 0,
    otherHosts: 0,
    otherFiles: 0,
    failedBefore: 0,
    missingFiles: 0,
  };
  let kind = "";
  const urls: string[] = [];
  const tell = (told: string) => {
    kind = told;
  };
  for await (const { host, target } of targetsOf(file, passed, tell)) {
    urls.push(host === undefined ? target : `${host} ${target}`);
  }
  const over = Object.fromEntries(Object.entries(passed).filter(([, count]) => count > 0));
  return { kind, urls, passed: over };
}

describe("a list", () => {
  test("holds URLs and paths, a line each", async () => {
    const lines = [
      "# a comment",
      "https://res.cloudinary.com/demo/image/upload/w_300,h_200/a.jpg",
      "",
      "  http://USER@Example.com:8080/été b.jpg",
      "http://example.com/%C3%A9t%C3%A9.jpg?v=1#top",
      "//cdn.example.com/b.jpg",
      "/tr:w-300/c.jpg",
      "d/e.jpg\r",
      '"https://example.com/quoted.jpg",',
      "https://example.com",
      "tr:w-1/f.jpg",
    ];
    expect(await read(lines.join("\n"))).toEqual({
      kind: "list",
      urls: [
        "res.cloudinary.com /demo/image/upload/w_300,h_200/a.jpg",
        "example.com /%C3%A9t%C3%A9.jpg?v=1",
        "cdn.example.com /b.jpg",
        "/tr:w-300/c.jpg",
        "/d/e.jpg",
        "example.com /quoted.jpg",
        "example.com /",
        "/tr:w-1/f.jpg",
      ],
      passed: { notUrls: 1 },
    });
  });

  test("bad lines are counted and nothing else", async () => {
    const long = `https://example.com/${"x".repeat(17_000)}`;
    const lines = [
      ...["not a URL at all", "mailto:a@b.c", "data:image/png;base64,AAAA", "?only=query"],
      ...[long, "\u0000\uffff\ud800", "http://[oops/x.jpg", "https://exa mple.com/x", "/good.jpg"],
    ];
    const { urls, passed } = await read(lines.join("\n"));
    expect(urls.at(-1)).toBe("/good.jpg");
    expect(passed).toEqual({ notUrls: 6, inline: 1 });
  });

  test("a line without an end of many megabytes takes no memory", async () => {
    const before = process.memoryUsage().rss;
    const { urls, passed } = await read("x".repeat(50e6));
    expect([urls, passed]).toEqual([[], { notUrls: 1 }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  test("is unpacked where it is packed, and refused where it is too long", async () => {
    const packed = gzipSync("/a.jpg\n/b.jpg\n");
    expect((await read(packed)).urls).toEqual(["/a.jpg", "/b.jpg"]);
    const bomb = gzipSync(Buffer.alloc(101e6));
    const error = await read(bomb).catch((thrown) => thrown);
    expect(error.code).toBe("ELIMIT");
    const cut = await read(packed.subarray(0, 20)).catch((thrown) => thrown);
    expect(cut.code).toBe("EFORMAT");
  }, 60_000);
});

test("an access log gives what was read and answered", async () => {
  const lines = [
    '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /a.jpg HTTP/1.0" 200 2326',
    '1.2.3.4 - bob [10/Oct/2000:13:55:36 -0700] "HEAD /b.jpg?tr=w-1 HTTP/2.0" 304 0 "https://x/" "UA \\"q\\""',
    'img.example.com 1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /c\\xC3\\xA9.jpg HTTP/1.1" 206 1',
    '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "POST /d.jpg HTTP/1.0" 200 1',
    '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /wp-login.jpg HTTP/1.0" 404 1',
    '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET /app.js HTTP/1.0" 200 1',
    '1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "-" 400 0',
  ];
  expect(await read(lines.join("\n"))).toEqual({
    kind: "log",
    urls: ["/a.jpg", "/b.jpg?tr=w-1", "/c%C3%A9.jpg"],
    passed: { failedBefore: 2, otherFiles: 1, notUrls: 1 },
  });
});

test("our own log gives its targets", async () => {
  const line = (fields: object) => JSON.stringify({ time: "2026-01-01", level: "info", ...fields });
  const lines = [
    line({ message: "The renderer is ready" }),
    line({ message: "served", method: "GET", target: "/tr:w-300/a.jpg?ik-s=***", status: 200 }),
    line({ message: "served", method: "GET", target: "/gone.jpg", status: 404 }),
    line({ message: "served", method: "GET", target: "/_/health", status: 200 }),
  ];
  expect(await read(lines.join("\n"))).toEqual({
    kind: "log",
    urls: ["/tr:w-300/a.jpg?ik-s=***"],
    passed: { failedBefore: 1, otherFiles: 1 },
  });
});

test("a page gives its pictures and nothing else", async () => {
  const page = `<!doctype html><html><head><base href="/shop/">
    <meta property="og:image" content="https://cdn.example.com/og.jpg?a=1&amp;b=2">
    <link rel="preload" as="image" href="hero.jpg" imagesrcset="hero-1.jpg 1x, hero-2.jpg 2x">
    <link rel="stylesheet" href="style.css"><link rel=icon href=/icon.png>
    <style>.a{background:url("bg.jpg")}@font-face{src:url(font.woff2)}</style>
    <script>document.write('<img src="never.jpg">')</script></head><body>
    <!-- <img src="old.jpg"> -->
    <picture><source srcset="https://res.cloudinary.com/d/image/upload/c_fill,w_300/a.jpg 300w,
      https://res.cloudinary.com/d/image/upload/c_fill,w_600/a.jpg 600w"><img src='../a b.jpg' alt="a > b"></picture>
    <img src="data:image/gif;base64,R0lGOD" data-src="lazy.jpg"><IMG SRC=bare.jpg>
    <a href="full.jpg">a picture</a><a href="page.html">a page</a>
    <a href="https://ik.imagekit.io/x/tr:w-1/y">one more</a>
    <video poster="poster.jpg"></video><div style="background-image: url(&quot;div.jpg&quot;)"></div>
    <svg><image href="drawn.png"/></svg><p>1 < 2 <img src="last.jpg"`;
  const { kind, urls, passed } = await read(page);
  expect(kind).toBe("page");
  expect(urls).toEqual([
    "cdn.example.com /og.jpg?a=1&b=2",
    ...["/shop/hero-1.jpg", "/shop/hero-2.jpg", "/shop/hero.jpg", "/icon.png", "/shop/bg.jpg"],
    "res.cloudinary.com /d/image/upload/c_fill,w_300/a.jpg",
    "res.cloudinary.com /d/image/upload/c_fill,w_600/a.jpg",
    ...["/a%20b.jpg", "/shop/lazy.jpg", "/shop/bare.jpg", "/shop/full.jpg"],
    "ik.imagekit.io /x/tr:w-1/y",
    ...["/shop/poster.jpg", "/shop/div.jpg", "/shop/drawn.png"],
  ]);
  expect(passed).toEqual({ inline: 1 });
});

test("a comma in a srcset belongs to the URL unless it ends it", () => {
  const cloudinary = "https://a/c_fill,w_1/x.jpg";
  expect(urlsOfSrcset(`${cloudinary} 1x, ${cloudinary} 2x`)).toEqual([cloudinary, cloudinary]);
  expect(urlsOfSrcset("a.jpg, b.jpg 2x")).toEqual(["a.jpg", "b.jpg"]);
  expect(urlsOfSrcset("  a.jpg")).toEqual(["a.jpg"]);
  expect(urlsOfSrcset("")).toEqual([]);
  expect(urlsOfCss("url( 'a,b.jpg' ) url(c.jpg)")).toEqual(["a,b.jpg", "c.jpg"]);
});

test("a sitemap gives its pictures, an index those of the files beside it", async () => {
  const sitemap = `<?xml version="1.0"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="x"><url>
    <loc>https://example.com/page.html</loc>
    <image:image><image:loc>https://example.com/a.jpg?x=1&amp;y=2</image:loc></image:image>
    <image:image><image:loc><![CDATA[https://example.com/b.jpg]]></image:loc></image:image></url>
    <url><loc>https://example.com/c.webp</loc></url></urlset>`;
  const urls = ["example.com /a.jpg?x=1&y=2", "example.com /b.jpg", "example.com /c.webp"];
  expect(await read(sitemap)).toEqual({ kind: "sitemap", urls, passed: { otherFiles: 1 } });
  const index = `<sitemapindex><sitemap><loc>https://example.com/maps/one.xml.gz</loc></sitemap>
    <sitemap><loc>https://example.com/maps/two.xml</loc></sitemap>
    <sitemap><loc>https://example.com/index.xml</loc></sitemap></sitemapindex>`;
  // One that names itself is followed a few times only.
  expect(await read(index, "index.xml", { "one.xml.gz": gzipSync(sitemap) })).toEqual({
    kind: "sitemap",
    urls: [...urls, ...urls, ...urls],
    passed: { otherFiles: 3, missingFiles: 6 },
  });
});

test("broken markup of any kind ends", async () => {
  const broken = ["<", "<img", "<!--", "<![CDATA[", "<script>", '<a href="', "<".repeat(200_000)];
  for (const text of broken) {
    expect((await read(`<html><img src="a.jpg">${text}`)).urls).toEqual(["/a.jpg"]);
  }
}, 20_000);

test("what is in front of a path is a host, a scheme that is not http is none", () => {
  expect(readTarget("https://a.example/x")).toEqual({ host: "a.example", target: "/x" });
  expect(readTarget("https://a.example?x")).toEqual({ host: "a.example", target: "/?x" });
  expect(readTarget("ftp://a.example/x")).toBeUndefined();
  expect(readTarget("image/fetch/https://b.example/y.jpg")).toEqual({
    target: "/image/fetch/https://b.example/y.jpg",
  });
});

test("hosts can be chosen and stand for others; a URL is kept once and counted", async () => {
  const file = join(
    folderOf({ f: "https://a/x.jpg\nhttps://a/x.jpg\nhttps://b/y.jpg\nhttps://c/z.jpg\n/p.jpg" }),
    "f",
  );
  const database = await openDatabase(join(folderOf({}), "ledger"));
  const ledger = createLedger(database);
  const hosts = new Map([
    ["a", "a"],
    ["b", "shop.example"],
  ]);
  const { found, passed } = await collect(file, ledger, { hosts, progress: () => {} });
  expect([found, passed.otherHosts]).toEqual([4, 1]);
  expect(ledger.entries(0, 10)).toEqual([
    { id: 1, host: "a", target: "/x.jpg", requests: 2 },
    { id: 2, host: "shop.example", target: "/y.jpg", requests: 1 },
    { id: 3, target: "/p.jpg", requests: 1 },
  ]);
  database.close();
});
