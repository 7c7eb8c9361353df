import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { signUrl } from "../../src/url/signature.ts";
import { send } from "../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
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
  type Playlist,
  packetsOf,
  type ReadTrack,
  readPlaylist,
  resolveTarget,
  writeTrack,
} from "./stream-reader.ts";

const seconds = 10;
const rate = 25;

describeUnless(withoutFfmpeg, "streams", () => {
  const folder = temporaryFolder();
  const results = temporaryFolder();
  const target = "/clip.mp4/ik-master.m3u8?tr=sr-240_360_720";
  let server: RunningServer;
  let master: Playlist;
  const tracks = new Map<string, ReadTrack & { file: string }>();
  const track = (name: string) => tracks.get(name) as ReadTrack & { file: string };
  const images = () => [...tracks].filter(([name]) => name !== "sound").map(([, each]) => each);

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { width: 640, height: 360, seconds, rate });
    server = await startServer(fromCheckout, [folder, "--renderers", "1"]);
    const { body } = await fetchMade(server.url, target);
    master = readPlaylist(new TextDecoder().decode(body));
    const all = [
      ...master.variants.map(({ RESOLUTION = "", URI = "" }) => [RESOLUTION, URI] as const),
      ...master.media.map(({ URI = "" }) => ["sound", URI] as const),
    ];
    for (const [name, uri] of all) {
      const read = await fetchTrack(server.url, resolveTarget(target, uri));
      tracks.set(name, { ...read, file: writeTrack(join(results, `${name}.mp4`), read) });
    }
  }, 120_000);
  afterAll(() => server?.stop());

  test("have each size that is asked for once, and none larger than the video", () => {
    expect([...tracks.keys()]).toEqual(["426x240", "640x360", "sound"]);
    for (const [name, { file }] of tracks) {
      const [stream, ...others] = ffprobe(file).streams;
      expect(others).toEqual([]);
      if (name === "sound") {
        expect(stream).toMatchObject({ codec_name: "aac", codec_tag_string: "mp4a" });
      } else {
        expect(stream).toMatchObject({ codec_name: "h264", codec_tag_string: "avc1" });
        expect(`${stream?.width}x${stream?.height}`).toBe(name);
        expect(stream?.pix_fmt).toBe("yuv420p");
      }
    }
  });

  test("have every frame of the video at its time", () => {
    for (const { file } of images()) {
      const times = packetsOf(file).map((packet) => packet.seconds);
      const sorted = times.toSorted((a, b) => a - b);
      expect(sorted.length).toBe(seconds * rate);
      for (const [i, time] of sorted.entries()) expect(time).toBeCloseTo(i / rate, 4);
    }
    // More detail than the rate has room for: which frame it is can be told, and no more.
    for (const at of [3.96, 4, 8.04]) {
      const [made, original] = [track("640x360").file, join(folder, "clip.mp4")].map((file) =>
        frameOf(file, at, 320, 180),
      );
      expect(psnr(made as Buffer, original as Buffer)).toBeGreaterThan(30);
    }
  });

  test("look as the video does where that fits into the rate of the size", async () => {
    const filter = "gblur=sigma=3";
    const original = makeClip(folder, "calm.mp4", { width: 640, height: 360, seconds: 5, filter });
    const list = "/calm.mp4/ik-stream-360.m3u8?tr=sr-360";
    const file = writeTrack(join(results, "calm.mp4"), await fetchTrack(server.url, list));
    const shown = (of: string, at: number) => frameOf(of, at, 640, 360);
    for (const at of [0, 2, 3.96, 4, 4.88]) {
      const frame = shown(file, at);
      expect(psnr(frame, shown(original, at))).toBeGreaterThan(35);
      expect(psnr(frame, shown(original, at + 1 / rate))).toBeLessThan(30);
    }
  }, 60_000);

  test("have key frames where segments begin and nowhere else, at the same times in all sizes", () => {
    const times = images().map(({ file }) =>
      packetsOf(file).flatMap(({ seconds, isKey }) => (isKey ? [seconds] : [])),
    );
    expect(times).toEqual(times.map(() => [0, 4, 8]));
    for (const { segments } of images()) {
      expect(segments.map((segment) => segment.seconds)).toEqual([4, 4, 2]);
    }
  });

  test("have sound without a gap, as long as the video", () => {
    const packets = packetsOf(track("sound").file);
    for (const [i, packet] of packets.entries()) {
      expect(packet.seconds).toBeCloseTo((i * 1024) / 48_000, 4);
    }
    expect(Math.abs((packets.length * 1024) / 48_000 - seconds)).toBeLessThan(1024 / 48_000);
    // One tone throughout: with it filtered out, what a seam adds would be heard.
    const args = ["-i", track("sound").file, "-af", "bandreject=f=440:w=200:t=h,aresample=8000"];
    const samples = ffmpeg(...args, "-ac", "1", "-f", "s16le", "-");
    const loudest = Math.max(
      ...Array.from({ length: samples.length / 2 - 8000 }, (_, i) =>
        Math.abs(samples.readInt16LE(2 * (i + 4000))),
      ),
    );
    expect(loudest).toBeLessThan(200);
  });

  test("keep the rules that Safari has for a list", () => {
    expect(master.tags).toMatchObject({ "EXT-X-VERSION": "7", "EXT-X-INDEPENDENT-SEGMENTS": "" });
    expect(master.media).toEqual([
      expect.objectContaining({ TYPE: "AUDIO", "GROUP-ID": "audio", CHANNELS: "1" }),
    ]);
    for (const variant of master.variants) {
      const { head, bodies, segments } = track(variant.RESOLUTION as string);
      const avcC = Buffer.from(head).indexOf("avcC");
      const profile = Buffer.from(head).toString("hex", avcC + 5, avcC + 8);
      expect(profile).toMatch(/^6400/);
      expect(variant).toMatchObject({
        CODECS: `avc1.${profile},mp4a.40.2`,
        AUDIO: "audio",
        "FRAME-RATE": "25.000",
      });
      const sound = track("sound").bodies;
      const rates = bodies.map(
        (body, i) =>
          ((body.length + (sound[i]?.length ?? 0)) * 8) / (segments[i]?.seconds as number),
      );
      expect(Math.max(...rates)).toBeLessThanOrEqual(Number(variant.BANDWIDTH));
    }
    const lengths = [...tracks.values()].map(({ tags }) => tags["EXT-X-TARGETDURATION"]);
    expect(new Set(lengths).size).toBe(1);
    for (const { tags, segments } of tracks.values()) {
      expect(tags).toMatchObject({
        "EXT-X-VERSION": "7",
        "EXT-X-PLAYLIST-TYPE": "VOD",
        "EXT-X-ENDLIST": "",
      });
      for (const segment of segments) {
        expect(segment.seconds).toBeLessThanOrEqual(Number(tags["EXT-X-TARGETDURATION"]));
      }
    }
  });

  test("refuse what they cannot have, by name", async () => {
    const refused = [
      ["ik-master.m3u8?tr=sr-240,w-100", 400, "`w` does not go with a stream"],
      ["ik-master.mpd?tr=sr-240:q-50", 400, "`q` does not go with a stream"],
      ["ik-master.m3u8?tr=sr-241", 400, "`sr`"],
      ["ik-master.m3u8?tr=sr-0x168_240.0", 400, "`sr`"],
      ["ik-stream-480.m3u8?tr=sr-240_360_720", 404, "The stream has no track `480`"],
      ["ik-stream-240-3.m4s?tr=sr-240_360_720", 404, "The stream has 3 segments"],
      ["ik-stream-audio-99999.m4s?tr=sr-240_360_720", 404, "The stream has 3 segments"],
      ["ik-stream-241.m3u8", 404, "A stream has no file `ik-stream-241.m3u8`"],
      ["ik-stream-240-00.m4s", 404, "A stream has no file"],
    ] as const;
    for (const [name, status, message] of refused) {
      const answer = await send(server.url, `/clip.mp4/${name}`);
      expect([name, answer.status, answer.headers.get("ik-error")]).toEqual([
        name,
        status,
        expect.stringContaining(message),
      ]);
    }
  });

  test("have the sizes of the table where the video has its shape", async () => {
    makeClip(folder, "large.mp4", { width: 1600, height: 900, seconds: 0.2, sound: false });
    makeClip(folder, "tall.mp4", { width: 270, height: 852, seconds: 0.2, sound: false });
    makeClip(folder, "near.mp4", { width: 852, height: 480, seconds: 0.2, sound: false });
    const sizes = async (name: string) => {
      const list = `/${name}/ik-master.m3u8`;
      const { body } = await fetchMade(server.url, list);
      const { variants } = readPlaylist(new TextDecoder().decode(body));
      return variants.map(({ RESOLUTION }) => RESOLUTION);
    };
    expect(await sizes("large.mp4")).toEqual([
      ...["426x240", "640x360", "854x480", "1280x720", "1600x900"],
    ]);
    expect(await sizes("near.mp4")).toEqual(["426x240", "640x360", "852x480"]);
    expect(await sizes("tall.mp4")).toEqual(["76x240", "114x360", "152x480", "228x720", "270x852"]);
  }, 60_000);

  test("say what each file is", async () => {
    const types = [
      ["ik-master.m3u8", "application/vnd.apple.mpegurl"],
      ["ik-stream-240.m3u8", "application/vnd.apple.mpegurl"],
      ["ik-stream-240-init.mp4", "video/mp4"],
      ["ik-stream-240-0.m4s", "video/mp4"],
      ["ik-stream-audio-0.m4s", "audio/mp4"],
      ["ik-master.mpd", "application/dash+xml"],
    ];
    for (const [name, type] of types) {
      const answer = await fetchMade(server.url, `/clip.mp4/${name}?tr=sr-240_360_720`);
      expect([name, answer.status, answer.headers.get("content-type")]).toEqual([name, 200, type]);
    }
  }, 60_000);
});

describeUnless(withoutFfmpeg, "streams of an endpoint whose URLs are signed", () => {
  const folder = temporaryFolder();
  let server: RunningServer;

  beforeAll(async () => {
    makeClip(folder, "clip.mp4", { seconds: 2 });
    makeClip(folder, "other.mp4", { seconds: 2 });
    const flags = ["--renderers", "1", "--private-key", privateKey];
    server = await startServer(fromCheckout, flags);
    const call = managementOf(server.url);
    const origin = { type: "LOCAL_FOLDER", name: "local", path: folder };
    const { json } = await call("POST", "/v1/accounts/origins", origin);
    await putEndpoint(call, { origins: [json.id], signing: "all" });
  }, 60_000);
  afterAll(() => server?.stop());

  const signed = (target: string, until?: number) => {
    const host = "http://localhost/";
    return signUrl(`http://localhost${target}`, host, privateKey, until).slice(host.length - 1);
  };
  const later = Math.floor(Date.now() / 1000) + 3600;

  for (const [place, target] of [
    ["in the query", "/clip.mp4/ik-master.m3u8?tr=sr-240&v=1"],
    ["in the path", "/tr:sr-240/clip.mp4/ik-master.m3u8"],
    ["behind the name", "/clip.mp4/ik-master.m3u8/tr:sr-240"],
  ] as const) {
    test(`a player reaches all files from a signed list, with \`tr\` ${place}`, async () => {
      for (const until of [undefined, later]) {
        const list = signed(target, until);
        const { body, status } = await fetchMade(server.url, list);
        expect([list, status]).toEqual([list, 200]);
        const master = readPlaylist(new TextDecoder().decode(body));
        const uris = [...master.variants, ...master.media].map(({ URI = "" }) => URI);
        expect(uris.length).toBe(2);
        for (const uri of uris) {
          const { bodies } = await fetchTrack(server.url, resolveTarget(list, uri));
          expect(bodies.length).toBe(1);
        }
      }
    }, 60_000);
  }

  test("the signature of a list opens nothing else", async () => {
    const list = signed("/clip.mp4/ik-master.mpd?tr=sr-240", later);
    const part = list.replace("ik-master.mpd", "ik-stream-240-0.m4s");
    expect((await fetchMade(server.url, part)).status).toBe(200);
    const query = new URLSearchParams({ url: `${server.url}${part}` });
    const told = await managementOf(server.url)("GET", `/v1/explain?${query}`);
    expect(told.json.signature).toMatchObject({ state: "good", expires: later * 1000 });
    const others = [
      list.replace("ik-master.mpd", "ik-master.m3u8"),
      list.replace("/ik-master.mpd", ""),
      list.replace("ik-master.mpd", "ik-thumbnail.jpg"),
      part.replace("clip", "other"),
      part.replace("sr-240", "sr-240_360"),
      part.replace("tr=", "v=1&tr="),
      part.replace(String(later), String(later + 1)),
      part.replace(/&ik-s=.*/, ""),
      signed("/clip.mp4/ik-master.m3u8?tr=sr-240", later - 7200).replace(
        "ik-master.m3u8",
        "ik-stream-240-0.m4s",
      ),
    ];
    for (const target of others) {
      expect([target, (await send(server.url, target)).status]).toEqual([target, 401]);
    }
  });
});
