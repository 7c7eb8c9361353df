import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { addWebOrigin, type Management, managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { open, signIn, startChromium, visit } from "./browser.ts";

const sizes = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

describeUnless(noChromium, "every page of the dashboard", () => {
  let server: RunningServer;
  let browser: Browser;
  let pages: Record<string, { path: string; before?: (page: Page) => Promise<unknown> }>;
  // Kept after the run: they are there to be looked at.
  const shots = mkdtempSync(join(tmpdir(), "tintype-dashboard-shots-"));

  beforeAll(async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "coast.jpg"), await photo(1200, 800, { format: "jpeg" }));
    [server, browser] = await Promise.all([
      startServer(fromCheckout, ["--private-key", privateKey]),
      startChromium(),
    ]);
    const call = managementOf(server.url);
    const ids = await furnish(call, folder);
    await traffic(server.url);
    const nope = encodeURIComponent(`${server.url}/tr:w-300/nope.jpg`);
    const foreign = encodeURIComponent(
      "https://res.cloudinary.com/demo/image/upload/w_300,c_fill,e_sepia,fl_awesome/coast.jpg",
    );
    pages = {
      origins: { path: "origins" },
      "origins-new": {
        path: "origins/new",
        before: async (page) => {
          await page.getByRole("radio", { name: /^S3 Compatible Storages/ }).check();
          await page.getByRole("button", { name: "Save origin" }).click();
          await page.getByText("Name is missing", { exact: true }).waitFor();
          await page.locator("summary", { hasText: "Advanced" }).click();
        },
      },
      "origins-edit": {
        path: `origins/${ids.bucket}`,
        before: async (page) => {
          await page.getByRole("button", { name: "Test connection" }).click();
          await page.getByText("The connection does not work yet").waitFor();
        },
      },
      "origins-picture": {
        path: `origins/${ids.folder}/image`,
        before: async (page) => {
          await page.getByRole("button", { name: /coast\.jpg/ }).click();
          await page.getByRole("img", { name: /coast/ }).waitFor();
        },
      },
      "origins-delete": {
        path: "origins",
        before: async (page) => {
          await page.getByRole("button", { name: "Delete Sample pictures" }).click();
          await page.getByRole("button", { name: "Delete origin" }).click();
          await page.getByRole("alert").waitFor();
        },
      },
      endpoints: { path: "endpoints" },
      "endpoints-edit": { path: "endpoints/default" },
      named: { path: "named" },
      playground: {
        path: "playground?endpoint=default&path=coast.jpg&tr=w-400%2Ch-300%2Ce-sepia",
        before: async (page) => {
          await page.locator("summary", { hasText: "Colours" }).click();
          await page.getByRole("button", { name: "Compare by browser" }).click();
          await page.getByRole("button", { name: "Sign", exact: true }).click();
          await page.getByRole("cell", { name: "image/webp" }).first().waitFor();
          await page.getByRole("img", { name: /transformed/ }).waitFor();
        },
      },
      troubleshoot: { path: `troubleshoot?url=${nope}` },
      "troubleshoot-foreign": { path: `troubleshoot?url=${foreign}` },
      cache: { path: "cache" },
      activity: {
        path: "activity",
        before: async (page) => {
          await page.getByRole("cell", { name: /EINVAL/ }).waitFor();
          const table = page.getByRole("region", { name: "Requests" });
          const beyond = await table.evaluate((box) => box.scrollWidth - box.clientWidth);
          expect(beyond).toBe(0);
        },
      },
      changes: { path: "changes" },
    };
  }, 60_000);
  afterAll(async () => {
    process.stdout.write(`screenshots of the dashboard are in ${shots}\n`);
    await browser?.close();
    await server?.stop();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const [size, viewport] of Object.entries(sizes)) {
      test(`${colorScheme}, on a ${size}: nothing stands in anybody's way`, async () => {
        const { page, context, faults } = await visit(browser, server.url, {
          colorScheme,
          viewport,
        });
        const shoot = (name: string) =>
          page.screenshot({ path: join(shots, `${name}-${colorScheme}-${size}.png`) });
        const found: string[] = [];
        const check = async (name: string) => {
          found.push(
            ...(await barriers(page, colorScheme)).map((barrier) => `${name}: ${barrier}`),
          );
          found.push(
            ...(await overflowing(page, viewport.width)).map((text) => `${name}: ${text}`),
          );
          await shoot(name);
        };

        await page.getByLabel("Private key").waitFor();
        await check("sign-in");
        await signIn(page);
        for (const [name, { path, before }] of Object.entries(pages)) {
          await page.setViewportSize(viewport);
          await page.goto("about:blank");
          await open(page, server.url, path);
          await before?.(page);
          // As tall as what it holds: the whole page is in the picture, and checked.
          await page.evaluate(() => scrollTo(0, 0));
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
          await check(name);
        }
        await context.close();
        expect(found).toEqual([]);
        expect(faults).toEqual([]);
      }, 120_000);
    }
  }
});

/** The rules of axe whose outcome depends on colours. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** What axe finds serious or worse, by rule and place. What is dark differs from what is light in colours only. */
async function barriers(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  // The usual mode opens a page of its own for frames, of which the dashboard has none.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (colorScheme === "dark"
    ? axe.withRules(colourRules)
    : axe
  ).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

/** A page that is wider than the screen has to be pushed to and fro to be read. */
async function overflowing(page: Page, width: number): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  return wide > width ? [`${wide} pixels wide on a screen of ${width}`] : [];
}

async function furnish(call: Management, path: string) {
  const add = async (body: unknown) =>
    (await call("POST", "/v1/accounts/origins", body)).json.id as string;
  const folder = await add({ type: "LOCAL_FOLDER", name: "Sample pictures", path });
  // Nothing listens there.
  const website = await addWebOrigin(call, "Company website", "http://127.0.0.1:9/images");
  const bucket = await add({
    type: "S3_COMPATIBLE",
    name: "Wasabi - Product images bucket",
    bucket: "products",
    prefix: "images",
    endpoint: "http://127.0.0.1:9",
    accessKey: "a",
    secretKey: "b",
  });
  const endpoints = "/v1/accounts/url-endpoints";
  const origins = [folder, website, bucket];
  await call("PUT", `${endpoints}/default`, { description: "Default", origins });
  await call("POST", endpoints, {
    description: "Shop",
    urlPrefix: "shop",
    origins: [website, folder],
  });
  await call("POST", "/v1/named-transformations", { name: "thumb", transformation: "w-150,h-150" });
  return { folder, bucket };
}

async function traffic(url: string): Promise<void> {
  for (const path of ["tr:w-100/coast.jpg", "tr:w-200/coast.jpg", "tr:w-200/coast.jpg"]) {
    await (await fetch(`${url}/${path}`)).arrayBuffer();
  }
  await (await fetch(`${url}/tr:w-x/coast.jpg`)).text();
  await (await fetch(`${url}/nope.jpg`)).text();
}
