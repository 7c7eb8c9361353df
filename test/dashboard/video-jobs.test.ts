import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { noChromium, startChromium } from "../support/chromium.ts";
import { send } from "../support/http.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, slowFfmpeg, withoutFfmpeg } from "../video/clips.ts";
import { open, signIn, visit } from "./browser.ts";

describeUnless(noChromium ?? withoutFfmpeg, "videos that are being made", () => {
  const folder = temporaryFolder();
  const gate = join(temporaryFolder(), "go");
  let server: RunningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { seconds: 1 });
    makeClip(folder, "wide.mp4", { width: 640, height: 360, seconds: 6 });
    const ffmpeg = slowFfmpeg(temporaryFolder(), gate);
    const flags = ["--renderers", "1", "--timeout", "1s", "--private-key", privateKey];
    [server, browser] = await Promise.all([
      startServer(fromCheckout, [folder, ...flags, "--ffmpeg", ffmpeg]),
      startChromium(),
    ]);
    ({ page } = await visit(browser, server.url));
    await signIn(page);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("are shown with their progress, and can be cancelled", async () => {
    const call = managementOf(server.url);
    const jobs = async () => (await call("GET", "/v1/video-jobs")).json.length;
    for (const width of [100, 102]) await send(server.url, `/tr:w-${width}/clip.mp4`);
    await open(page, server.url, "activity");
    await page.getByText(/Videos are made by FFmpeg \S+: h264, vp9, /).waitFor();
    const table = page.getByRole("region", { name: "Videos being made" }).last();
    await table.getByText("clip.mp4 w-100").waitFor();
    expect(await table.getByText("Waiting").count()).toBe(1);
    expect(await table.getByText("0 %").count()).toBe(1);
    const shot = process.env.SCREENSHOT;
    if (shot) await page.screenshot({ path: shot });
    await table.getByRole("button", { name: /^Cancel .*w-100$/ }).click();
    await page.getByText("Stopped making the video").waitFor();
    await table.getByText("clip.mp4 w-100").waitFor({ state: "detached" });
    expect(await jobs()).toBe(1);
    writeFileSync(gate, "");
    await page.getByRole("heading", { name: "Videos being made" }).waitFor({ state: "detached" });
  }, 60_000);

  test("are played in the playground beside their originals", async () => {
    writeFileSync(gate, "");
    await open(page, server.url, "playground?path=clip.mp4&tr=w-104,f-mp4");
    const sizes = async () =>
      page.evaluate(() => [...document.querySelectorAll("video")].map((film) => film.videoWidth));
    for (let tries = 0; tries < 60 && !(await sizes()).includes(104); tries += 1) {
      await page.waitForTimeout(500);
      if (tries % 10 === 9) await page.reload();
    }
    expect(await sizes()).toEqual([320, 104]);
    // What is taken along of a video is no image.
    const tag = (name: string) => page.getByRole("heading", { name, level: 3 });
    await tag("Video with a poster").waitFor();
    expect(await tag("Responsive image").count()).toBe(0);
    // What only videos have is set where the original is one.
    await page.locator("summary", { hasText: "Video" }).click();
    const film = page.locator("video").first();
    const standAt = (second: number) =>
      film.evaluate((element, at) => {
        (element as HTMLVideoElement).currentTime = at;
      }, second);
    const text = page.getByLabel("Transformation string");
    await standAt(0.2);
    await page.getByRole("button", { name: "Start at 0.2 s" }).click();
    await standAt(0.6);
    await page.getByRole("button", { name: "End at 0.6 s" }).click();
    await page.getByRole("combobox", { name: /^Audio codec/ }).selectOption("none");
    await page.getByRole("combobox", { name: /^Video codec/ }).selectOption("h264");
    await page.getByRole("spinbutton", { name: /^Bit rate/ }).fill("200000");
    expect(await text.inputValue()).toBe("w-104,f-mp4,so-0.2,eo-0.6,ac-none,vc-h264,br-200000");
    const lengths = async () =>
      page.evaluate(() => [...document.querySelectorAll("video")].map((each) => each.duration));
    for (let tries = 0; tries < 100 && ((await lengths())[1] ?? 1) > 0.5; tries += 1) {
      await page.waitForTimeout(100);
    }
    expect((await lengths())[1]).toBeCloseTo(0.4, 1);
    const controls = process.env.SCREENSHOT;
    if (controls) await page.screenshot({ path: controls.replace(".png", "-controls.png") });
    await text.fill("w-104,f-mp4");
    // A still is taken of the second at which the original stands.
    await standAt(0.52);
    await page.getByRole("button", { name: "Still at 0.52 s" }).click();
    expect(await text.inputValue()).toBe("w-104,f-jpg,so-0.52");
    await page.getByRole("img", { name: /transformed/ }).waitFor();
    await tag("Responsive image").waitFor();
    const shot = process.env.SCREENSHOT;
    if (shot) await page.screenshot({ path: shot });
  }, 60_000);

  test("are played as streams in the playground, in the size that is chosen", async () => {
    await open(page, server.url, "playground?path=wide.mp4&tr=w-104,f-mp4");
    await page.getByRole("button", { name: "Show its sizes" }).click();
    const table = page.getByRole("region", { name: "Sizes of the stream" }).last();
    for (const size of ["640 × 360", "426 × 240"]) {
      await table.getByRole("button", { name: `Play ${size}` }).click();
      const film = page.getByLabel(`The stream at ${size}`);
      const state = () =>
        film.evaluate((element) => {
          const { videoWidth, videoHeight, currentTime, buffered } = element as HTMLVideoElement;
          const loaded = buffered.length === 1 ? buffered.end(0) : 0;
          return { size: `${videoWidth} × ${videoHeight}`, plays: currentTime > 0, loaded };
        });
      for (let tries = 0; tries < 200; tries += 1) {
        const { loaded, plays } = await state();
        if (loaded > 5.9 && plays) break;
        await page.waitForTimeout(200);
      }
      // Images and sound alike: what is loaded is there of both.
      expect(await state()).toEqual({ size, plays: true, loaded: expect.closeTo(6, 1) });
    }
    expect(await table.getByRole("rowheader").allTextContents()).toEqual([
      "426 × 240",
      "640 × 360",
    ]);
    const shot = process.env.SCREENSHOT;
    if (shot) await page.screenshot({ path: shot, fullPage: true });
  }, 120_000);
});
