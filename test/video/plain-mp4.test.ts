import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { moovOf } from "../../src/render/engine/film/moov.ts";
import { boxesIn, UnusualFile } from "../../src/render/engine/film/mp4-boxes.ts";
import { createVideoEngine } from "../../src/video/engine.ts";
import { type MediaFacts, readFacts } from "../../src/video/plan/facts.ts";
import { probeCommand } from "../../src/video/plan/input.ts";
import { readPlainMp4 } from "../../src/video/plan/plain-mp4.ts";
import { describeUnless } from "../support/needs.ts";
import { ffmpeg, makeClip, noFilms, noRenderers, withoutFfmpeg } from "./clips.ts";

const folder = mkdtempSync(join(tmpdir(), "tintype-mp4-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What ffprobe says of a file, as the server asks it. */
function probed(file: string): MediaFacts {
  const args = probeCommand({ file, container: { demuxer: "mov" }, maxPixels: 1e8 });
  const { stdout } = spawnSync("ffprobe", args, { encoding: "utf8" });
  return readFacts(stdout, "mov");
}

/**
 * The same facts. Of frames that lie in another order than they are shown in, the index alone tells
 * whether a decoder knows that.
 */
function expectSame(name: string, facts: MediaFacts | undefined, file: string): void {
  const [{ directStart: told, ...known }, { directStart, ...rest }] = [facts ?? {}, probed(file)];
  expect([name, known]).toEqual([name, rest]);
  const start = Number(startOf(file));
  expect([name, told]).toEqual([name, directStart === undefined ? told && start : start]);
}

function startOf(file: string): string {
  const args = ["-v", "error", "-show_entries", "format=start_time", "-of", "csv=p=0", file];
  return spawnSync("ffprobe", args, { encoding: "utf8" }).stdout;
}

async function read(file: string): Promise<MediaFacts | undefined> {
  const index = await moovOf(file);
  return index && readPlainMp4(index.moov, index.bytes);
}

const h264 = ["-c:v", "libx264", "-preset", "ultrafast"];
const aac = ["-c:a", "aac"];

describeUnless(withoutFfmpeg, "the index of an MP4 file", () => {
  test("tells of usual files to the digit what ffprobe tells", async () => {
    const usual: Record<string, Parameters<typeof makeClip>[2]> = {
      plain: {},
      silent: { sound: false },
      "b-frames": { output: ["-c:v", "libx264", "-bf", "3", "-g", "30", ...aac] },
      stereo: { output: [...h264, ...aac, "-ac", "2"] },
      surround: { output: [...h264, ...aac, "-ac", "6"] },
      "index first": { output: [...h264, ...aac, "-movflags", "+faststart"] },
      "no edits": { output: [...h264, ...aac, "-use_editlist", "0"] },
      "30000/1001": { rate: 29.97 },
      "odd size": { width: 322, height: 182 },
      "longer sound": { output: [...h264, ...aac, "-af", "apad=pad_dur=2"] },
      "full range": { output: [...h264, "-color_range", "pc", ...aac] },
      "deep colours": { output: [...h264, "-pix_fmt", "yuv420p10le", ...aac] },
      "whole colours": { output: [...h264, "-pix_fmt", "yuv444p", ...aac] },
      interlaced: {
        height: 192,
        output: [...h264, "-flags", "+ildct", "-x264opts", "tff=1", ...aac],
      },
    };
    for (const [name, options] of Object.entries(usual)) {
      const file = makeClip(folder, "usual.mp4", { seconds: 1, ...options });
      expectSame(name, await read(file), file);
    }
  });

  test("is asked instead of ffprobe", async () => {
    const file = makeClip(folder, "asked.mp4", { seconds: 1 });
    const tools = { ffmpeg: "/none/ffmpeg", ffprobe: "/none/ffprobe" };
    const limits = { sourcePixels: 1e8 };
    const engine = createVideoEngine({
      tools,
      films: noFilms,
      pool: noRenderers,
      limits,
      jobs: 1,
      timeout: 1_000,
    });
    const container = { demuxer: "mov", mediaType: "video/mp4" };
    expectSame("asked", await engine.probe(file, container, { timeout: 10_000 }), file);
  });

  test("tells by how much a video is turned, as ffprobe does", async () => {
    const upright = makeClip(folder, "upright.mp4", { seconds: 1 });
    for (const degrees of ["90", "180", "270"]) {
      const file = join(folder, `turned-${degrees}.mp4`);
      ffmpeg("-i", upright, "-c", "copy", "-metadata:s:v:0", `rotate=${degrees}`, file);
      const facts = await read(file);
      expect(facts?.video?.rotation).not.toBe(0);
      expectSame(degrees, facts, file);
    }
  });

  test("leaves to ffprobe what is out of the usual, or agrees with it", async () => {
    const whole = makeClip(folder, "whole.mp4", { seconds: 2 });
    const cover = join(folder, "cover.png");
    ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", cover);
    const copied = ["-i", whole, "-c", "copy"];
    const unusual: Record<string, string[]> = {
      fragmented: [...copied, "-movflags", "+frag_keyframe+empty_moov"],
      "wide pixels": [
        ...copied,
        "-bsf:v",
        "h264_metadata=sample_aspect_ratio=4/3",
        "-aspect",
        "4:3",
      ],
      "aspect of the container": [...copied, "-aspect", "4:3"],
      QuickTime: [...copied, "-f", "mov"],
      "two sounds": [...copied, "-map", "0:v", "-map", "0:a", "-map", "0:a"],
      "two videos": [...copied, "-map", "0:v", "-map", "0:v", "-map", "0:a"],
      "sound first": [...copied, "-map", "0:a", "-map", "0:v"],
      "sound alone": [...copied, "-vn"],
      cut: ["-ss", "1.3", ...copied],
      later: [
        "-itsoffset",
        "1.5",
        "-i",
        whole,
        "-i",
        whole,
        "-map",
        "0:v",
        "-map",
        "1:a",
        "-c",
        "copy",
      ],
      "with a cover": [
        "-i",
        whole,
        "-i",
        cover,
        "-map",
        "0",
        "-map",
        "1",
        "-c",
        "copy",
        "-disposition:v:1",
        "attached_pic",
      ],
      HEVC: [
        "-i",
        whole,
        "-t",
        "1",
        "-c:v",
        "libx265",
        "-x265-params",
        "log-level=none",
        "-c:a",
        "copy",
      ],
      MP3: ["-i", whole, "-c:v", "copy", "-c:a", "libmp3lame"],
      "low rate": ["-i", whole, "-c:v", "copy", "-c:a", "aac", "-ar", "22050"],
      "uneven frames": [
        "-i",
        whole,
        "-vf",
        "select='not(mod(n,3))+lt(n,20)'",
        "-vsync",
        "vfr",
        ...h264,
        ...aac,
      ],
      "one frame": ["-i", whole, "-frames:v", "1", ...h264, "-an"],
    };
    for (const [name, args] of Object.entries(unusual)) {
      const file = join(folder, "unusual.mp4");
      ffmpeg(...args, file);
      const facts = await read(file);
      if (facts) expectSame(name, facts, file);
    }
  });

  test("tells nothing of a file that is cut, wherever that is", async () => {
    const bytes = readFileSync(makeClip(folder, "to-cut.mp4", { seconds: 1 }));
    const file = join(folder, "cut-off.mp4");
    for (let kept = bytes.length - 1; kept > 0; kept -= Math.ceil(bytes.length / 60)) {
      writeFileSync(file, bytes.subarray(0, kept));
      expect(await read(file)).toBeUndefined();
    }
  });

  test("never fails, whatever byte of it is another", async () => {
    const file = makeClip(folder, "to-spoil.mp4", { seconds: 1 });
    const index = await moovOf(file);
    if (!index) throw new Error("Expected an index");
    for (let at = 0; at < index.moov.length; at += 1) {
      for (const value of [0, 0x7f, 0xff]) {
        const spoilt = Buffer.from(index.moov);
        spoilt[at] = value;
        const facts = readPlainMp4(spoilt, index.bytes);
        if (facts) expect(Number.isFinite(facts.seconds + facts.bitRate)).toBe(true);
      }
    }
  });
});

test("an index of a million empty boxes is left to ffprobe before they take the server's memory", () => {
  const empty = Buffer.from("\0\0\0\x08free", "latin1");
  const moov = Buffer.alloc(8 * 1024 * 1024, empty);
  expect(() => boxesIn(moov)).toThrow(UnusualFile);
  expect(boxesIn(moov.subarray(0, 20 * empty.length))).toHaveLength(20);
  expect(readPlainMp4(moov, moov.length)).toBeUndefined();
});
