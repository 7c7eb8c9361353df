import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { frameOf, makeClip, psnr, withoutFfmpeg } from "../../video/clips.ts";

describeUnless(withoutFfmpeg, `key frames of videos, by ${program.name} without FFmpeg`, () => {
  const folder = temporaryFolder();
  const size = { width: 160, height: 96 };
  const encoders: Record<string, string[]> = {
    "vp8.webm": ["-c:v", "libvpx", "-deadline", "realtime"],
    "vp9.webm": ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"],
    "av1.mp4": ["-c:v", "libsvtav1", "-preset", "12"],
    "hevc.mp4": ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"],
  };
  let server: RunningServer;

  beforeAll(async () => {
    for (const [name, output] of Object.entries(encoders)) {
      makeClip(folder, name, { ...size, seconds: 1, sound: false, filter: "gblur=3", output });
    }
    server = await startServer(program, [folder, "--renderers", "1", "--ffmpeg", "off"]);
  }, 120_000);
  afterAll(() => server?.stop());

  for (const name of Object.keys(encoders)) {
    test(`${name} has a still`, async () => {
      const { status, body } = await send(server.url, `/${name}/ik-thumbnail.jpg?tr=f-png`);
      expect(status).toBe(200);
      const data = await sharp(body).removeAlpha().raw().toBuffer();
      expect(psnr(data, frameOf(join(folder, name), 0, size.width, size.height))).toBeGreaterThan(
        35,
      );
    });
  }
});
