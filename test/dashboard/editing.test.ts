import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import { open, signIn, sizeOfPicture } from "./browser.ts";
import { type Furnished, furnished } from "./furnished.ts";

const origins = "/v1/accounts/origins";
const endpoints = "/v1/accounts/url-endpoints";

describeUnless(noChromium, "settings in the dashboard", () => {
  let at: Furnished;
  let page: Page;

  beforeAll(async () => {
    at = await furnished();
    page = at.page;
    await signIn(page);
  }, 60_000);
  afterAll(() => at?.end());

  const order = async () => {
    const { json } = await at.call("GET", `${endpoints}/default`);
    return json.origins.map((id: string) => ["First", "Second", "Third"][at.ids.indexOf(id)]);
  };

  test("a secret never comes to the page, and stays unless another is typed", async () => {
    const body = {
      type: "S3_COMPATIBLE",
      name: "Bucket",
      bucket: "b",
      endpoint: "http://127.0.0.1:9",
    };
    const secrets = { accessKey: "AKIDSECRET", secretKey: "topsecret" };
    const { json } = await at.call("POST", origins, { ...body, ...secrets });
    await open(page, at.url, `origins/${json.id}`);
    expect(await page.content()).not.toMatch(/AKIDSECRET|topsecret/);
    const sent = page.waitForRequest((request) => request.method() === "PUT");
    await page.getByRole("textbox", { name: /^Name/ }).fill("Renamed");
    await page.getByRole("button", { name: "Save changes" }).click();
    expect((await sent).postDataJSON()).not.toHaveProperty("secretKey");
    await page.getByRole("link", { name: "Renamed", exact: true }).waitFor();

    await open(page, at.url, `origins/${json.id}`);
    const again = page.waitForRequest((request) => request.method() === "PUT");
    await page.getByLabel("Secret key").fill("another");
    await page.getByRole("button", { name: "Save changes" }).click();
    expect((await again).postDataJSON()).toMatchObject({ secretKey: "another" });
    await page.getByRole("link", { name: "Renamed", exact: true }).waitFor();
    await at.call("DELETE", `${origins}/${json.id}`);
  });

  test("what the server refuses is told at its field", async () => {
    await open(page, at.url, "origins/new");
    await page.getByRole("radio", { name: /^Folder/ }).check();
    await page.getByLabel("Name").fill("x");
    const path = page.getByRole("textbox", { name: /^Folder/ });
    await path.fill("not/absolute");
    await page.getByRole("button", { name: "Save origin" }).click();
    await page.getByText("expected an absolute path").waitFor();
    expect(await path.getAttribute("aria-invalid")).toBe("true");
    const described = await path.getAttribute("aria-describedby");
    expect(described?.split(" ").length).toBe(2);
  });

  test("an origin that is in use is not deleted, and the dialog says where it is used", async () => {
    await open(page, at.url, "origins");
    await page.getByRole("button", { name: "Delete Second" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Remove it from these URL endpoints first:").waitFor();
    const user = dialog.getByRole("link", { name: "Default" });
    expect(await user.getAttribute("href")).toBe("#/endpoints/default");
    await page.getByRole("button", { name: "Delete origin" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("still used by: Default");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const focused = page.getByRole("button", { name: "Delete Second" });
    expect(await focused.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("origins are put in order with the arrow keys, which is announced", async () => {
    await open(page, at.url, "endpoints/default");
    await page.getByRole("button", { name: "Position 1 of 3: First" }).focus();
    await page.keyboard.press("ArrowDown");
    await page.getByText("First is now number 2 of 3").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByText("First is now number 3 of 3").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByText("First is already last").waitFor();
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
    expect(await order()).toEqual(["Second", "Third", "First"]);
  });

  test("and by dragging", async () => {
    await open(page, at.url, "endpoints/default");
    const rows = page.locator(".order-list li");
    await rows.nth(2).dragTo(rows.nth(0));
    await page.getByText("First is now number 1 of 3").waitFor({ state: "attached" });
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
    expect(await order()).toEqual(["First", "Second", "Third"]);
  });

  test("a URL endpoint is added with its settings, changed, and deleted", async () => {
    await open(page, at.url, "endpoints/new");
    await page.getByLabel("Description").fill("Shop");
    await page.getByLabel("URL prefix").fill("shop");
    await page.getByLabel("Custom domains").fill("images.example.com\nimg.example.com");
    await page.getByRole("button", { name: "Add Second" }).click();
    await page.getByLabel("Signed URLs").selectOption({ label: "Always required" });
    await page.getByLabel("AVIF").check();
    await page.getByRole("button", { name: "Save URL endpoint" }).click();
    await page.getByRole("link", { name: "Shop", exact: true }).waitFor();
    const { json } = await at.call("GET", endpoints);
    const shop = json.find((one: { urlPrefix: string }) => one.urlPrefix === "shop");
    expect(shop).toMatchObject({
      signing: "all",
      autoFormats: ["webp", "avif"],
      origins: [at.ids[1]],
      hostnames: ["images.example.com", "img.example.com"],
    });
    // A picture of a signed endpoint is seen all the same.
    await open(page, at.url, `playground?endpoint=${shop.id}&path=coast.jpg&tr=w-60`);
    expect(await sizeOfPicture(page, /transformed/)).toEqual([60, 40]);
    await open(page, at.url, "endpoints");
    await page.getByRole("button", { name: "Delete Shop" }).click();
    await page.getByRole("button", { name: "Delete URL endpoint" }).click();
    await page.getByRole("link", { name: "Shop", exact: true }).waitFor({ state: "detached" });
  });

  test("the endpoint that still uses an origin is one click away", async () => {
    await open(page, at.url, "origins");
    await page.getByRole("button", { name: "Delete Second" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Default" }).click();
    await page.getByRole("heading", { name: "Default", level: 1 }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  test("a rewriter is chosen, with its options, and taken away again", async () => {
    const saved = async () => {
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
      const { json } = await at.call("GET", `${endpoints}/default`);
      // What is told must be what is shown when the form is opened again.
      await open(page, at.url, "endpoints/default");
      return [json.urlRewriter, json.strictRewriter];
    };
    const rewriter = page.getByLabel("URL rewriter");
    const keeps = page.getByRole("switch", { name: "Keep image/upload in paths" });
    const strict = page.getByLabel("Strict rewriter");
    await open(page, at.url, "endpoints/default");
    expect(await rewriter.inputValue()).toBe("");

    await rewriter.selectOption({ label: "Cloudinary" });
    await keeps.check();
    await strict.check();
    const cloudinary = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
    expect(await saved()).toEqual([cloudinary, true]);
    expect(await keeps.isChecked()).toBe(true);
    expect(await strict.isChecked()).toBe(true);

    await keeps.uncheck();
    await strict.uncheck();
    expect(await saved()).toEqual([{ ...cloudinary, preserveAssetDeliveryTypes: false }, false]);
    expect(await keeps.isChecked()).toBe(false);
    const resized = await send(at.url, "/w_30/coast.jpg");
    expect([resized.status, resized.headers.get("content-type")]).toEqual([200, "image/jpeg"]);

    await rewriter.selectOption({ label: "imgix" });
    expect(await saved()).toEqual([{ type: "IMGIX" }, false]);
    expect(await rewriter.inputValue()).toBe("IMGIX");

    await rewriter.selectOption({ label: "None (ImageKit URLs only)" });
    expect(await saved()).toEqual([undefined, false]);
    expect(await rewriter.inputValue()).toBe("");
    expect((await send(at.url, "/w_30/coast.jpg")).status).toBe(404);
  });

  test("a named transformation is added, refused when it is none, changed and deleted", async () => {
    await open(page, at.url, "named");
    await page.getByRole("button", { name: "Add a named transformation" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("thumb");
    await dialog.getByLabel("Transformation", { exact: false }).fill("w-nothing");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("expected a number above 0").waitFor();
    await dialog.getByLabel("Transformation", { exact: false }).fill("w-50,h-50");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("w-50,h-50").waitFor();
    expect((await send(at.url, "/tr:n-thumb/coast.jpg")).status).toBe(200);
    await page.getByRole("button", { name: "Delete thumb" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Delete/ })
      .click();
    await page.getByText("No named transformations yet").waitFor();
  });
});
