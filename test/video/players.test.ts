import { afterAll, beforeAll, expect, test } from "bun:test";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { noChromium, startChromium } from "../support/chromium.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "./clips.ts";

const { resolve } = createRequire(import.meta.url);
const hlsScript = join(dirname(resolve("hls.js/package.json")), "dist/hls.min.js");
const dashScript = join(dirname(resolve("dashjs/package.json")), "dist/modern/umd/dash.all.min.js");

/** What a page's script knows of its player, whichever it is. */
interface Player {
  video: HTMLVideoElement;
  faults: string[];
  /** Goes to the largest size at the next segment. */
  improve(): void;
}

type PlayerWindow = { player: Player } & Record<string, never>;

/** Runs in the page. */
function startHls(list: string): void {
  const { Hls } = window as unknown as { Hls: new (options: object) => never };
  const video = document.querySelector("video") as HTMLVideoElement;
  const hls: {
    levels: unknown[];
    nextLevel: number;
    on(
      event: string,
      heard: (event: string, about: { fatal: boolean; details: string }) => void,
    ): void;
    loadSource(list: string): void;
    attachMedia(video: HTMLVideoElement): void;
  } = new Hls({ startLevel: 0, maxBufferLength: 4, enableWorker: false });
  const faults: string[] = [];
  hls.on("hlsError", (_, { fatal, details }) => {
    if (fatal || /parsing|append|codec/i.test(details)) faults.push(details);
  });
  hls.loadSource(list);
  hls.attachMedia(video);
  hls.nextLevel = 0;
  const improve = () => {
    hls.nextLevel = hls.levels.length - 1;
  };
  (window as unknown as PlayerWindow).player = { video, faults, improve };
}

/** Runs in the page. */
function startDash(list: string): void {
  interface Dash {
    initialize(video: HTMLVideoElement, list: string, plays: boolean): void;
    updateSettings(settings: object): void;
    on(event: string, heard: (about: { error: { message: string } }) => void): void;
    getRepresentationsByType(type: string): { id: string }[];
    setRepresentationForTypeById(type: string, id: string): void;
  }
  const { dashjs } = window as unknown as {
    dashjs: { MediaPlayer(): { create(): Dash } };
  };
  const video = document.querySelector("video") as HTMLVideoElement;
  const dash = dashjs.MediaPlayer().create();
  const faults: string[] = [];
  dash.on("error", ({ error }) => void faults.push(error.message));
  dash.updateSettings({
    streaming: {
      abr: { autoSwitchBitrate: { video: false }, initialBitrate: { video: 1 } },
      buffer: { fastSwitchEnabled: true, bufferTimeDefault: 4 },
    },
  });
  dash.initialize(video, list, false);
  const improve = () => {
    const last = dash.getRepresentationsByType("video").at(-1);
    if (last) dash.setRepresentationForTypeById("video", last.id);
  };
  (window as unknown as PlayerWindow).player = { video, faults, improve };
}

const players = [
  { name: "hls.js", script: hlsScript, start: startHls, list: "ik-master.m3u8" },
  { name: "dash.js", script: dashScript, start: startDash, list: "ik-master.mpd" },
];

describeUnless(withoutFfmpeg ?? noChromium, "players", () => {
  const folder = temporaryFolder();
  let server: RunningServer;
  let browser: Browser;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { width: 640, height: 360, seconds: 14 });
    server = await startServer(fromCheckout, [folder, "--renderers", "1"]);
    browser = await startChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const { name, script, start, list } of players) {
    test(`${name} plays a stream, changes its size and jumps`, async () => {
      const page = await browser.newPage();
      await page.route("**/player", (route) =>
        route.fulfill({ contentType: "text/html", body: "<video muted></video>" }),
      );
      await page.goto(`${server.url}/player`);
      await page.addScriptTag({ path: script });
      await page.evaluate(start, `/clip.mp4/${list}?tr=sr-240_360`);
      await page.evaluate(() => (window as unknown as PlayerWindow).player.video.play());

      await until(page, ({ video }) => video.currentTime > 0.5 && video.videoWidth === 426);
      await page.evaluate(() => (window as unknown as PlayerWindow).player.improve());
      await until(page, ({ video }) => video.videoWidth === 640 && video.currentTime > 1);
      await page.evaluate(() => {
        (window as unknown as PlayerWindow).player.video.currentTime = 13.2;
      });
      await until(page, ({ video }) => video.ended);
      const end = await page.evaluate(() => {
        const { video, faults } = (window as unknown as PlayerWindow).player;
        const { webkitAudioDecodedByteCount: sound } = video as {
          webkitAudioDecodedByteCount?: number;
        };
        return {
          faults,
          seconds: video.duration,
          hasSound: (sound ?? 1) > 0,
          error: video.error?.message,
        };
      });
      expect(end).toEqual({
        faults: [],
        seconds: expect.closeTo(14, 1),
        hasSound: true,
        error: undefined,
      });
      await page.close();
    }, 120_000);
  }

  test("they play the frames of the original where there is no FFmpeg", async () => {
    const flags = ["--renderers", "1", "--ffmpeg", "off"];
    const plain = await startServer(fromCheckout, [folder, ...flags]);
    try {
      for (const player of players) await playCopy(plain, player);
    } finally {
      await plain.stop();
    }
  }, 120_000);

  async function playCopy(plain: RunningServer, { script, start, list }: (typeof players)[number]) {
    const page = await browser.newPage();
    await page.route("**/player", (route) =>
      route.fulfill({ contentType: "text/html", body: "<video muted></video>" }),
    );
    await page.goto(`${plain.url}/player`);
    await page.addScriptTag({ path: script });
    await page.evaluate(start, `/clip.mp4/${list}`);
    await page.evaluate(() => (window as unknown as PlayerWindow).player.video.play());
    await until(page, ({ video }) => video.currentTime > 0.5 && video.videoWidth === 640);
    await page.evaluate(() => {
      (window as unknown as PlayerWindow).player.video.currentTime = 13.2;
    });
    await until(page, ({ video }) => video.ended);
    const faults = await page.evaluate(() => (window as unknown as PlayerWindow).player.faults);
    expect([list, faults]).toEqual([list, []]);
    await page.close();
  }
});

/** Waits until a player is so; says how it was where it never is. */
async function until(page: Page, holds: (player: Player) => boolean): Promise<void> {
  const condition = `(${holds})(window.player)`;
  try {
    await page.waitForFunction(condition, undefined, { timeout: 40_000 });
  } catch {
    const state = await page.evaluate(() => {
      const { video, faults } = (window as unknown as PlayerWindow).player;
      const { currentTime, videoWidth, readyState, ended, error } = video;
      return { currentTime, videoWidth, readyState, ended, error: error?.message, faults };
    });
    throw new Error(`It did not become so: ${holds}, ${JSON.stringify(state)}`);
  }
}
