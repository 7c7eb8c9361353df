import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { noChromium, startChromium } from "../support/chromium.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { photo } from "../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";

const types = ["text/html", "TEXT/HTML", "application/xhtml+xml", "text/plain,text/html"];
const script = `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>harmless</title></head>
  <body><script>document.title = "ran"</script></body></html>`;

describeUnless(noChromium, "in Chromium", () => {
  let browser: Browser;
  let origin: OriginServer;
  let page: OriginServer;
  let server: RunningServer;

  beforeAll(async () => {
    const image = await photo(30, 20, { format: "jpeg" });
    origin = await startOriginServer((path) => {
      const type = types[Number(/^\/(\d)/.exec(path)?.[1])];
      if (type === undefined) return { body: image };
      return { body: new TextEncoder().encode(script), headers: { "Content-Type": type } };
    });
    server = await startServer(program, ["--private-key", privateKey]);
    const call = managementOf(server.url);
    await putEndpoint(call, { origins: [await addWebOrigin(call, "web", origin.url)] });
    page = await startOriginServer(() => ({
      body: new TextEncoder().encode(`<img src="${server.url}/tr:w-10/a.jpg">`),
      headers: {
        "Content-Type": "text/html",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
      },
    }));
    browser = await startChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    origin?.stop();
    page?.stop();
  });

  test("no script of an original runs, however its type is written", async () => {
    for (const i of types.keys()) {
      const shown = await browser.newPage();
      // What is downloaded rather than shown runs nothing either.
      await shown.goto(`${server.url}/${i}.page`).catch(() => undefined);
      expect(await shown.title()).not.toBe("ran");
      await shown.close();
    }
  }, 60_000);

  test("an image shows on a page that demands isolation", async () => {
    const shown = await browser.newPage();
    await shown.goto(page.url);
    const width = await shown.evaluate("document.images[0].naturalWidth");
    expect(width).toBe(10);
  }, 60_000);
});
