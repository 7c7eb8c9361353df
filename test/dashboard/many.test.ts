import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { open, signIn, startChromium, visit } from "./browser.ts";

const count = 1000;

/** The best of a few: what the machine does besides is not what is asked here. */
const attempts = 6;

describeUnless(noChromium, `a dashboard with ${count} origins`, () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const folder = temporaryFolder();
    const data = join(folder, "data");
    const ids = Array.from({ length: count }, (_, i) => i.toString(16).padStart(24, "0"));
    const document = {
      origins: ids.map((id, i) => ({
        id,
        type: "WEB_FOLDER",
        name: `Website ${i}`,
        baseUrl: `https://www${i}.example.com`,
      })),
      urlEndpoints: [{ id: "default", description: "Default", origins: ids.slice(0, -1) }],
    };
    writeFileSync(join(folder, "document.json"), JSON.stringify(document));
    const imported = ["config", "import", join(folder, "document.json"), "--data", data];
    expect(run(fromCheckout, imported)).toMatchObject({ status: 0 });
    [server, browser] = await Promise.all([
      startServer(fromCheckout, ["--private-key", privateKey], { data }),
      startChromium(),
    ]);
    ({ page } = await visit(browser, server.url));
    await signIn(page);
    await page.getByRole("heading", { name: "Origins" }).waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("can be used within a second of being asked for", async () => {
    const times: number[] = [];
    const storageState = await page.context().storageState();
    for (let i = 0; i < attempts && Math.min(...times, 9e9) >= 1000; i += 1) {
      // Signed in, and nothing of the dashboard kept from before.
      const context = await browser.newContext({ storageState });
      const fresh = await context.newPage();
      const start = performance.now();
      await fresh.goto(`${server.url}/_/#/origins`);
      await fresh.getByRole("link", { name: "Website 0", exact: true }).click({ trial: true });
      times.push(Math.round(performance.now() - start));
      await context.close();
    }
    process.stdout.write(`the list of ${count} origins after ${times.join(", ")} ms\n`);
    expect(Math.min(...times)).toBeLessThan(1000);
  });

  test("shows a page of them, and finds any by a few letters", async () => {
    await open(page, server.url, "origins");
    expect(await page.locator(".rows > li").count()).toBe(50);
    await page.getByText(`1,000 of 1,000`).waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("link", { name: "Website 99", exact: true }).waitFor();
    await page.getByLabel("Filter origins").fill("website 777");
    await page.getByText("1 of 1,000").waitFor();
    await page.getByRole("link", { name: "Website 777", exact: true }).waitFor();
  });

  test("puts one of 999 in order, and adds the last", async () => {
    await open(page, server.url, "endpoints/default");
    await page.getByRole("button", { name: "Position 2 of 999: Website 1", exact: true }).focus();
    await page.keyboard.press("ArrowUp");
    await page.getByText("Website 1 is now number 1 of 999").waitFor();
    await page.getByRole("button", { name: "Add Website 999" }).click();
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
    const { json } = await managementOf(server.url)("GET", "/v1/accounts/url-endpoints/default");
    expect(json.origins.length).toBe(count);
    expect(json.origins[0]).toBe("1".padStart(24, "0"));
    expect(json.origins.at(-1)).toBe("3e7".padStart(24, "0"));
  });
});
