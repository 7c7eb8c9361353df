import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { open, signIn, startChromium, visit } from "./browser.ts";

const count = 1_000_000;
/** Of the entries, one in so many lies in the folder that is purged. */
const folders = 1000;
const bytes = 1700;

describeUnless(noChromium, `the cache page of ${count} entries`, () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const data = join(temporaryFolder(), "data");
    // The tables are the server's own.
    await (await startServer(fromCheckout, [], { data })).stop();
    const start = performance.now();
    fill(join(data, "cache", "cache.sqlite"));
    process.stdout.write(`filled in ${Math.round(performance.now() - start)} ms\n`);
    const args = ["--private-key", privateKey];
    [server, browser] = await Promise.all([
      startServer(fromCheckout, args, { data }),
      startChromium(),
    ]);
    ({ page } = await visit(browser, server.url));
    await signIn(page);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("the server starts within 5 seconds", () => {
    process.stdout.write(`started with ${count} entries in ${Math.round(server.started)} ms\n`);
    expect(server.started).toBeLessThan(5000);
  });

  test("the page tells how many there are, and how large", async () => {
    await open(page, server.url, "cache");
    await page.getByText("1,000,000", { exact: true }).waitFor();
    await page.getByText("1.7 GB", { exact: true }).waitFor();
  });

  test("a folder is purged, and the page tells what is left", async () => {
    await page.getByRole("combobox", { name: "Purge" }).selectOption("prefix");
    await page.getByLabel("URL prefix", { exact: true }).fill(`${server.url}/folder-7/`);
    const start = performance.now();
    await page.getByRole("button", { name: "Purge", exact: true }).click();
    await page.getByText("Purged", { exact: true }).waitFor();
    const took = Math.round(performance.now() - start);
    process.stdout.write(`${count / folders} of ${count} entries purged in ${took} ms\n`);
    expect(took).toBeLessThan(5000);
    await page.getByText("999,000", { exact: true }).waitFor();
  });
});

/** Renditions of the default endpoint; that their files are missing is found when they are used. */
function fill(file: string): void {
  const index = new Database(file);
  const meta = JSON.stringify({ contentType: "image/webp" });
  // A disk that is busy with other tests would hold up a log and its checkpoints.
  index.run("PRAGMA journal_mode = OFF");
  // As after an orderly stop; after a kill, the next start would look for a million files.
  index.run("DELETE FROM running");
  index.run("PRAGMA synchronous = OFF");
  index.run("PRAGMA cache_size = -400000");
  index.run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO entries (key, file, bytes, meta, checked_at, used, endpoint, path, asked)
     SELECT printf('%064x', i), printf('%02x/%06x', i % 256, i), ?2, ?3, 0, i, 'default',
       printf('folder-%d/%06d.jpg', i % ?4, i), 'w-300' FROM n`,
    [count, bytes, meta, folders],
  );
  index.close();
}
