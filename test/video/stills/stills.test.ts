import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import { animatedGif, photo } from "../../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { ffmpeg, ffprobe, frameOf, makeClip, psnr, withoutFfmpeg } from "../clips.ts";

describeUnless(withoutFfmpeg, "stills of videos", () => {
  const folder = temporaryFolder();
  const privateKey = "private_key_of_the_test";
  let server: RunningServer;
  const at = (path: string, headers = {}) => send(server.url, path, { headers });

  beforeAll(async () => {
    makeClip(folder, "clip.mp4");
    makeClip(folder, "clip.webm", {
      output: ["-c:v", "libvpx", "-deadline", "realtime"],
      sound: false,
    });
    makeClip(folder, "clip.mkv");
    makeClip(folder, "clip.mov", { output: ["-c:v", "mjpeg", "-q:v", "3"], sound: false });
    makeClip(folder, "clip.avi", { output: ["-c:v", "mpeg4", "-q:v", "3"], sound: false });
    makeClip(folder, "clip.ts", { sound: false });
    makeClip(folder, "wide.mp4", { filter: "setsar=2/1", sound: false });
    const endings = {
      "refreshed.mp4": ["-x264-params", "intra-refresh=1:keyint=25:bframes=2"],
      "live.mkv": ["-g", "25", "-live", "1"],
    };
    for (const [name, output] of Object.entries(endings)) {
      makeClip(folder, name, {
        seconds: 3,
        output: ["-c:v", "libx264", "-preset", "superfast", ...output],
        sound: false,
      });
    }
    makeClip(folder, "long.mkv", { sound: false });
    const long = readFileSync(join(folder, "long.mkv"));
    writeFileSync(join(folder, "cut.mkv"), long.subarray(0, long.length * 0.7));
    ffmpeg(
      "-i",
      join(folder, "clip.mp4"),
      "-c",
      "copy",
      "-metadata:s:v",
      "rotate=90",
      join(folder, "turned.mp4"),
    );
    copyFileSync(join(folder, "clip.mp4"), join(folder, "bare"));
    makeClip(folder, "sound.m4a", { output: ["-vn", "-c:a", "aac"] });
    writeFileSync(join(folder, "cover.jpg"), await photo(200, 200, { format: "jpeg" }));
    ffmpeg(
      ...[
        "-f",
        "lavfi",
        "-i",
        "sine=440:d=1",
        "-i",
        join(folder, "cover.jpg"),
        "-map",
        "0",
        "-map",
        "1",
      ],
      ...[
        "-c:a",
        "libmp3lame",
        "-c:v",
        "copy",
        "-disposition:v",
        "attached_pic",
        join(folder, "song.mp3"),
      ],
    );
    writeFileSync(join(folder, "moving.gif"), await animatedGif(60, 40, 5));
    server = await startServer(fromCheckout, [
      folder,
      "--renderers",
      "1",
      "--private-key",
      privateKey,
    ]);
  }, 120_000);
  afterAll(() => server?.stop());

  async function decoded(path: string, headers = {}) {
    const { status, body, headers: got } = await at(path, headers);
    expect([path, status, got.get("ik-error")]).toEqual([path, 200, null]);
    const { data, info } = await sharp(body)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, ...info, type: got.get("content-type") };
  }

  for (const name of ["clip.mp4", "clip.webm", "clip.mkv", "clip.mov", "clip.avi", "clip.ts"]) {
    test(`${name} has a still in its own size`, async () => {
      const { width, height, type } = await decoded(`/${name}/ik-thumbnail.jpg`);
      expect([width, height, type]).toEqual([320, 180, "image/jpeg"]);
    });
  }

  const times: [path: string, second: number][] = [
    ["/clip.mp4/ik-thumbnail.jpg?tr=f-png", 0],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-1.4,f-png", 1.4],
    ["/tr:so-2.72,f-png/clip.mp4/ik-thumbnail.jpg", 2.72],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-50p,f-png", 2],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-idu_div_4,f-png", 1],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-100,f-png", 3.96],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-1,du-2:so-0.6,f-png", 1.6],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-1,du-2:w-iw,f-png", 1],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-1,du-1:so-50p,f-png", 1.5],
    ["/clip.mp4/ik-thumbnail.jpg?tr=so-1,du-1:so-100,f-png", 1.96],
    ["/clip.mp4/ik-thumbnail.jpg?tr=if-iw_eq_320,so-2,if-else,so-1,if-end:f-png", 2],
  ];
  for (const [path, second] of times) {
    test(`${path} is the frame at ${second} seconds`, async () => {
      const { data } = await decoded(path);
      const same = psnr(data, frameOf(join(folder, "clip.mp4"), second, 320, 180));
      const other = psnr(data, frameOf(join(folder, "clip.mp4"), (second + 1.2) % 3.9, 320, 180));
      expect(same).toBeGreaterThan(35);
      expect(other).toBeLessThan(25);
    });
  }

  for (const name of ["refreshed.mp4", "live.mkv", "cut.mkv"]) {
    test(`the last frame of ${name} is shown for any moment behind it`, async () => {
      const size = 320 * 180 * 3;
      const args = ["-v", "quiet", "-i", join(folder, name), "-fps_mode", "passthrough"];
      const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
      const { stdout: frames } = spawnSync("ffmpeg", [...args, ...raw], { maxBuffer: 200 * size });
      for (const so of ["so-50", "so-2.97"]) {
        const { data } = await decoded(`/${name}/ik-thumbnail.jpg?tr=${so},f-png`);
        expect(psnr(data, frames.subarray(-size))).toBeGreaterThan(35);
        expect(psnr(data, frames.subarray(0, size))).toBeLessThan(25);
      }
    });
  }

  test("a still takes every parameter of images, and layers", async () => {
    const text = "l-text,i-hello,fs-20,co-FFFFFF,l-end";
    const { width, height } = await decoded(
      `/clip.mp4/ik-thumbnail.jpg?tr=so-1,w-100,h-100,fo-top,r-10,${text}`,
    );
    expect([width, height]).toEqual([100, 100]);
    const cut = await decoded("/clip.mp4/ik-thumbnail.jpg?tr=w-64,h-64,cm-extract,x-10,y-20");
    expect([cut.width, cut.height]).toEqual([64, 64]);
  });

  test("a still is negotiated as images are", async () => {
    const { type } = await decoded("/clip.mp4/ik-thumbnail.jpg?tr=w-160", { accept: "image/webp" });
    expect(type).toBe("image/webp");
    expect((await decoded("/clip.mp4/ik-thumbnail.jpg?tr=w-160")).type).toBe("image/jpeg");
    expect((await decoded("/clip.mp4/ik-thumbnail.jpg?tr=w-160,f-png")).type).toBe("image/png");
  });

  test("a format of images makes a still without a name for it", async () => {
    expect((await decoded("/tr:f-jpg,w-80/clip.mp4")).width).toBe(80);
  });

  test("a turned video has an upright still", async () => {
    const [stored] = ffprobe(join(folder, "turned.mp4")).streams;
    expect([stored?.width, stored?.height]).toEqual([320, 180]);
    const { width, height } = await decoded("/turned.mp4/ik-thumbnail.jpg");
    expect([width, height]).toEqual([180, 320]);
  });

  test("pixels that are not square are made square", async () => {
    const { width, height } = await decoded("/wide.mp4/ik-thumbnail.jpg");
    expect([width, height]).toEqual([640, 180]);
  });

  test("a path without an extension is a video where the URL says so, or its bytes do", async () => {
    expect((await decoded("/bare/ik-video.mp4/ik-thumbnail.jpg?tr=w-50")).width).toBe(50);
    expect((await decoded("/bare/ik-thumbnail.jpg?tr=w-51")).width).toBe(51);
  });

  test("so-auto is a frame of the video", async () => {
    expect((await decoded("/clip.mp4/ik-thumbnail.jpg?tr=so-auto")).width).toBe(320);
    const { data } = await decoded("/clip.mp4/ik-thumbnail.jpg?tr=so-1.2,du-0.04:so-auto,f-png");
    const [frame, other] = [1.2, 1].map((second) =>
      frameOf(join(folder, "clip.mp4"), second, 320, 180),
    ) as [Buffer, Buffer];
    expect(psnr(data, frame)).toBeGreaterThan(35);
    expect(psnr(data, other)).toBeLessThan(25);
  });

  test("a song has the image of its cover, and sound alone has none", async () => {
    const { width, height } = await decoded("/song.mp3/ik-thumbnail.jpg");
    expect([width, height]).toEqual([200, 200]);
    const { status, headers } = await at("/sound.m4a/ik-thumbnail.jpg");
    expect([status, headers.get("ik-error")]).toEqual([
      415,
      "EFORMAT - The file holds sound and no cover",
    ]);
  });

  test("an animated image has its first frame as a still", async () => {
    const { body, status } = await at("/moving.gif/ik-thumbnail.jpg?tr=w-30");
    expect([status, (await sharp(body).metadata()).pages ?? 1]).toEqual([200, 1]);
  });

  test("a still is kept", async () => {
    const first = await at("/clip.mp4/ik-thumbnail.jpg?tr=so-3,w-90");
    const again = await at("/clip.mp4/ik-thumbnail.jpg?tr=so-3,w-90");
    expect(again.headers.get("x-tintype-cache")).toMatch(/^(?:memory|disk)$/);
    expect(first.headers.get("etag")).toBe(again.headers.get("etag") ?? "");
  });

  test("a frame goes when its video is purged", async () => {
    makeClip(folder, "changing.mp4", { sound: false });
    const before = await decoded("/changing.mp4/ik-thumbnail.jpg?tr=f-png");
    makeClip(folder, "changing.mp4", { sound: false, filter: "negate" });
    const purged = await send(server.url, "/_/api/v1/files/purge", {
      method: "POST",
      headers: {
        authorization: `Basic ${btoa(`${privateKey}:`)}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ url: `${server.url}/changing.mp4` }),
    });
    expect(purged.status).toBeLessThan(300);
    const again = async () => (await decoded("/changing.mp4/ik-thumbnail.jpg?tr=f-png")).data;
    for (let tries = 0; tries < 200; tries += 1) {
      if (psnr(before.data, await again()) < 15) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("The frame of the video that was purged is still delivered");
  });

  test("the metadata of a video is told in ImageKit's shape", async () => {
    const headers = { authorization: `Basic ${btoa(`${privateKey}:`)}` };
    const of = async (name: string) => {
      const url = encodeURIComponent(`${server.url}/${name}`);
      const { body } = await send(server.url, `/_/api/v1/metadata?url=${url}`, { headers });
      return JSON.parse(Buffer.from(body).toString());
    };
    expect(await of("clip.mp4")).toEqual({
      height: 180,
      width: 320,
      size: (await at("/clip.mp4")).body.length,
      format: "mp4",
      bitRate: expect.any(Number),
      duration: 4,
      videoCodec: "h264",
      audioCodec: "aac",
    });
    expect(await of("turned.mp4")).toMatchObject({ height: 320, width: 180, rotation: 270 });
    const { width, videoCodec, audioCodec } = await of("sound.m4a");
    expect([width, videoCodec, audioCodec]).toEqual([undefined, undefined, "aac"]);
  });

  test("what only videos have is refused for an image, by name", async () => {
    for (const parameter of ["so-1", "vc-none", "du-3"]) {
      const { status, headers } = await at(`/tr:${parameter}/cover.jpg`);
      const [key] = parameter.split("-");
      expect([status, headers.get("ik-error")]).toEqual([
        501,
        `ENOTSUP - \`${key}\` is for videos, and this file is an image`,
      ]);
    }
  });
});
