import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { noChromium } from "../support/chromium.ts";
import { send } from "../support/http.ts";
import { type Management, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { open, signIn, sizeOfPicture, startChromium, visit } from "./browser.ts";

describeUnless(noChromium, "a dashboard apart from the pictures of a folder", () => {
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  let faults: string[];
  let admin: string;
  let call: Management;
  let folder: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    writeFileSync(join(folder, "coast.jpg"), await photo(1200, 800, { format: "jpeg" }));
    const args = ["--private-key", privateKey, "--admin-port", "0", "--id", "demo"];
    [server, browser] = await Promise.all([
      startServer(fromCheckout, [folder, ...args]),
      startChromium(),
    ]);
    admin = await server.line(/management API: (\S+)\/_\//);
    call = managementOf(admin);
    ({ page, faults } = await visit(browser, admin));
    await signIn(page);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    expect(faults).toEqual([]);
  });

  /** Status of a URL that is shown, at the address that it says. */
  const statusOf = async (url: string) => {
    const { origin, pathname, search } = new URL(url);
    return (await send(origin, pathname + search)).status;
  };

  test("nobody is asked for a first origin, and the folder is there to be browsed", async () => {
    await page.getByRole("heading", { name: "Origins", level: 1 }).waitFor();
    await page.getByText("Set by tintype serve").waitFor();
    expect(await page.getByRole("button", { name: /^(?:Delete|Duplicate) folder/ }).count()).toBe(
      0,
    );
    await page.getByRole("link", { name: "Browse folder" }).click();
    await page.getByRole("button", { name: /coast\.jpg/ }).click();
    expect(await sizeOfPicture(page, /coast/)).toEqual([300, 300]);
    await page.getByText(`${server.url}/demo/tr:w-300,h-300/coast.jpg`).waitFor();
  });

  test("it says of itself that it is not changed here", async () => {
    await open(page, admin, "origins/folder");
    await page.getByText(`Set by tintype serve: ${folder}`).waitFor();
    expect(await page.getByRole("button", { name: "Save changes" }).count()).toBe(0);
  });

  test("it is the first of the default endpoint, and stays there when that is saved", async () => {
    const body = { type: "LOCAL_FOLDER", name: "Second", path: folder };
    const { json: second } = await call("POST", "/v1/accounts/origins", body);
    await open(page, admin, "endpoints");
    const chain = page.getByRole("list", { name: "Origins in order" });
    expect(await chain.getByRole("listitem").allTextContents()).toEqual(["folder", "Second"]);
    await open(page, admin, "endpoints/default");
    await page.getByText("Set by tintype serve, checked first").waitFor();
    expect(await page.getByRole("button", { name: "Add folder" }).count()).toBe(0);
    await page.getByRole("button", { name: "Position 1 of 1: Second" }).waitFor();
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: "URL endpoints" }).waitFor();
    const { json } = await call("GET", "/v1/accounts/url-endpoints/default");
    expect(json.origins).toEqual([second.id]);
  });

  test("URLs that are taken along are those of clients: plain, signed, tag and code", async () => {
    await open(page, admin, "playground?path=coast.jpg&tr=w-60");
    await page.getByRole("img", { name: /transformed/ }).waitFor();
    const codes = () => page.locator(".snippet code").allTextContents();
    const url = `${server.url}/demo/tr:w-60/coast.jpg`;
    await page.getByRole("button", { name: "Sign", exact: true }).click();
    await page.getByText("ik-s=").waitFor();
    const [plain = "", signed = "", tag = "", code = ""] = await codes();
    expect(plain).toBe(url);
    expect(await statusOf(plain)).toBe(200);
    expect(signed).toStartWith(`${url}?ik-t=`);
    expect(await statusOf(signed)).toBe(200);
    expect(await statusOf(signed.replace("w-60", "w-61"))).toBe(401);
    expect(tag).toContain(`src="${server.url}/demo/tr:w-960/coast.jpg"`);
    expect(code).toContain(`urlEndpoint: "${server.url}/demo"`);
    expect(`${signed}${tag}${code}`).not.toContain(admin);
  });

  test("an endpoint is shown at its custom domain, or else below its prefix", async () => {
    const { json } = await call("GET", "/v1/accounts/origins");
    const origins = [json.at(-1).id];
    await putEndpoint(call, { urlPrefix: "shop", origins });
    await putEndpoint(call, {
      urlPrefix: "brand",
      origins,
      hostnames: ["img.example.com", "b.example.com"],
    });
    await open(page, admin, "endpoints");
    const shown = await page.locator(".row .url-line code").allTextContents();
    expect(shown.toSorted()).toEqual(
      [`${server.url}/demo/`, `${server.url}/demo/shop/`, "https://img.example.com/"].toSorted(),
    );
    // The picture is seen all the same, though this browser cannot go there.
    const brand = (await call("GET", "/v1/accounts/url-endpoints")).json.at(-1);
    await open(page, admin, `playground?endpoint=${brand.id}&path=coast.jpg&tr=w-60`);
    expect(await sizeOfPicture(page, /transformed/)).toEqual([60, 40]);
    await page.getByText("https://img.example.com/tr:w-60/coast.jpg", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Sign", exact: true }).click();
    await page.getByText(/^https:\/\/img\.example\.com\/tr:w-60\/coast\.jpg\?ik-t=/).waitFor();
  });

  test("a link to another picture is followed in the playground, too", async () => {
    await open(page, admin, "playground?path=coast.jpg&tr=w-60");
    expect(await sizeOfPicture(page, /transformed/)).toEqual([60, 40]);
    await open(page, admin, "playground?path=coast.jpg&tr=w-90");
    await page.getByText("tr:w-90/coast.jpg").first().waitFor();
  });

  test("the same in our own words is where clients find it", async () => {
    const given = encodeURIComponent("https://res.cloudinary.com/demo/image/upload/w_80/coast.jpg");
    await open(page, admin, `troubleshoot?url=${given}`);
    const own = await page.getByText("Tintype URL").locator("..").locator("code").textContent();
    expect(own).toStartWith(`${server.url}/demo/`);
    expect(await statusOf(own ?? "")).toBe(200);
  });
});
