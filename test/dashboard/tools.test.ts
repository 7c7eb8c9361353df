import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { send } from "../support/http.ts";
import { privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { open, signIn } from "./browser.ts";
import { type Furnished, furnished } from "./furnished.ts";

describeUnless(noChromium, "tools of the dashboard", () => {
  let at: Furnished;
  let page: Page;

  beforeAll(async () => {
    at = await furnished();
    page = at.page;
    await signIn(page);
  }, 60_000);
  afterAll(() => at?.end());

  test("in the playground, text and controls say the same", async () => {
    await open(page, at.url, "playground?path=coast.jpg&tr=w-60,h-40");
    const text = page.getByLabel("Transformation string");
    const width = page.getByRole("spinbutton", { name: /^Width/ });
    expect(await width.inputValue()).toBe("60");
    await width.fill("90");
    expect(await text.inputValue()).toBe("w-90,h-40");
    await page.getByRole("button", { name: "Add step" }).click();
    await page.locator("summary", { hasText: "Shape" }).click();
    await page.getByRole("spinbutton", { name: /^Rotation/ }).fill("90");
    expect(await text.inputValue()).toBe("w-90,h-40:rt-90");
    await page.getByRole("img", { name: /transformed/ }).waitFor();
    await page.waitForFunction(() =>
      [...document.images].some(({ naturalWidth, naturalHeight }) => {
        return naturalWidth === 40 && naturalHeight === 90;
      }),
    );
    await text.fill("w-70,fo-nowhere");
    await page.getByRole("alert").filter({ hasText: "fo" }).waitFor();
    await text.fill("w-70");
    expect(await width.inputValue()).toBe("70");
    await page.getByText("tr:w-70/coast.jpg").first().waitFor();
  });

  test("a Cloudinary URL is explained part by part, and taken over", async () => {
    await open(page, at.url, "playground?path=coast.jpg");
    await page
      .getByLabel("URL from Cloudinary, imgix, Akamai or ImageKit")
      .fill("https://res.cloudinary.com/demo/image/upload/w_80,h_40,c_fill/a_90/coast.jpg");
    await page.getByRole("button", { name: "Explain", exact: true }).click();
    await page.getByText("w_80").waitFor();
    await page.getByRole("button", { name: "Use in the playground" }).click();
    const text = await page.getByLabel("Transformation string").inputValue();
    expect(text).toMatch(/^w-80,h-40.*:rt-90/);
  });

  test("requests appear in the activity as they come", async () => {
    await open(page, at.url, "activity");
    await page.getByText("Live", { exact: true }).waitFor();
    await send(at.url, "/tr:w-31/coast.jpg");
    await page.getByRole("link", { name: "/tr:w-31/coast.jpg" }).waitFor();
    await page.getByLabel("Show").selectOption("errors");
    await send(at.url, "/tr:w-32/coast.jpg");
    await send(at.url, "/tr:w-0/coast.jpg");
    await page.getByRole("link", { name: "/tr:w-0/coast.jpg" }).first().waitFor();
    expect(await page.getByRole("link", { name: "/tr:w-32/coast.jpg" }).count()).toBe(0);
  });

  test("everything is purged, after a question", async () => {
    await send(at.url, "/tr:w-33/coast.jpg");
    await open(page, at.url, "cache");
    await page.getByRole("combobox", { name: "Purge" }).selectOption("everything");
    await page.getByRole("button", { name: "Purge", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Purge" }).click();
    await page.getByText("Purged").waitFor();
    const { headers } = await send(at.url, "/tr:w-33/coast.jpg");
    expect(headers.get("x-tintype-cache")).toBe("miss");
  });

  test("what was changed here is in the log of changes", async () => {
    await open(page, at.url, "changes");
    const purged = page.getByRole("listitem").filter({ hasText: "Purged cache" });
    expect(await purged.textContent()).toContain("in the dashboard");
    const byApi = page.getByRole("listitem").filter({ hasText: "via the API" });
    // Three origins, and the endpoint that they are in.
    expect(await byApi.count()).toBe(4);
  });

  test("the chosen appearance is kept", async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByLabel("Appearance").selectOption("dark");
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await page.getByLabel("Appearance").waitFor();
    expect(await ground()).toBe(dark);
    await page.getByLabel("Appearance").selectOption("auto");
  });

  test("whoever signs out, or whose session is over, has to sign in again, with the right key", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Private key").fill("private_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("That key isn’t right").waitFor();
    await page.getByRole("alert").getByText("tintype key").waitFor();
    await page.route("**/_/api/session", async (route) => {
      const response = await route.fetch();
      // Fetching on the page's behalf keeps the cookie, which a browser over http would drop.
      await at.context.clearCookies();
      const { "set-cookie": _, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await page.getByLabel("Private key").fill(privateKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Your browser did not keep the session").waitFor();
    await page.unroute("**/_/api/session");
    await signIn(page);
    await page.getByRole("navigation", { name: "Pages" }).waitFor();
    await at.context.clearCookies();
    // Not by a click: what the page asks meanwhile may have taken the link away already.
    await page.evaluate(() => {
      location.hash = "#/endpoints";
    });
    await page.getByLabel("Private key").waitFor();
    // One is back where one was.
    await signIn(page);
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
  });
});
