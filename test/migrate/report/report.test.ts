import { afterAll, beforeAll, expect, test } from "bun:test";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { audit, fileOf, folderOf } from "../../support/audit.ts";
import { noChromium, startChromium } from "../../support/chromium.ts";
import { describeUnless } from "../../support/needs.ts";
import { photo, quadrants } from "../../support/pictures.ts";
import { temporaryFolder } from "../../support/tintype.ts";

const base = "https://res.cloudinary.com/acme/image/upload";
const hostile = "</code><script>document.title='taken'</script><img src=x onerror=alert(1)>";

describeUnless(noChromium, "the report", () => {
  let browser: Browser;
  const report = join(temporaryFolder(), "report.html");
  const pictures = createServer(async (_, response) => {
    response.end(await photo(300, 200, { format: "png" }));
  });

  beforeAll(async () => {
    pictures.listen(0, "127.0.0.1");
    await once(pictures, "listening");
    const folder = folderOf({
      "res/acme/image/upload/coast/1700000000.jpg": await photo(600, 400, { format: "jpeg" }),
      "res/acme/image/upload/logo/1700000000.png": await quadrants(200, 150, { format: "png" }),
      "res/acme/image/upload/broken/1700000000.jpg": "not a picture",
    });
    const file = fileOf(
      ...Array.from({ length: 40 }, (_, i) => `${base}/c_fill,w_${i + 100},h_100/v1/coast.jpg`),
      ...Array.from({ length: 9 }, (_, i) => `${base}/w_${i + 100}/campaigns/${i % 3}/${i}.jpg`),
      ...[`${base}/e_art:zorro,w_300/logo.png`, `${base}/e_oil_paint,w_300/coast.jpg`],
      ...[`${base}/r_20,w_300/broken.jpg`, "/tr:e-upscale/image/upload/logo.png"],
      ...[
        `${base}/w_300/${encodeURIComponent(hostile)}`,
        `${base}/${hostile.replaceAll(" ", "_")}`,
      ],
    );
    const { port } = pictures.address() as AddressInfo;
    const { status, stdout, stderr } = await audit([
      ...[file, "--folder", folder, "--report", report, "--sample", "12"],
      ...["--compare", `http://127.0.0.1:${port}`, "--allow-private-network", "--rate", "50"],
    ]);
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toContain(`The report is in ${report}`);
    browser = await startChromium();
  }, 60_000);
  afterAll(async () => {
    pictures.close();
    await browser?.close();
  });

  async function open(options: Parameters<Browser["newPage"]>[0] = {}) {
    const page = await browser.newPage(options);
    const noise: string[] = [];
    page.on("console", (message) => void noise.push(message.text()));
    page.on("pageerror", (error) => void noise.push(error.message));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith("data:") && url !== `file://${report}`) noise.push(url);
    });
    await page.goto(`file://${report}`);
    return { page, noise };
  }

  const pixelOf = (page: Page) =>
    page.evaluate(() => getComputedStyle(document.body).backgroundColor);

  test("opens without a request, an error or a script, and shows its pictures", async () => {
    const { page, noise } = await open();
    expect(await page.title()).toStartWith("Migration audit: ");
    expect(await page.textContent(".verdict")).toBe("43 of 55 URLs would be answered (78 %)");
    for (const title of ["Patterns", "Parameters", "Missing originals, by folder"]) {
      expect(await page.getByRole("heading", { name: title, exact: true }).count()).toBe(1);
    }
    const shown = await page.$$eval("figure img", (images) =>
      images.map((image) => (image as HTMLImageElement).naturalWidth),
    );
    expect(shown.length).toBeGreaterThanOrEqual(20);
    expect(Math.min(...shown)).toBeGreaterThan(50);
    expect(await page.textContent("main")).toContain("Cannot decode the image");
    expect(await page.textContent("main")).toContain("Different proportions");
    expect(await page.locator("script").count()).toBe(0);
    await page.locator("details summary").first().click();
    expect(await page.getByText("Rendered here as").first().isVisible()).toBe(true);
    const picture = join(temporaryFolder(), "report.png");
    await page.screenshot({ path: picture, fullPage: true });
    expect(statSync(picture).size).toBeGreaterThan(50_000);
    expect(noise).toEqual([]);
  }, 60_000);

  test("is light or dark as its reader is, fits a phone, and can be read by all", async () => {
    const grounds: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await open({ colorScheme, viewport: { width: 390, height: 800 } });
      grounds.push(await pixelOf(page));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(390);
      // What axe runs in the page is no part of the report, whose policy forbids all scripts.
      const lenient = await browser.newContext({ colorScheme, bypassCSP: true });
      const other = await lenient.newPage();
      await other.goto(`file://${report}`);
      const { violations } = await new AxeBuilder({ page: other }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
      await lenient.close();
    }
    expect(grounds[0]).not.toBe(grounds[1]);
  }, 60_000);

  test("is one small file", () => {
    const html = readFileSync(report, "utf8");
    expect(html.length).toBeLessThan(400_000);
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/(?:src|href)="(?!data:image\/webp)/);
  });
});
