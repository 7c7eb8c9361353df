import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { repeat } from "../fuzz/finding.ts";
import { faultOfImage } from "../fuzz/verdict.ts";
import { noChromium, startChromium } from "../support/chromium.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";
import { svg } from "../svg/fixtures.ts";
import type { Outcome } from "./outcome.ts";
import { scripted } from "./scripted.ts";

const pagesAtOnce = 3;
const settledMilliseconds = 150;
const run = "globalThis.ran=1";

/** A drawing as a file; what it loads names where it comes from. */
function drawingOf(content: string, elsewhere: string): string {
  const declaration = content.includes("&s;")
    ? `<!DOCTYPE svg [<!ENTITY s "<script>${run}</script>">]>`
    : "";
  return (declaration + svg(content))
    .replaceAll("RUN", run)
    .replaceAll("ELSEWHERE", elsewhere)
    .replaceAll("ELSEHOST", new URL(elsewhere).host + new URL(elsewhere).pathname);
}

/** What a page does to a drawing that a visitor may do. */
const touch = `for (const element of document.querySelectorAll("*")) {
  for (const type of ["mouseover", "focus", "click"]) {
    element.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true }));
  }
}`;

/** Whether a page that shows a drawing runs something. */
async function runs(browser: Browser, url: string): Promise<boolean> {
  const page = await browser.newPage();
  try {
    const isThere = await page.goto(url, { timeout: 20_000 }).then(
      () => true,
      () => false,
    );
    await page.evaluate(touch).catch(() => undefined);
    await Bun.sleep(settledMilliseconds);
    const ran = await page.evaluate("globalThis.ran").catch(() => undefined);
    // A script that leads away from the page ran, too.
    return ran === 1 || (isThere && !page.url().startsWith(url));
  } finally {
    await page.close();
  }
}

/**
 * Shows drawings with scripts and things from elsewhere in Chromium, as the server answers with them:
 * at its own address, at another without its policy, and within a page. The same drawings as they
 * were tell which of them would have done something.
 */
export async function attackWithDrawings(until: number): Promise<Outcome> {
  if (noChromium !== undefined) throw new Error(`Cannot be tried: ${noChromium}`);
  const folder = temporaryFolder();
  const elsewhere = await startOriginServer(() => ({ body: new Uint8Array(0) }));
  const server = await startServer(program, [folder]);
  const pages = await startOriginServer();
  const browser = await startChromium();
  const names = Object.keys(scripted);
  const reached: string[] = [];
  const harmful = { alone: new Set<string>(), inPage: new Set<string>() };
  let [drawingsTried, shown, refused] = [0, 0, 0];

  const isAsked = (prefix: string) => elsewhere.asked.some((path) => path.startsWith(prefix));

  async function show(name: string, i: number): Promise<void> {
    drawingsTried += 1;
    const text = drawingOf(scripted[name] ?? "", `${elsewhere.url}/${i}-`);
    writeFileSync(join(folder, `${i}.svg`), text);
    const served = await exchange(server.url, `/${i}.svg`);
    const rendition = await exchange(server.url, `/tr:w-20,f-png/${i}.svg`);
    for (const answer of [served, rendition]) {
      const fault = faultOfImage("GET", answer);
      if (fault !== undefined) reached.push(`${name}: ${fault}`);
    }
    if (served.status === 200) {
      const answered = new TextDecoder().decode(served.body);
      const ways = [`${server.url}/${i}.svg`, ...put(pages, `served-${i}`, answered)];
      for (const url of ways) {
        shown += 1;
        if (await runs(browser, url)) reached.push(`${name} runs at ${url}: ${answered}`);
      }
    } else refused += 1;
    if (isAsked(`/${i}-`)) reached.push(`${name} loads something`);

    const raw = drawingOf(scripted[name] ?? "", `${elsewhere.url}/raw-${i}-`);
    const [alone = "", inPage = ""] = put(pages, `raw-${i}`, raw);
    for (const [url, kind] of [
      [alone, harmful.alone] as const,
      [inPage, harmful.inPage] as const,
    ]) {
      const before = elsewhere.asked.length;
      const ran = await runs(browser, url);
      const asked = elsewhere.asked.slice(before);
      if (ran || asked.some((path) => path.startsWith(`/raw-${i}-`))) kind.add(name);
    }
  }

  try {
    await repeat({ inputs: names.length, until }, pagesAtOnce, (i) => show(names[i] as string, i));
  } finally {
    await browser.close();
    await server.stop("SIGKILL");
    pages.stop();
    elsewhere.stop();
  }
  const tried = {
    drawings: `${drawingsTried} of ${names.length}`,
    shown,
    refused,
    harmfulAsTheyWere: new Set([...harmful.alone, ...harmful.inPage]).size,
    harmfulAlone: harmful.alone.size,
    harmfulInPage: harmful.inPage.size,
  };
  return { tried, reached };
}

/** A drawing without any policy, alone and within a page: the addresses of both. */
function put(pages: OriginServer, name: string, text: string): [alone: string, inPage: string] {
  const bytes = new TextEncoder().encode(text);
  pages.put(`/${name}.svg`, { body: bytes, headers: { "Content-Type": "image/svg+xml" } });
  const page = new TextEncoder().encode(`<!DOCTYPE html><meta charset="utf-8"><body>${text}`);
  pages.put(`/${name}.html`, { body: page, headers: { "Content-Type": "text/html" } });
  return [`${pages.url}/${name}.svg`, `${pages.url}/${name}.html`];
}
