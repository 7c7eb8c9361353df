import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { moovOf } from "../../src/render/engine/film/moov.ts";
import { hidesMedia } from "../../src/video/plan/hidden-media.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffmpeg, ffprobe, makeClip, showPart, withoutFfmpeg } from "./clips.ts";
import { allPacketsOf } from "./decoded.ts";

describeUnless(withoutFfmpeg, "a video of which an edit list hides a part", () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, name);
  let server: RunningServer;

  beforeAll(async () => {
    const output = ["-c:v", "libx264", "-g", "50", "-bf", "3", "-c:a", "aac"];
    const clip = makeClip(folder, "clip.mp4", { width: 160, height: 90, seconds: 6, output });
    showPart(clip, file("part.mp4"), { from: 2, seconds: 3 });
    showPart(clip, file("end.mp4"), { from: 0, seconds: 3.32 });
    ffmpeg("-ss", "2.52", "-i", clip, "-c", "copy", file("start.mp4"));
    server = await startServer(fromCheckout, [folder, "--renderers", "1"]);
  }, 60_000);
  afterAll(() => server?.stop());

  async function isHidden(name: string): Promise<boolean> {
    const index = await moovOf(file(name));
    if (!index) throw new Error(`${name} has no index`);
    return hidesMedia(index.moov);
  }

  test("is known, and those of encoders are not taken for one", async () => {
    for (const name of ["part.mp4", "end.mp4", "start.mp4"]) {
      expect([name, await isHidden(name)]).toEqual([name, true]);
    }
    const h264 = ["-c:v", "libx264"];
    const usual: Record<string, string[]> = {
      plain: [...h264, "-c:a", "aac"],
      "b-frames": [...h264, "-bf", "8", "-c:a", "aac"],
      "few frames": [...h264, "-bf", "3", "-r", "5", "-c:a", "aac"],
      "no b-frames": [...h264, "-bf", "0", "-c:a", "aac"],
      "no edits": [...h264, "-c:a", "aac", "-use_editlist", "0"],
      "late sound": [...h264, "-c:a", "aac", "-af", "adelay=500:all=1"],
      hevc: ["-c:v", "libx265", "-x265-params", "log-level=none", "-c:a", "libopus"],
      fragments: [...h264, "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"],
    };
    for (const [name, output] of Object.entries(usual)) {
      makeClip(folder, "usual.mp4", { width: 64, height: 36, seconds: 2, output });
      expect([name, await isHidden("usual.mp4")]).toEqual([name, false]);
    }
  }, 60_000);

  for (const [name, seconds] of [
    ["part.mp4", 3],
    ["end.mp4", 3.32],
    ["start.mp4", 3.48],
  ] as const) {
    test(`${name} that is muted, or of which the sound is taken, ends where it ends`, async () => {
      for (const transformation of ["ac-none", "vc-none", "ac-none,f-mp4"]) {
        const { status, body } = await send(server.url, `/tr:${transformation}/${name}`);
        expect([transformation, status]).toEqual([transformation, 200]);
        const made = file("made.mp4");
        writeFileSync(made, body);
        const [stream, ...others] = ffprobe(made).streams;
        expect(others).toEqual([]);
        expect(Math.abs(Number(stream?.duration) - seconds)).toBeLessThan(0.05);
        if (stream?.codec_type === "audio") continue;
        expect(allPacketsOf(made).length).toBe(Math.round(seconds * 25));
      }
    });
  }

  test("that is not changed is delivered as it is", async () => {
    const original = (await send(server.url, "/part.mp4")).body;
    const same = (await send(server.url, "/tr:f-mp4/part.mp4")).body;
    expect(Buffer.from(same).equals(original)).toBe(true);
  });
});
