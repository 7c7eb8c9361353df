import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { noChromium, startChromium } from "../../support/chromium.ts";
import { describeUnless } from "../../support/needs.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

const images = 200;
const noCaddy = Bun.which("caddy") ? undefined : "no caddy is installed";

/** A port that is free now: Caddy takes none that the system picks. */
async function freePort(): Promise<number> {
  const holder = createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => holder.once("listening", listening));
  const { port } = holder.address() as AddressInfo;
  await new Promise((closed) => holder.close(closed));
  return port;
}

/** Caddy with HTTP/2 before a server, by a certificate of its own. */
async function startCaddy(to: string) {
  const port = await freePort();
  const folder = temporaryFolder();
  const file = join(folder, "Caddyfile");
  writeFileSync(
    file,
    `{
  admin off
  auto_https disable_redirects
  skip_install_trust
  storage file_system ${folder}
}
https://127.0.0.1:${port} {
  tls internal
  reverse_proxy ${new URL(to).host}
}
`,
  );
  const args = ["run", "--config", file, "--adapter", "caddyfile"];
  const env = { ...process.env, HOME: folder };
  const caddy = spawn("caddy", args, { stdio: "ignore", env });
  const url = `https://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`${url}/_/health`, { tls: { rejectUnauthorized: false } }).catch(
      () => undefined,
    );
    if (answer?.ok) return { url, stop: () => caddy.kill("SIGKILL") };
    await Bun.sleep(100);
  }
  caddy.kill("SIGKILL");
  throw new Error("Caddy did not answer");
}

describeUnless(noChromium ?? noCaddy, "a page of 200 thumbnails has none that is broken", () => {
  const folder = temporaryFolder();
  let server: RunningServer;
  let caddy: Awaited<ReturnType<typeof startCaddy>>;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, "sea.jpg"), await photo(1600, 1200, { format: "jpeg" }));
    for (const [name, height] of [
      ["direct", 100],
      ["proxied", 101],
    ]) {
      const each = (i: number) => `<img src="/tr:w-${60 + i},h-${height}/sea.jpg">`;
      const html = Array.from({ length: images }, (_, i) => each(i)).join("\n");
      writeFileSync(join(folder, `${name}.html`), `<!doctype html>${html}`);
    }
    server = await startServer(program, [folder]);
    caddy = await startCaddy(server.url);
    browser = await startChromium();
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    caddy?.stop();
    await server?.stop("SIGKILL");
  });

  /** Shows a page, and gives back how many of its images are whole and by which protocol they came. */
  async function show(url: string) {
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const statuses: number[] = [];
    page.on("response", (response) => {
      if (response.url().includes("/tr:")) statuses.push(response.status());
    });
    await page.goto(url, { waitUntil: "load", timeout: 80_000 });
    const shown = await page.evaluate(() => {
      const all = [...document.querySelectorAll("img")];
      const whole = all.filter(({ complete, naturalWidth }) => complete && naturalWidth > 0);
      const [first] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
      return { whole: whole.length, protocol: first?.nextHopProtocol };
    });
    await page.close();
    return { ...shown, statuses: [...new Set(statuses)] };
  }

  test("over HTTP/1.1", async () => {
    const shown = await show(`${server.url}/direct.html`);
    expect(shown).toEqual({ whole: images, protocol: "http/1.1", statuses: [200] });
  }, 90_000);

  test("over HTTP/2, through Caddy", async () => {
    const shown = await show(`${caddy.url}/proxied.html`);
    expect(shown).toEqual({ whole: images, protocol: "h2", statuses: [200] });
  }, 90_000);
});
