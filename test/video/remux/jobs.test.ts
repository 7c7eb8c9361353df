import { afterAll, beforeAll, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { managementOf, privateKey } from "../../support/management.ts";
import { describeUnless } from "../../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { ffmpeg, makeClip, until, withoutFfmpeg } from "../clips.ts";

describeUnless(withoutFfmpeg, "while a video is copied without FFmpeg", () => {
  const folder = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    const clip = makeClip(temporaryFolder(), "clip.mkv", { width: 160, height: 90, seconds: 6 });
    ffmpeg("-stream_loop", "119", "-i", clip, "-c", "copy", join(folder, "long.mkv"));
    const flags = ["--renderers", "1", "--private-key", privateKey, "--ffmpeg", "off"];
    server = await startServer(fromCheckout, [folder, ...flags]);
  }, 60_000);
  afterAll(() => server?.stop());

  test("it can be stopped, and what waits behind it, and asked for again", async () => {
    const call = managementOf(server.url);
    const jobs = async (): Promise<{ id: string; state: string }[]> =>
      (await call("GET", "/v1/video-jobs")).json;
    const targets = ["/tr:f-mp4/long.mkv", "/long.mkv?tr=f-mp4", "/tr:f-mp4,ac-none/long.mkv"];
    const asked = Promise.all(targets.map((target) => send(server.url, target)));
    // The first two are the same.
    const running = await until(jobs, (list) => list.length === 2 && isRunning(list));
    for (const { id } of running) {
      expect((await call("DELETE", `/v1/video-jobs/${id}`)).status).toBe(200);
    }
    for (const { status, headers } of await asked) {
      expect([status, headers.get("ik-error"), headers.has("retry-after")]).toEqual([
        503,
        "EBUSY - The video was stopped before it was made",
        true,
      ]);
    }
    expect(await jobs()).toEqual([]);
    const [first = ""] = targets;
    const { status, headers, body } = await send(server.url, first);
    expect([status, headers.get("content-type")]).toEqual([200, "video/mp4"]);
    expect(Buffer.from(body).toString("latin1", 4, 8)).toBe("ftyp");
  }, 60_000);

  test("what is purged meanwhile is stopped, and made of the new file the next time", async () => {
    const target = "/tr:ac-none/long.mkv";
    const call = managementOf(server.url);
    const asked = send(server.url, target);
    await until(
      async () => (await call("GET", "/v1/video-jobs")).json,
      (list) => list.length === 1,
    );
    const short = makeClip(temporaryFolder(), "clip.mkv", { seconds: 1 });
    ffmpeg("-i", short, "-c", "copy", join(folder, "long.mkv"));
    await call("POST", "/v1/files/purge", { url: `${server.url}/*` });
    const [before, after] = [await asked, await send(server.url, target)];
    expect([before.status, after.status]).toEqual([503, 200]);
    expect(before.headers.get("ik-error")).toMatch(/^EBUSY - The video was purged/);
    expect(after.body.length).toBeLessThan(statSync(short).size * 2);
  }, 60_000);
});

function isRunning(list: readonly { state: string }[]): boolean {
  return list.some(({ state }) => state === "running");
}
