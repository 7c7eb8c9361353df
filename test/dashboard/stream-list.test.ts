import { expect, test } from "bun:test";
import { readChain, streamOf } from "../../src/dashboard/playground/chain.ts";
import { readMaster, readTrack } from "../../src/dashboard/playground/stream-list.ts";
import { hlsMaster, hlsPlaylist } from "../../src/video/stream/hls.ts";
import { peakBitRate, type Stream, soundBitRate } from "../../src/video/stream/stream.ts";

const base = "http://localhost/p/clip.mp4/ik-master.m3u8?tr=so-1&ik-s=2";
const link = (name: string) => `${name}?tr=so-1,du-9&ik-s=2`;
const timing = {
  ...{ rate: { frames: 25, seconds: 1 }, timescale: 25_000, frameTicks: 1000 },
  ...{ frames: 225, segmentFrames: 100, segments: 3 },
};
const rung = { rung: 240, size: { width: 426, height: 240 }, codec: "avc1.640015" } as const;
const larger = { rung: 360, size: { width: 640, height: 360 }, codec: "avc1.64001e" } as const;
const stream: Stream = {
  timing,
  rungs: [
    { ...rung, bitRate: 200_000 },
    { ...larger, bitRate: 400_000 },
  ],
  sound: { channels: 2 },
};

test("the playground reads of a stream's list what the server has written", () => {
  const read = readMaster(hlsMaster(stream, link), base);
  expect(read.sound).toBe(`http://localhost/p/clip.mp4/${link("ik-stream-audio.m3u8")}`);
  expect(read.rungs).toEqual([
    {
      size: "426 × 240",
      bitRate: 200_000 + soundBitRate,
      peakBitRate: peakBitRate({ bitRate: 200_000 }) + soundBitRate,
      codecs: ["avc1.640015", "mp4a.40.2"],
      list: `http://localhost/p/clip.mp4/${link("ik-stream-240.m3u8")}`,
    },
    expect.objectContaining({ size: "640 × 360" }),
  ]);
  const { sound, ...silent } = stream;
  expect(readMaster(hlsMaster(silent, link), base)).not.toHaveProperty("sound");
});

test("the playground reads of a size's list its segments, each behind the one before", () => {
  const read = readTrack(hlsPlaylist(timing, 240, link), base);
  expect(read.start).toBe(`http://localhost/p/clip.mp4/${link("ik-stream-240-init.mp4")}`);
  expect(read.segments.map(({ begin, end }) => [begin, end])).toEqual([
    [0, 4],
    [4, 8],
    [8, 9],
  ]);
  expect(read.segments[2]?.url).toBe(`http://localhost/p/clip.mp4/${link("ik-stream-240-2.m4s")}`);
});

test("what a stream decides itself is no part of its URL in the playground", () => {
  const urls = {
    "w-400,h-300": "/clip.mp4/ik-master.m3u8",
    "w-400,so-2,f-mp4:q-50,fo-left": "/tr:so-2:fo-left/clip.mp4/ik-master.m3u8",
    "sr-240_360,fps-20,bl-3,vc-h264": "/tr:sr-240_360,fps-20,bl-3/clip.mp4/ik-master.m3u8",
  };
  for (const [text, url] of Object.entries(urls)) {
    expect(streamOf("/", readChain(text), "clip.mp4")).toBe(url);
  }
});
