import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffmpeg, ffprobe, makeClip, withoutFfmpeg } from "./clips.ts";
import { decoded } from "./decoded.ts";
import {
  fetchMade,
  fetchTrack,
  packetsOf,
  readPlaylist,
  resolveTarget,
  writeTrack,
} from "./stream-reader.ts";

const seconds = 11;
const rate = 25;

describeUnless(withoutFfmpeg, "streams without FFmpeg", () => {
  const folder = temporaryFolder();
  const results = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    const small = { width: 160, height: 90, seconds };
    const h264 = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-g", "40"];
    const clip = makeClip(folder, "clip.mp4", { ...small, output: [...h264, "-c:a", "aac"] });
    ffmpeg("-i", clip, "-c", "copy", join(folder, "clip.mkv"));
    const hevc = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params"];
    const tagged = ["keyint=50:log-level=none", "-tag:v", "hev1", "-c:a", "libopus"];
    makeClip(folder, "hevc.mp4", { ...small, output: [...hevc, ...tagged] });
    server = await startServer(fromCheckout, [folder, "--renderers", "1"], {
      env: { PATH: temporaryFolder() },
    });
  }, 120_000);
  afterAll(() => server?.stop());

  for (const [name, codecs] of [
    ["clip.mkv", /^avc1\.64[0-9a-f]{4},mp4a\.40\.2$/],
    ["hevc.mp4", /^hvc1\.1\.[^,]+,opus$/],
  ] as const) {
    test(`the stream of ${name} is the frames of the file, cut at its key frames`, async () => {
      const target = `/${name}/ik-master.m3u8?tr=sr-240_360`;
      const list = await fetchMade(server.url, target);
      expect([list.status, list.headers.get("ik-error")]).toEqual([200, null]);
      const { variants, media } = readPlaylist(new TextDecoder().decode(list.body));
      const [variant = {}] = variants;
      expect([variants.length, media.length]).toEqual([1, 1]);
      expect(variant.CODECS).toMatch(codecs);
      expect(variant.RESOLUTION).toBe("160x90");
      expect(variant["FRAME-RATE"]).toBe("25.000");

      const images = await fetchTrack(server.url, resolveTarget(target, variant.URI ?? ""));
      const sound = await fetchTrack(server.url, resolveTarget(target, media[0]?.URI ?? ""));
      const imagesFile = writeTrack(join(results, "images.mp4"), images);
      const soundFile = writeTrack(join(results, "sound.mp4"), sound);
      const { frames, complaints } = decoded(imagesFile);
      expect([complaints, decoded(soundFile).complaints]).toEqual(["", ""]);
      expect(frames).toEqual(decoded(join(folder, name)).frames);
      const total = images.segments.reduce((sum, segment) => sum + segment.seconds, 0);
      expect(total).toBeCloseTo(seconds, 2);
      const [probed] = ffprobe(imagesFile).streams;
      if (name === "hevc.mp4") expect(probed?.codec_tag_string).toBe("hvc1");

      // What players are told holds for each segment, as Safari insists.
      const longest = Number(images.tags["EXT-X-TARGETDURATION"]);
      expect(longest).toBe(Number(sound.tags["EXT-X-TARGETDURATION"]));
      let start = packetsOf(imagesFile)[0]?.seconds ?? 0;
      for (const [i, body] of images.bodies.entries()) {
        const { seconds: length } = images.segments[i] ?? { seconds: 0 };
        expect(Math.round(length)).toBeLessThanOrEqual(longest);
        const bits = (body.length + (sound.bodies[i]?.length ?? 0)) * 8;
        expect(bits / length).toBeLessThanOrEqual(Number(variant.BANDWIDTH) * 1.01);
        const file = writeTrack(join(results, `${i}.mp4`), { head: images.head, bodies: [body] });
        const packets = packetsOf(file);
        expect(packets[0]?.isKey).toBe(true);
        expect(packets[0]?.seconds).toBeCloseTo(start, 3);
        expect(Math.min(...packets.map((packet) => packet.seconds))).toBe(
          packets[0]?.seconds as number,
        );
        start += length;
      }
    }, 60_000);
  }

  test("a part of a stream begins at a key frame, or is a 501", async () => {
    const target = "/clip.mp4/ik-master.m3u8?tr=so-3.2,du-4";
    const { variants } = readPlaylist(
      new TextDecoder().decode((await fetchMade(server.url, target)).body),
    );
    const images = await fetchTrack(server.url, resolveTarget(target, variants[0]?.URI ?? ""));
    const file = writeTrack(join(results, "part.mp4"), images);
    const all = decoded(join(folder, "clip.mp4")).frames;
    const kept = decoded(file).frames;
    expect(kept).toEqual(all.slice(80, 80 + kept.length));
    expect(kept.length).toBeGreaterThan(4 * rate - 4);
    const between = await send(server.url, "/clip.mp4/ik-master.m3u8?tr=so-3");
    expect([between.status, between.headers.get("ik-error")]).toEqual([
      501,
      expect.stringContaining("those around it are at 1.60 and 3.20 seconds"),
    ]);
  });

  test("DASH names the same files, whose times follow each other", async () => {
    const { status, body } = await fetchMade(server.url, "/clip.mp4/ik-master.mpd");
    const text = new TextDecoder().decode(body);
    expect(status).toBe(200);
    expect(text).toContain('<Representation id="source" bandwidth="');
    expect(text).toContain('media="ik-stream-$RepresentationID$-$Number$.m4s"');
    const runs = [...text.matchAll(/<S(?: t="0")? d="(\d+)"(?: r="(\d+)")?\/>/g)];
    const [images] = text.split('contentType="audio"');
    const ticks = runs
      .filter(({ index }) => index < (images?.length ?? 0))
      .reduce((sum, [, length, more = "0"]) => sum + Number(length) * (Number(more) + 1), 0);
    expect(ticks / 57_600).toBeCloseTo(seconds, 3);
  });

  test("what a stream does not have is a 404, and what would be made a 501", async () => {
    const statusOf = async (path: string) => (await send(server.url, path)).status;
    expect(await statusOf("/clip.mp4/ik-stream-source-99.m4s")).toBe(404);
    expect(await statusOf("/clip.mp4/ik-stream-240.m3u8")).toBe(501);
    expect(await statusOf("/clip.mp4/ik-master.m3u8?tr=rt-90")).toBe(501);
    writeFileSync(join(folder, "text.mp4"), "no video");
    expect(await statusOf("/text.mp4/ik-master.m3u8")).toBe(501);
  });
});
