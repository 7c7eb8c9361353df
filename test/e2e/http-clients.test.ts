import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { noChromium, startChromium } from "../support/chromium.ts";
import { metricOf } from "../support/metrics.ts";
import { describeUnless } from "../support/needs.ts";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";

const folder = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(join(folder, "photo.jpg"), await photo(400, 300, { format: "jpeg" }));
  server = await startServer(program, [folder]);
}, 60_000);
afterAll(() => server?.stop());

describeUnless(Bun.which("curl") ? undefined : "no curl is installed", "curl", () => {
  const out = temporaryFolder();

  async function curl(file: string, ...args: string[]) {
    const output = join(out, file);
    const written = "%{http_code} %{size_download}";
    const { stdout, exited } = Bun.spawn(
      ["curl", "--silent", "--max-time", "20", "--output", output, "--write-out", written, ...args],
      { stdout: "pipe" },
    );
    const said = await new Response(stdout).text();
    expect(await exited).toBe(0);
    const [status, bytes] = said.split(" ").map(Number);
    return { status, bytes, output };
  }

  for (const path of ["/photo.jpg", "/tr:w-120,f-jpg/photo.jpg"]) {
    test(`--range gets the parts of ${path} that make the whole`, async () => {
      const url = server.url + path;
      const whole = await curl("whole", url);
      const parts = [
        await curl("a", "--range", "0-99", url),
        await curl("b", "--range", "100-", url),
        await curl("c", "--range", "-50", url),
      ];
      const bytes = whole.bytes ?? 0;
      expect(whole.status).toBe(200);
      expect(parts.map((part) => [part.status, part.bytes])).toEqual([
        ...[
          [206, 100],
          [206, bytes - 100],
          [206, 50],
        ],
      ]);
      const [a, b, c] = parts.map(({ output }) => readFileSync(output));
      const expected = readFileSync(whole.output);
      expect(Buffer.concat([a ?? Buffer.of(), b ?? Buffer.of()]).equals(expected)).toBe(true);
      expect(c?.equals(expected.subarray(-50))).toBe(true);
    });

    test(`--continue-at finishes a download of ${path}`, async () => {
      const url = server.url + path;
      const expected = readFileSync((await curl("whole", url)).output);
      writeFileSync(join(out, "begun"), expected.subarray(0, 1000));
      const { status, output } = await curl("begun", "--continue-at", "-", url);
      expect(status).toBe(206);
      expect(readFileSync(output).equals(expected)).toBe(true);
    });

    test(`what it has of ${path} is not sent again`, async () => {
      const url = server.url + path;
      const tag = join(out, "tag");
      for (let i = 0; i < 4; i += 1) {
        const first = await curl("first", "--etag-save", tag, url);
        const second = await curl("second", "--etag-compare", tag, url);
        const third = await curl("third", "--time-cond", first.output, url);
        const statuses = [first, second, third].map(({ status, bytes }) => [status, bytes]);
        expect(statuses).toEqual([
          [200, first.bytes],
          [304, 0],
          [304, 0],
        ]);
      }
    });
  }
});

describeUnless(noChromium, "a browser", () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await startChromium();
    page = await browser.newPage();
    writeFileSync(join(folder, "clip.webm"), await record(page));
  }, 60_000);
  afterAll(() => browser?.close());

  test("shows a video from its middle, without what lies before", async () => {
    const url = `${server.url}/clip.webm`;
    const answers: { status: number; range: string | null }[] = [];
    page.on("response", async (response) => {
      if (response.url() !== url) return;
      const range = response.request().headers().range ?? null;
      answers.push({ status: response.status(), range });
    });
    // A page of the server's own, so that the video is of the same site.
    await page.goto(`${server.url}/_/health`);
    // Four megabytes from this machine are there before anybody can seek.
    const wire = await page.context().newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: 1e6, uploadThroughput: 1e6 };
    await wire.send("Network.emulateNetworkConditions", slow);
    await page.setContent(`<video src="${url}" preload="metadata" muted></video>`);
    const { from, to, seeked, duration } = await page.evaluate(seekToMiddle);
    expect(duration).toBeGreaterThan(1);
    expect(from).toBe(0);
    expect(seeked).toBe(true);
    expect(Math.abs(to - duration / 2)).toBeLessThan(0.2);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 206));
    // Some request began in the middle of the file.
    expect(
      answers.filter(({ range }) => /^bytes=[1-9]\d*-/.test(range ?? "")).length,
    ).toBeGreaterThan(0);
    await wire.detach();
  }, 60_000);

  test("asks again whether a picture is still the same, and is told so", async () => {
    const known = () => metricOf(server.url, "tintype_requests_total", { status: "304" });
    await page.goto(`${server.url}/tr:w-130,f-jpg/photo.jpg`);
    const before = await known();
    await page.reload();
    expect(await known()).toBe(before + 1);
    const width = await page.evaluate(() => document.images[0]?.naturalWidth);
    expect(width).toBe(130);
  }, 60_000);
});

/** Two seconds of noise, which no codec makes small: a browser does not load it at once. */
async function record(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const options = { mimeType: "video/webm;codecs=vp8", videoBitsPerSecond: 20e6 };
    const recorder = new MediaRecorder(canvas.captureStream(30), options);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    for (let frame = 0; frame < 60; frame += 1) {
      const image = context.createImageData(320, 240);
      const pixels = new Uint32Array(image.data.buffer);
      for (let i = 0; i < pixels.length; i += 1) {
        pixels[i] = 0xff000000 | (Math.random() * 0xffffff);
      }
      context.putImageData(image, 0, 0);
      await new Promise((resolve) => setTimeout(resolve, 33));
    }
    recorder.stop();
    await stopped;
    const reader = new FileReader();
    const read = new Promise((resolve) => {
      reader.onload = resolve;
    });
    reader.readAsDataURL(new Blob(parts));
    await read;
    return String(reader.result);
  });
  return Buffer.from(text.slice(text.indexOf(",") + 1), "base64");
}

/** Runs in the page. */
async function seekToMiddle() {
  const video = document.querySelector("video") as HTMLVideoElement;
  const event = (name: string) =>
    new Promise<void>((resolve, reject) => {
      video.addEventListener(name, () => resolve(), { once: true });
      video.addEventListener("error", () => reject(new Error(video.error?.message)), {
        once: true,
      });
    });
  if (video.readyState < 1) await event("loadedmetadata");
  const from = video.currentTime;
  let { duration } = video;
  if (!Number.isFinite(duration)) {
    // What a browser records does not say how long it is; one that looks for its end knows.
    video.currentTime = 1e9;
    await event("seeked");
    duration = video.duration;
    video.currentTime = 0;
    await event("seeked");
  }
  video.currentTime = duration / 2;
  await event("seeked");
  return { from, to: video.currentTime, seeked: !video.seeking, duration };
}
