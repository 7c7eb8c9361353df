import type { Browser, BrowserContext, Page } from "playwright-core";
import { startChromium } from "../support/chromium.ts";
import { privateKey } from "../support/management.ts";

/** What a person sees: a page, and what went wrong in it without being seen. */
interface Visit {
  page: Page;
  context: BrowserContext;
  /** Errors of scripts, refusals by the page's policy, requests to anywhere else. */
  faults: string[];
}

interface Look {
  colorScheme?: "light" | "dark";
  viewport?: { width: number; height: number };
}

/** How long a person would wait for anything, in milliseconds. */
const patience = 15_000;

export async function visit(
  browser: Browser,
  url: string,
  { colorScheme = "light", viewport = { width: 1280, height: 900 } }: Look = {},
): Promise<Visit> {
  const context = await browser.newContext({ colorScheme, viewport });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // The browser says of each failed request that it failed; the pages say so, too.
    const isFailed = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !isFailed) faults.push(message.text());
  });
  page.on("request", (request) => {
    const asked = request.url();
    if (!/^(?:blob|data):/.test(asked) && !asked.startsWith(url)) faults.push(`Asked for ${asked}`);
  });
  await page.goto(`${url}/_/`);
  return { page, context, faults };
}

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel("Private key").fill(privateKey);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Private key").waitFor({ state: "detached" });
}

/** Goes to a page of the dashboard and waits until it shows what it loaded. */
export async function open(page: Page, url: string, path: string): Promise<void> {
  await page.goto(`${url}/_/#/${path}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("Loading …").waitFor({ state: "detached" });
}

/** Presses Tab until what has the focus is called so; fails where it never is. */
export async function tabTo(page: Page, role: string, name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role as "button", { name, exact: typeof name === "string" });
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press("Tab");
    const focused = await wanted
      .first()
      .evaluate((element) => element === document.activeElement)
      .catch(() => false);
    if (focused) return;
  }
  throw new Error(`Tab never came to the ${role} ${name}`);
}

/** Waits until the page has drawn what the last key changed, as a person does before the next one. */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}

/** The size of the one picture in sight, and that it was decoded. */
export async function sizeOfPicture(page: Page, alt: RegExp): Promise<[number, number]> {
  const picture = page.getByRole("img", { name: alt });
  await picture.waitFor();
  await page.waitForFunction(
    (element) => element instanceof HTMLImageElement && element.naturalWidth > 0,
    await picture.elementHandle(),
  );
  return picture.evaluate((element) => {
    const { naturalWidth, naturalHeight } = element as HTMLImageElement;
    return [naturalWidth, naturalHeight];
  });
}

export { startChromium };
