import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
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
import { ffmpeg, ffprobe, makeClip, showPart, until, withoutFfmpeg } from "../clips.ts";
import { allPacketsOf, decoded } from "../decoded.ts";
import { packetsOf } from "../stream-reader.ts";

const rate = 25;
const frame = 1 / rate;
const key = 50;
const small = { width: 160, height: 90 };

describeUnless(withoutFfmpeg, "videos without FFmpeg", () => {
  const folder = temporaryFolder();
  const results = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    const h264 = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", String(key)];
    const clip = makeClip(folder, "clip.mp4", {
      ...small,
      seconds: 6,
      output: [...h264, "-c:a", "aac"],
    });
    ffmpeg("-i", clip, "-c", "copy", join(folder, "clip.mkv"));
    ffmpeg("-i", clip, "-vn", "-c", "copy", join(folder, "sound.m4a"));
    // The frames from 2 to 2.52 seconds are in this file, and shown by no player.
    ffmpeg("-ss", "2.52", "-i", clip, "-c", "copy", join(folder, "hiding.mp4"));
    const turn = ["-display_rotation", "90", "-i", clip, "-c", "copy"];
    if (!supports(turn)) turn.splice(0, 4, "-i", clip, "-c", "copy", "-metadata:s:v", "rotate=270");
    ffmpeg(...turn, join(folder, "turned.mov"));
    const open = [...h264, "-x264opts", "open-gop=1", "-c:a", "aac"];
    makeClip(folder, "open.mp4", { ...small, seconds: 6, output: open });
    const vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "50"];
    makeClip(folder, "clip.webm", { ...small, seconds: 4, output: [...vp9, "-c:a", "libopus"] });
    const av1 = ["-c:v", "libsvtav1", "-preset", "12", "-g", "50", "-c:a", "libopus"];
    makeClip(folder, "av1.mkv", { ...small, seconds: 4, output: av1 });
    showPart(clip, join(folder, "part.mp4"), { from: 2, seconds: 3 });
    ffmpeg("-i", clip, "-c", "copy", "-output_ts_offset", "100", join(folder, "late.mkv"));
    const flags = [folder, "--renderers", "1", "--private-key", privateKey];
    server = await startServer(fromCheckout, flags, {
      env: { PATH: temporaryFolder() },
    });
  }, 120_000);
  afterAll(() => server?.stop());

  /** What a URL gives, as ffprobe and a decoder judge it. */
  async function made(target: string, name: string) {
    const { status, headers, body } = await send(server.url, target);
    expect([target, status, headers.get("ik-error")]).toEqual([target, 200, null]);
    const file = join(results, name);
    writeFileSync(file, body);
    const { complaints, frames } = decoded(file);
    expect(complaints).toBe("");
    const { streams, format } = ffprobe(file);
    return {
      file,
      frames,
      streams,
      seconds: Number(format.duration),
      type: headers.get("content-type"),
    };
  }

  const originals = new Map<string, string[]>();
  const originalOf = (target: string): string[] => {
    const name = target.replace(/.*\//, "");
    const frames = originals.get(name) ?? decoded(join(folder, name)).frames;
    originals.set(name, frames);
    return frames;
  };

  for (const [target, codecs, seconds] of [
    ["/tr:ac-none/clip.mp4", "h264", 6],
    ["/tr:f-mp4/clip.mkv", "h264 aac", 6],
    ["/tr:vc-none/clip.mp4", "aac", 6],
    ["/tr:f-webm/av1.mkv", "av1 opus", 4],
    ["/tr:ac-none/clip.webm", "vp9", 4],
    ["/tr:f-mp4/turned.mov", "h264 aac", 6],
  ] as const) {
    test(`${target} keeps every frame`, async () => {
      const { frames, streams, seconds: length } = await made(target, "whole.video");
      expect(streams.map(({ codec_name }) => codec_name).join(" ")).toBe(codecs);
      expect(Math.abs(length - seconds)).toBeLessThan(frame);
      expect(frames).toEqual(codecs === "aac" ? [] : originalOf(target));
    });
  }

  test("a video that a player turns is turned as before", async () => {
    const { file } = await made("/tr:ac-none/turned.mov", "turned.mp4");
    const turnOf = (name: string) =>
      ffprobe(name).streams[0]?.side_data_list?.find(({ rotation }) => rotation !== undefined);
    expect(turnOf(file)?.rotation).toBe(turnOf(join(folder, "turned.mov"))?.rotation as number);
    expect(turnOf(file)?.rotation).toBeTruthy();
  });

  for (const [target, from, to] of [
    ["/tr:so-2,du-2/clip.mp4", 2, 4],
    ["/tr:so-2,eo-5.4/clip.mp4", 2, 5.4],
    ["/tr:du-3.3/clip.mp4", 0, 3.3],
    ["/tr:so-2,f-mp4/clip.mkv", 2, 6],
    ["/tr:so-50p/clip.webm", 2, 4],
    ["/tr:so-2,f-webm/av1.mkv", 2, 4],
  ] as const) {
    test(`${target} holds nothing from before the cut, and nothing from behind it`, async () => {
      const { file, frames: kept, seconds } = await made(target, "cut.video");
      expect(Math.abs(seconds - (to - from))).toBeLessThan(frame + 0.001);
      const wanted = originalOf(target).slice(Math.round(from * rate), Math.round(to * rate));
      // The last ones may stand still: they need a frame that is shown behind the cut.
      expect(kept).toEqual(wanted.slice(0, kept.length));
      expect(wanted.length - kept.length).toBeLessThanOrEqual(4);
      // What an edit list would hide is counted as well.
      const packets = allPacketsOf(file);
      expect(packets.length).toBe(kept.length);
      expect(Math.min(...packets)).toBe(0);
    });
  }

  test("what an edit list cuts off is in no file, and does not count", async () => {
    const all = originalOf("/clip.mp4");
    const { file, frames: kept, seconds } = await made("/tr:ac-none/part.mp4", "part.mp4");
    expect(kept).toEqual(all.slice(2 * rate, 2 * rate + kept.length));
    expect([allPacketsOf(file).length, Math.abs(seconds - 3) < frame]).toEqual([kept.length, true]);
    const { frames: half } = await made("/tr:du-50p,vc-h264/part.mp4", "half.mp4");
    expect(half.length).toBeLessThanOrEqual(1.5 * rate + 1);
    const sound = await made("/tr:vc-none/part.mp4", "part.m4a");
    // A decoder begins with two packets that are not heard.
    expect(packetsOf(sound.file).length).toBeLessThanOrEqual(Math.ceil((3 * 44_100) / 1024) + 3);
    const behind = await send(server.url, "/tr:so-4/part.mp4");
    expect([behind.status, behind.headers.get("ik-error")]).toEqual([
      400,
      "EINVAL - Cannot cut at 4 seconds: the file has 3.00",
    ]);
  });

  test("seconds count from where a file begins, whatever its times are", async () => {
    const { frames: kept, streams } = await made("/tr:so-2,du-2,f-mp4/late.mkv", "late.mp4");
    expect(kept).toEqual(originalOf("/clip.mp4").slice(2 * rate, 2 * rate + kept.length));
    expect(kept.length).toBeGreaterThan(2 * rate - 4);
    expect(streams.map(({ duration }) => Math.round(Number(duration)))).toEqual([2, 2]);
    const whole = await made("/tr:f-mp4/late.mkv", "whole.mp4");
    expect(Math.abs(whole.seconds - 6)).toBeLessThan(2 * frame);
    expect(whole.frames).toEqual(originalOf("/clip.mp4"));
  });

  test("what is made again is the same to the byte", async () => {
    const call = managementOf(server.url);
    const targets = [
      "/tr:so-2,du-2/clip.mp4",
      "/tr:so-2/clip.webm",
      "/clip.mp4/ik-stream-source-init.mp4",
    ];
    const tagsOf = async () => {
      const answers = await Promise.all(targets.map((target) => send(server.url, target)));
      return answers.map(({ status, headers }) => [status, headers.get("etag")]);
    };
    const first = await tagsOf();
    expect(first.map(([status]) => status)).toEqual([200, 200, 200]);
    const second = () => Promise.resolve(Math.floor(Date.now() / 1000));
    const then = await second();
    await call("POST", "/v1/files/purge", { url: `${server.url}/*` });
    await until(second, (now) => now > then);
    expect(await tagsOf()).toEqual(first);
  });

  for (const [target, near] of [
    ["/tr:so-2.52/clip.mp4", "those around it are at 2.00 and 4.00 seconds"],
    ["/tr:so-0.5,du-1/clip.mkv", "those around it are at 0.02 and 2.02 seconds"],
    ["/tr:so-2/open.mp4", ""],
    ["/tr:so-5/clip.mp4", "the last before it is at 4.00 seconds"],
    ["/tr:ac-none/hiding.mp4", "the first behind it is at"],
  ] as const) {
    test(`${target}, which begins between key frames, is a 501 that names the nearest`, async () => {
      const { status, headers } = await send(server.url, target);
      expect([status, headers.get("ik-error")]).toEqual([
        501,
        expect.stringMatching(
          new RegExp(
            `^ENOTSUP - Cutting a video .* needs FFmpeg, which is not installed .*${near}`,
          ),
        ),
      ]);
    });
  }

  test("a sound is cut between its packets, and is no longer than a packet more or less", async () => {
    const { file, streams, seconds, type } = await made("/tr:so-1.5,du-2/sound.m4a", "sound.m4a");
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(["aac"]);
    expect(type).toBe("audio/mp4");
    expect(Math.abs(seconds - 2)).toBeLessThan(1024 / 44_100);
    expect(packetsOf(file)[0]?.seconds).toBe(0);
  });

  for (const target of [
    "/tr:w-100/clip.mp4",
    "/tr:f-webm/clip.mp4",
    "/tr:q-30/clip.mp4",
    "/tr:fps-5/clip.mp4",
    "/tr:so-2,du-2,f-webp/clip.mp4",
    "/tr:f-mp4/av1.mkv",
    "/tr:rt-90/clip.mp4",
  ]) {
    test(`${target}, whose frames would be made, is a 501 that names FFmpeg`, async () => {
      const { status, headers } = await send(server.url, target);
      expect([status, headers.get("ik-error")]).toEqual([
        501,
        expect.stringMatching(/^ENOTSUP - .* needs FFmpeg, which is not installed on this server/),
      ]);
    });
  }

  test("a damaged file is refused by name, and the server goes on", async () => {
    const clip = readFileSync(join(folder, "clip.mp4"));
    const mkv = readFileSync(join(folder, "clip.mkv"));
    const fast = join(folder, "fast.mp4");
    ffmpeg("-i", join(folder, "clip.mp4"), "-c", "copy", "-movflags", "+faststart", fast);
    const files: Record<string, Uint8Array> = {
      "half.mp4": readFileSync(fast).subarray(0, 40_000),
      "half.mkv": mkv.subarray(0, 3_000),
      "noise.mp4": Buffer.concat([clip.subarray(0, 32), Buffer.alloc(100_000, 0x5a)]),
    };
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
      for (const target of [`/tr:so-2,f-mp4/${name}`, `/${name}/ik-stream-source-1.m4s`]) {
        const { status, headers, body } = await send(server.url, target);
        const error = headers.get("ik-error") ?? "";
        expect([target, status, error]).toEqual([
          target,
          expect.any(Number),
          expect.stringMatching(/^(?:EFORMAT|ELIMIT|EINVAL|ENOENT|ENOTSUP) - /),
        ]);
        expect([400, 404, 415, 501]).toContain(status);
        expect(error + Buffer.from(body).toString()).not.toContain(folder);
      }
    }
    expect((await send(server.url, "/tr:so-4,ac-none/clip.mp4")).status).toBe(200);
  });

  test("what was made is a file of the cache, and goes with its original", async () => {
    copyFileSync(join(folder, "clip.mp4"), join(folder, "kept.mp4"));
    const target = "/tr:so-4/kept.mp4";
    const first = await send(server.url, target);
    const again = await send(server.url, target);
    expect(again.headers.get("etag")).toBe(first.headers.get("etag") ?? "none");
    const range = await send(server.url, target, { headers: { range: "bytes=4-7" } });
    expect([range.status, Buffer.from(range.body).toString()]).toEqual([206, "ftyp"]);
  });
});

function supports(args: string[]): boolean {
  return spawnSync("ffmpeg", ["-v", "error", ...args, "-f", "null", "-"]).status === 0;
}
