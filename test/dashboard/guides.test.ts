import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { photo } from "../support/pictures.ts";
import {
  type S3Server,
  startLimit,
  startSwift,
  swiftAvailable,
} from "../support/servers/s3-server.ts";
import { fromCheckout, type RunningServer, startServer } from "../support/tintype.ts";
import { drawn, open, signIn, sizeOfPicture, startChromium, tabTo, visit } from "./browser.ts";

// The two guides, followed click by click, and one of them key by key, against a real S3 server.

describeUnless(noChromium ?? swiftAvailable(), "the guides, followed in a browser", () => {
  let s3: S3Server;
  let browser: Browser;

  beforeAll(async () => {
    [s3, browser] = await Promise.all([startSwift(), startChromium()]);
    const picture = await photo(640, 480, { format: "jpeg" });
    const store = async (bucket: string, keys: string[]) => {
      await s3.createBucket(bucket);
      for (const key of keys) await s3.putObject(bucket, key, picture);
    };
    await store("products", ["images/rest-of-the-path.jpg", "images/shoes/red.jpg"]);
    await store("backup", [
      "res/demo/image/upload/shoes/red/1600000000.jpg",
      "res/demo/image/upload/shoes/red/1700000000.jpg",
      "res/demo/video/upload/clips/dog/1680000001.mp4",
    ]);
  }, startLimit);
  afterAll(async () => {
    await browser?.close();
    await s3?.stop();
  });

  /** A server without any origin, and a person in front of it. */
  async function start(): Promise<{ server: RunningServer; page: Page; end(): Promise<void> }> {
    const server = await startServer(fromCheckout, ["--private-key", privateKey]);
    const { page, context, faults } = await visit(browser, server.url);
    return {
      server,
      page,
      async end() {
        await context.close();
        await server.stop();
        expect(faults).toEqual([]);
      },
    };
  }

  async function fill(page: Page, fields: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await page.getByLabel(label, { exact: false }).first().fill(text);
    }
  }

  const bucketOf = (name: string, bucket: string, folder: string) => ({
    Name: name,
    "Bucket name": bucket,
    "Bucket folder": folder,
    "Access key": s3.accessKey,
    "Secret key": s3.secretKey,
  });

  describe("the guide to S3-compatible storages", () => {
    let steps: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      steps = await start();
    });
    afterAll(() => steps?.end());

    test("step 1: who signs in without an origin is asked for the first one", async () => {
      const { page } = steps;
      await signIn(page);
      await page.getByRole("heading", { name: "Add your first origin" }).waitFor();
    });

    test("step 1: type, name, bucket, folder, keys, endpoint; advanced options stay folded", async () => {
      const { page } = steps;
      await page.getByRole("radio", { name: /^S3 Compatible Storages/ }).check();
      await fill(page, bucketOf("Wasabi - Product images bucket", "products", "images"));
      expect(await page.getByLabel("Path-style addresses").isVisible()).toBe(false);
      await page.getByRole("button", { name: "Save origin" }).click();
      // The endpoint is missing: its field says so and has the focus.
      const endpoint = page.getByRole("textbox", { name: /^Endpoint/ });
      await page.getByText("Endpoint is missing").waitFor();
      expect(await endpoint.evaluate((element) => element === document.activeElement)).toBe(true);
      await endpoint.fill(s3.endpoint);
    });

    test("a wrong bucket is explained in plain words, and put right", async () => {
      const { page } = steps;
      await page.getByLabel("Bucket name").fill("produkts");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.getByText("The connection does not work yet").waitFor();
      await page.getByText("The bucket was not found").waitFor();
      await page.getByLabel("Bucket name").fill("products");
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.getByText("The connection works").waitFor();
    });

    test("step 1: submitted, it is attached to the default endpoint", async () => {
      const { page } = steps;
      await page.getByRole("button", { name: "Save origin" }).click();
      await page
        .getByRole("heading", { name: "Preview an image from Wasabi - Product images bucket" })
        .waitFor();
    });

    test("step 2: the 300x300 picture appears when its file is picked", async () => {
      const { page, server } = steps;
      await page.getByRole("button", { name: /rest-of-the-path\.jpg/ }).click();
      expect(await sizeOfPicture(page, /rest-of-the-path/)).toEqual([300, 300]);
      await page.getByText(`${server.url}/tr:w-300,h-300/rest-of-the-path.jpg`).waitFor();
    });

    test("step 2: a path that is typed does the same, also in a folder", async () => {
      const { page } = steps;
      await page.getByLabel("Image path").fill("/shoes/red.jpg");
      await page.getByRole("button", { name: "Preview image" }).click();
      expect(await sizeOfPicture(page, /shoes\/red/)).toEqual([300, 300]);
    });

    test("troubleshooting: the exact key is shown, and what the store said", async () => {
      const { page, server } = steps;
      await open(page, server.url, "troubleshoot");
      await page.getByLabel("URL", { exact: true }).fill(`${server.url}/tr:w-300/nope.jpg`);
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByText("images/nope.jpg").waitFor();
      await page.getByText("Not found", { exact: true }).waitFor();
    });
  });

  describe("the guide to Cloudinary backup buckets", () => {
    let steps: Awaited<ReturnType<typeof start>>;
    beforeAll(async () => {
      steps = await start();
      await signIn(steps.page);
    });
    afterAll(() => steps?.end());

    test("step 1: the backup bucket is added", async () => {
      const { page } = steps;
      await page.getByRole("radio", { name: /^Cloudinary Backup Bucket/ }).check();
      await fill(page, bucketOf("Product images bucket", "backup", "/res/demo/"));
      await page.getByText("Advanced options").click();
      await page.getByRole("textbox", { name: /^Endpoint/ }).fill(s3.endpoint);
      await page.getByRole("button", { name: "Test connection" }).click();
      await page.getByText("The connection works").waitFor();
      await page.getByRole("button", { name: "Save origin" }).click();
    });

    test("step 2: URLs keep image/upload, and the picture appears", async () => {
      const { page } = steps;
      await page.getByLabel("Image path").fill("image/upload/shoes/red.jpg");
      await page.getByRole("button", { name: "Preview image" }).click();
      expect(await sizeOfPicture(page, /shoes\/red/)).toEqual([300, 300]);
    });

    test("other options: duplicated for images and videos, mapped in sequence", async () => {
      const { page, server } = steps;
      await open(page, server.url, "origins");
      for (const [name, folder] of [
        ["images", "res/demo/image/upload"],
        ["videos", "res/demo/video/upload"],
      ] as const) {
        await page.getByRole("button", { name: "Duplicate Product images bucket" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel("Name").fill(name);
        await dialog.getByLabel("Bucket folder").fill(folder);
        await dialog.getByRole("button", { name: "Duplicate" }).click();
        await page.getByRole("link", { name, exact: true }).waitFor();
      }
      await open(page, server.url, "endpoints/default");
      await page.getByRole("button", { name: "Remove Product images bucket" }).click();
      await page.getByRole("button", { name: "Add images" }).click();
      await page.getByRole("button", { name: "Add videos" }).click();
      await page.getByRole("button", { name: "Save changes" }).click();
      await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
      const { json } = await managementOf(server.url)("GET", "/v1/accounts/origins");
      const images = json.find((origin: { name: string }) => origin.name === "images");
      await open(page, server.url, `origins/${images.id}/image`);
      await page.getByLabel("Image path").fill("shoes/red.jpg");
      await page.getByRole("button", { name: "Preview image" }).click();
      expect(await sizeOfPicture(page, /shoes\/red/)).toEqual([300, 300]);
    });
  });

  /** Signs in and comes to the first origin's type; the sign-in form has the focus. */
  async function beginByKeys(page: Page, type: RegExp): Promise<void> {
    await page.getByLabel("Private key").waitFor();
    await page.keyboard.type(privateKey);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Add your first origin" }).waitFor();
    await tabTo(page, "radio", type);
    // Where no type is chosen yet, Tab comes to the first, and the arrows to the others.
    await page.keyboard.press("Space");
    await drawn(page);
  }

  /** Each field is the next one that Tab comes to. */
  async function typeInOrder(page: Page, fields: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      expect(
        await focused.evaluate((element) => (element as HTMLInputElement).labels?.[0]?.textContent),
      ).toStartWith(label);
      await page.keyboard.type(text);
    }
  }

  test("the guide to S3-compatible storages with the keyboard alone", async () => {
    const { page, end } = await start();
    const { keyboard } = page;
    await beginByKeys(page, /^S3 Compatible Storages/);
    await typeInOrder(page, {
      ...bucketOf("Wasabi", "products", "images"),
      Endpoint: s3.endpoint,
    });
    await tabTo(page, "button", "Test connection");
    await keyboard.press("Enter");
    await page.getByText("The connection works").waitFor();
    await keyboard.press("Shift+Tab");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Preview an image from Wasabi" }).waitFor();
    await tabTo(page, "button", /rest-of-the-path/);
    await keyboard.press("Enter");
    expect(await sizeOfPicture(page, /rest-of-the-path/)).toEqual([300, 300]);
    await end();
  });

  test("the guide to Cloudinary backup buckets with the keyboard alone", async () => {
    const { page, server, end } = await start();
    const { keyboard } = page;
    await beginByKeys(page, /^S3 Compatible Storages/);
    const type = page.getByRole("radio", { name: /^Cloudinary Backup Bucket/ });
    for (let i = 0; i < 6 && !(await type.isChecked()); i += 1) {
      await keyboard.press("ArrowDown");
      // Another type has other fields: those of the last one go away.
      await drawn(page);
    }
    await typeInOrder(page, bucketOf("Product images bucket", "backup", "/res/demo/"));
    await tabToText(page, "Advanced options");
    await keyboard.press("Enter");
    await tabTo(page, "textbox", /^Endpoint/);
    await keyboard.type(s3.endpoint);
    await tabTo(page, "button", "Test connection");
    await keyboard.press("Enter");
    await page.getByText("The connection works").waitFor();
    await keyboard.press("Shift+Tab");
    await keyboard.press("Enter");
    await page
      .getByRole("heading", { name: "Preview an image from Product images bucket" })
      .waitFor();
    await tabTo(page, "textbox", "Image path");
    await keyboard.type("image/upload/shoes/red.jpg");
    await keyboard.press("Enter");
    expect(await sizeOfPicture(page, /shoes\/red/)).toEqual([300, 300]);

    // Other options: the origin again for images, in place of the first.
    await tabTo(page, "link", "Origins");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "Origins", level: 1 }).waitFor();
    await tabTo(page, "button", "Duplicate Product images bucket");
    await keyboard.press("Enter");
    await tabTo(page, "textbox", /^Name/);
    await keyboard.press("Control+A");
    await keyboard.type("images");
    await tabTo(page, "textbox", /^Bucket folder/);
    await keyboard.press("Control+A");
    await keyboard.type("res/demo/image/upload");
    await keyboard.press("Enter");
    await page.getByRole("link", { name: "images", exact: true }).waitFor();
    await tabTo(page, "link", "URL endpoints");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
    await tabTo(page, "link", /^Edit /);
    await keyboard.press("Enter");
    await tabTo(page, "button", "Add images");
    await keyboard.press("Enter");
    await tabTo(page, "button", "Position 2 of 2: images");
    await keyboard.press("ArrowUp");
    await page.getByText("images is now number 1 of 2").waitFor();
    await tabTo(page, "button", "Save changes");
    await keyboard.press("Enter");
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
    await tabTo(page, "link", "Playground");
    await keyboard.press("Enter");
    await tabTo(page, "textbox", "Path");
    await keyboard.type("shoes/red.jpg");
    expect(await sizeOfPicture(page, /transformed/)).toEqual([400, 300]);
    const { json } = await managementOf(server.url)("GET", "/v1/accounts/url-endpoints/default");
    expect(json.origins.length).toBe(2);
    await end();
  }, 60_000);
});

/** Presses Tab until the focus is on these words: a fold has no role that every browser agrees on. */
async function tabToText(page: Page, text: string): Promise<void> {
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press("Tab");
    if (
      (
        await page
          .locator(":focus")
          .textContent()
          .catch(() => "")
      )?.includes(text)
    )
      return;
  }
  throw new Error(`Tab never came to ${text}`);
}
