import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffmpeg, ffprobe, frameOf, makeClip, psnr, withoutFfmpeg } from "./clips.ts";
import {
  fetchMade,
  fetchTrack,
  packetsOf,
  readPlaylist,
  resolveTarget,
  writeTrack,
} from "./stream-reader.ts";

const encoded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-bf", "2", "-c:a", "aac"];

interface Source {
  name: string;
  /** What stands behind the clip as an input of FFmpeg. */
  args: readonly string[];
  size: string;
  /** Frames a second, and all of them. */
  rate: number;
  frames: number;
  /** Whether there is sound, and from which second on it is heard. */
  sound: number | undefined;
  /** Seconds of the stream, and of what is seen there in the original, or in what it is made of. */
  shown: [second: number, original: number][];
  like?: string;
}

const usual: Omit<Source, "name" | "args"> = {
  shown: [
    [0.4, 0.4],
    [4.24, 4.24],
  ],
  size: "320x180",
  rate: 25,
  frames: 150,
  sound: 0,
};

const sources: Source[] = [
  { ...usual, name: "usual.mp4", args: ["-c", "copy"] },
  {
    ...usual,
    name: "turned.mp4",
    args: ["-c", "copy", "-metadata:s:v", "rotate=90"],
    size: "134x240",
  },
  {
    ...usual,
    name: "shifted.ts",
    args: ["-c", "copy", "-output_ts_offset", "7.3"],
    like: "usual.mp4",
  },
  {
    ...usual,
    name: "late.mkv",
    args: ["-c:v", "copy", "-af", "volume=0:enable='lt(t,3.5)',atrim=0:5"],
    sound: 3.5,
  },
  {
    ...usual,
    // Its images begin after its sound, by half a frame, and end long before.
    name: "ended.mkv",
    args: ["-c:a", "copy", ...encoded.slice(0, -2), "-vf", "trim=0:3"],
    frames: 0,
    shown: [[0.4, 0.36]],
    like: "usual.mp4",
  },
  {
    ...usual,
    name: "film.mp4",
    args: [...encoded, "-r", "24000/1001"],
    rate: 24000 / 1001,
    frames: 145,
  },
  {
    ...usual,
    name: "jumpy.mp4",
    args: [...encoded, "-vf", "select='not(between(t,3,4.9))'", "-vsync", "vfr"],
    rate: 0,
    frames: 0,
    // In the gap, in which a segment begins, the frame before it stays.
    like: "usual.mp4",
    shown: [
      [3.5, 2.96],
      [4.3, 2.96],
    ],
  },
  {
    ...usual,
    name: "moving.gif",
    args: ["-vf", "fps=10,scale=100:56,setsar=1", "-t", "5"],
    size: "100x56",
    rate: 10,
    frames: 50,
    sound: undefined,
  },
];

describeUnless(withoutFfmpeg, "streams of what there is", () => {
  const folder = temporaryFolder();
  const results = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    const clip = makeClip(temporaryFolder(), "clip.mp4", {
      width: 320,
      height: 180,
      seconds: 6,
      output: encoded,
    });
    for (const { name, args } of sources) ffmpeg("-i", clip, ...args, join(folder, name));
    server = await startServer(fromCheckout, [folder, "--renderers", "1"]);
  }, 120_000);
  afterAll(() => server?.stop());

  // The usual one has tests of its own.
  for (const { name, size, rate, frames, sound, shown, like } of sources.slice(1)) {
    test(`${name} has all its frames and its sound, at their times`, async () => {
      const list = `/${name}/ik-master.m3u8?tr=sr-240`;
      const { status, headers, body } = await fetchMade(server.url, list);
      expect([status, headers.get("ik-error")]).toEqual([200, null]);
      const master = readPlaylist(new TextDecoder().decode(body));
      const [variant] = master.variants;
      expect([master.variants.length, master.media.length]).toEqual([
        1,
        sound === undefined ? 0 : 1,
      ]);
      expect(variant?.RESOLUTION).toBe(size);
      const images = await fetchTrack(server.url, resolveTarget(list, variant?.URI ?? ""));
      const file = writeTrack(join(results, `${name}.mp4`), images);
      const packets = packetsOf(file);
      const perSecond = rate || Number(variant?.["FRAME-RATE"]);
      for (const [i, { seconds }] of packets.entries())
        expect(seconds).toBeCloseTo(i / perSecond, 3);
      if (frames > 0) expect(packets.length).toBe(frames);
      const length = images.segments.reduce((sum, { seconds }) => sum + seconds, 0);
      expect(packets.length / perSecond).toBeCloseTo(length, 3);
      expect(ffprobe(file).streams[0]).toMatchObject({
        codec_name: "h264",
        sample_aspect_ratio: "1:1",
      });

      const [width = 0, height = 0] = size.split("x").map(Number);
      for (const [at, second] of shown) {
        const original = join(folder, like ?? name);
        const made = frameOf(file, at, width, height);
        expect(psnr(made, frameOf(original, second, width, height))).toBeGreaterThan(20);
      }
      const [audio] = master.media;
      if (!audio || sound === undefined) return;
      const heard = await fetchTrack(server.url, resolveTarget(list, audio.URI ?? ""));
      const track = writeTrack(join(results, `${name}.m4a`), heard);
      expect(Math.abs(packetsOf(track).length * (1024 / 48_000) - length)).toBeLessThan(0.022);
      const samples = ffmpeg("-i", track, "-ac", "1", "-ar", "8000", "-f", "s16le", "-");
      const first = Array.from({ length: samples.length / 2 }, (_, i) =>
        samples.readInt16LE(2 * i),
      ).findIndex((sample) => Math.abs(sample) > 500);
      expect(Math.abs(first / 8000 - sound)).toBeLessThan(0.05);
    }, 60_000);
  }
});
