import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffprobe, frameOf, makeClip, psnr, withoutFfmpeg } from "./clips.ts";
import { fetchMade, fetchTrack, readPlaylist, resolveTarget } from "./stream-reader.ts";

describeUnless(withoutFfmpeg, "videos of a Cloudinary backup", () => {
  const folder = temporaryFolder();
  const versions = join(folder, "res/demo/video/upload/clips/dog");
  const stored = "1700000000.mp4";
  let server: RunningServer;

  beforeAll(async () => {
    mkdirSync(versions, { recursive: true });
    makeClip(versions, stored);
    const noise = join(folder, "res/demo/video/upload/clips/noise");
    mkdirSync(noise);
    const output = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "8M", "-g", "25"];
    makeClip(noise, stored, { output, filter: "noise=alls=40:allf=t", sound: false });
    server = await startServer(fromCheckout, [
      folder,
      "--renderers",
      "1",
      "--private-key",
      privateKey,
    ]);
    const urlRewriter = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
    await putEndpoint(managementOf(server.url), { origins: [], urlRewriter });
  }, 120_000);
  afterAll(() => server?.stop());

  const stills: [path: string, width: number, format: string, second: number][] = [
    ["/demo/video/upload/clips/dog.jpg", 320, "jpeg", 0],
    ["/demo/video/upload/so_2/v1/clips/dog.png", 320, "png", 2],
    ["/demo/video/upload/so_1,w_100/clips/dog.webp", 100, "webp", 1],
  ];
  for (const [path, width, format, second] of stills) {
    test(`${path} is the frame at ${second} seconds`, async () => {
      const { status, headers, body } = await send(server.url, path);
      expect([status, headers.get("ik-error")]).toEqual([200, null]);
      expect(headers.get("content-type")).toBe(`image/${format}`);
      const { data, info } = await sharp(body)
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height]).toEqual([width, Math.round((width * 9) / 16)]);
      const at = (moment: number) => frameOf(join(versions, stored), moment, width, info.height);
      expect(psnr(data, at(second))).toBeGreaterThan(psnr(data, at(second + 1.2)) + 5);
    });
  }

  test("of a video that is not here, a still takes the parts that it needs", async () => {
    const kept = async () => {
      const { body } = await send(server.url, "/_/metrics");
      const [, bytes] = /^tintype_cache_bytes (\S+)$/m.exec(new TextDecoder().decode(body)) ?? [];
      return Number(bytes);
    };
    const before = await kept();
    expect(before).toBeGreaterThanOrEqual(0);
    const { status } = await send(server.url, "/demo/video/upload/so_2/clips/noise.jpg");
    expect(status).toBe(200);
    const { size } = statSync(join(folder, "res/demo/video/upload/clips/noise", stored));
    expect(size).toBeGreaterThan(2.5e6);
    expect((await kept()) - before).toBeLessThan(size / 2);
  });

  const sizes = async (list: string) => {
    const { status, headers, body } = await fetchMade(server.url, list);
    expect([list, status, headers.get("ik-error")]).toEqual([list, 200, null]);
    const master = readPlaylist(new TextDecoder().decode(body));
    return {
      ignored: headers.get("x-tintype-ignored"),
      sizes: master.variants.map(({ RESOLUTION }) => RESOLUTION),
      uris: [...master.variants, ...master.media].map(({ URI = "" }) => URI),
    };
  };

  const streams: [path: string, sizes: string[], tracks: number][] = [
    ["/demo/video/upload/sp_auto/v1/clips/dog.m3u8", ["320x180"], 2],
    ["/demo/video/upload/sp_sd/clips/dog.m3u8", ["320x180"], 2],
    ["/demo/video/upload/sp_4k/q_80,ac_none/clips/dog.m3u8?_a=B", ["320x180"], 1],
    ["/demo/video/upload/c_fill,h_160,w_120/sp_hd/clips/dog.m3u8", ["120x160"], 2],
    ["/video/upload/f_mp4,vc_vp9/sp_full_hd/v1/clips/dog.m3u8", ["320x180"], 2],
    ["/demo/video/upload/clips/dog.m3u8", ["320x180"], 2],
  ];
  for (const [list, expected, tracks] of streams) {
    test(`${list} is a stream, each file of which is reached`, async () => {
      const stream = await sizes(list);
      expect(stream.sizes).toEqual(expected);
      expect(stream.uris.length).toBe(tracks);
      for (const uri of stream.uris) {
        expect(uri).toStartWith("./dog.m3u8/ik-stream-");
        const { bodies } = await fetchTrack(server.url, resolveTarget(list, uri));
        expect(bodies.length).toBe(1);
      }
    }, 60_000);
  }

  test("a path that ends in .mpd is a stream for DASH", async () => {
    const list = "/demo/video/upload/sp_hd/clips/dog.mpd";
    const { status, headers, body } = await fetchMade(server.url, list);
    expect([status, headers.get("content-type")]).toEqual([200, "application/dash+xml"]);
    expect(new TextDecoder().decode(body)).toContain(
      'media="./dog.mpd/ik-stream-$RepresentationID$-$Number$.m4s"',
    );
    expect((await fetchMade(server.url, `${list}/ik-stream-audio-0.m4s`)).status).toBe(200);
    expect((await fetchMade(server.url, `${list}/ik-stream-audio-1.m4s`)).status).toBe(404);
  });

  test("what is not done to a video is left out, and named", async () => {
    const path = "/demo/video/upload/c_fill,g_auto,w_100,h_100/e_sepia/e_volume:mute/clips/dog.mp4";
    const { status, headers, body } = await fetchMade(server.url, path);
    expect([status, headers.get("ik-error")]).toEqual([200, null]);
    expect(headers.get("x-tintype-ignored")).toBe("e_sepia");
    const file = join(folder, "made.mp4");
    writeFileSync(file, body);
    const shown = ffprobe(file).streams.map((stream) => [stream.codec_name, stream.width]);
    expect(shown).toEqual([["h264", 100]]);
  }, 60_000);

  test("a path that ends in the stored format is the video itself", async () => {
    const { status, headers } = await send(server.url, "/demo/video/upload/clips/dog.mp4");
    expect([status, headers.get("content-type")]).toEqual([200, "video/mp4"]);
  });

  test("a path that ends in another format of videos is a video of that format", async () => {
    for (const prefix of ["/demo/video/upload", "/video/upload/v1"]) {
      const { status, headers, body } = await fetchMade(server.url, `${prefix}/clips/dog.webm`);
      expect([status, headers.get("content-type")]).toEqual([200, "video/webm"]);
      const file = join(folder, "made.webm");
      writeFileSync(file, body);
      expect(ffprobe(file).streams.map(({ codec_name }) => codec_name)).toEqual(["vp9", "opus"]);
    }
  }, 60_000);

  test("the sizes that a path in another format names are made of the original", async () => {
    const { status, headers } = await fetchMade(
      server.url,
      "/demo/video/upload/w_90/clips/dog.mov",
    );
    expect([status, headers.get("content-type")]).toEqual([200, "video/mp4"]);
  }, 60_000);

  test("a path that ends in a format of images is a frame without a rewriter, too", async () => {
    await putEndpoint(managementOf(server.url), { origins: [] });
    const { status, headers, body } = await send(server.url, "/video/upload/clips/dog.png");
    expect([status, headers.get("content-type")]).toEqual([200, "image/png"]);
    expect((await sharp(body).metadata()).width).toBe(320);
  });
});
