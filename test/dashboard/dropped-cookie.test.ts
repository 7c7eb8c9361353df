import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Browser } from "playwright-core";
import { noChromium, startChromium } from "../support/chromium.ts";
import { privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { fromCheckout, type RunningServer, startServer } from "../support/tintype.ts";
import { signIn, visit } from "./browser.ts";

/** A name that browsers do not trust without https, as they trust localhost. */
const name = "images.test";

describeUnless(
  noChromium,
  "a dashboard over plain http, of a server that clients reach by https",
  () => {
    let server: RunningServer;
    let browser: Browser;

    beforeAll(async () => {
      const args = [
        "--private-key",
        privateKey,
        "--public-url",
        `https://${name}`,
        "--admin-public",
      ];
      [server, browser] = await Promise.all([startServer(fromCheckout, args), startChromium(name)]);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
    });

    test("says that the browser did not keep the session, and what helps", async () => {
      const { page } = await visit(browser, server.url.replace("127.0.0.1", name));
      await page.getByLabel("Private key").fill(privateKey);
      await page.getByRole("button", { name: "Sign in" }).click();
      const alert = page.getByRole("alert");
      await alert.getByText("Your browser did not keep the session").waitFor();
      await alert.getByText("over https, or through an SSH tunnel").waitFor();
      // The form is still there, and can be sent again.
      expect(await page.getByRole("button", { name: "Sign in" }).isEnabled()).toBe(true);
    });

    test("keeps the session through a tunnel, which ends at localhost", async () => {
      const { page } = await visit(browser, server.url.replace("127.0.0.1", "localhost"));
      await signIn(page);
      await page.getByRole("navigation", { name: "Pages" }).waitFor();
    });
  },
);
