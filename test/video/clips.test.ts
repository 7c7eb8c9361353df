import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import { photo, quadrants } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffmpeg, ffprobe, frameOf, makeClip, psnr, withoutFfmpeg } from "./clips.ts";
import { allPacketsOf } from "./decoded.ts";

describeUnless(withoutFfmpeg, "videos made of videos", () => {
  const folder = temporaryFolder();
  const results = temporaryFolder();
  let server: RunningServer;
  let made = 0;

  beforeAll(async () => {
    // A photo that moves: what differs between encoders is small there.
    writeFileSync(join(folder, "photo.jpg"), await photo(640, 480, { format: "jpeg" }));
    writeFileSync(join(folder, "badge.png"), await quadrants(40, 40, { format: "png" }));
    ffmpeg(
      ...[
        "-loop",
        "1",
        "-r",
        "25",
        "-i",
        join(folder, "photo.jpg"),
        "-f",
        "lavfi",
        "-i",
        "sine=440:d=3",
      ],
      ...["-t", "3", "-vf", "crop=320:240:x='t*40':y='t*20',format=yuv420p"],
      ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "12", "-g", "25", "-c:a", "aac"],
      join(folder, "clip.mp4"),
    );
    ffmpeg(
      "-i",
      join(folder, "clip.mp4"),
      "-c",
      "copy",
      "-metadata:s:v",
      "rotate=90",
      join(folder, "turned.mp4"),
    );
    ffmpeg(
      "-i",
      join(folder, "clip.mp4"),
      "-t",
      "1",
      "-vf",
      "fps=10,scale=100:-1",
      join(folder, "moving.gif"),
    );
    makeClip(folder, "sound.m4a", { output: ["-vn", "-c:a", "aac"] });
    server = await startServer(fromCheckout, [folder, "--renderers", "1"]);
  }, 120_000);
  afterAll(() => server?.stop());

  /** Asks until it is made, and has ffprobe look at it. */
  async function get(path: string, headers: Record<string, string> = {}) {
    for (let tries = 0; tries < 30; tries += 1) {
      const answer = await send(server.url, path, { headers });
      if (answer.status === 302 || answer.status === 202) continue;
      expect([path, answer.status, answer.headers.get("ik-error")]).toEqual([path, 200, null]);
      made += 1;
      const file = join(results, String(made));
      writeFileSync(file, answer.body);
      const { streams, format } = ffprobe(file);
      const video = streams.find(({ codec_type }) => codec_type === "video");
      const audio = streams.find(({ codec_type }) => codec_type === "audio");
      return {
        file,
        answer,
        video: video && `${video.codec_name} ${video.width}x${video.height}`,
        audio: audio?.codec_name,
        seconds: Number(format.duration),
        type: answer.headers.get("content-type"),
        rate: video?.avg_frame_rate,
      };
    }
    throw new Error(`${path} was not made`);
  }

  const shapes: [transformation: string, video: string | undefined, audio: string | undefined][] = [
    ["w-160", "h264 160x120", "aac"],
    ["h-100", "h264 132x100", "aac"],
    ["w-160,h-160", "h264 160x160", "aac"],
    ["w-160,h-90,c-force", "h264 160x90", "aac"],
    ["w-160,h-160,c-at_max", "h264 160x120", "aac"],
    ["w-161,h-99", "h264 160x98", "aac"],
    ["w-200,h-200,cm-pad_resize,bg-FF0000", "h264 200x200", "aac"],
    ["w-200,h-300,cm-pad_resize,bg-blurred", "h264 200x300", "aac"],
    ["w-100,h-100,cm-extract,x-10,y-11", "h264 100x100", "aac"],
    ["ar-1-1,w-120", "h264 120x120", "aac"],
    ["w-120,h-120,fo-left", "h264 120x120", "aac"],
    ["w-120,h-120,fo-auto", "h264 120x120", "aac"],
    ["w-120,h-120,fo-face", "h264 120x120", "aac"],
    ["w-0.5", "h264 160x120", "aac"],
    ["w-iw_div_4", "h264 80x60", "aac"],
    ["w-100:h-40", "h264 52x40", "aac"],
    ["rt-90", "h264 240x320", "aac"],
    ["rt-180,w-100", "h264 100x74", "aac"],
    ["w-160,b-5_FF0000", "h264 160x120", "aac"],
    ["w-160,r-30", "h264 160x120", "aac"],
    ["w-160,r-max,bg-FFFFFF", "h264 160x120", "aac"],
    ["if-w_gt_100,w-80,if-else,w-60,if-end", "h264 80x60", "aac"],
    ["w-160,f-webm", "vp9 160x120", "opus"],
    ["w-160,f-webm,vc-av1", "av1 160x120", "opus"],
    ["vc-vp9,w-100", "vp9 100x74", "opus"],
    ["w-100,ac-none", "h264 100x74", undefined],
    ["vc-none", undefined, "aac"],
    ["vc-none,f-webm", undefined, "opus"],
    ["ac-none", "h264 320x240", undefined],
    ["if-iw_gt_100,ac-none,if-end", "h264 320x240", undefined],
  ];
  for (const [transformation, video, audio] of shapes) {
    test(`${transformation} is ${video ?? "no video"} with ${audio ?? "no sound"}`, async () => {
      const clip = await get(`/tr:${transformation}/clip.mp4`);
      expect([clip.video, clip.audio]).toEqual([video, audio]);
      expect(Math.abs(clip.seconds - 3)).toBeLessThan(0.1);
      const type = `${video ? "video" : "audio"}/${/webm|vp9/.test(transformation) ? "webm" : "mp4"}`;
      expect(clip.type).toBe(type);
    });
  }

  const cuts: [transformation: string, seconds: number][] = [
    ["so-1", 2],
    ["eo-1.2", 1.2],
    ["so-0.52,eo-1.52", 1],
    ["so-1,du-1", 1],
    ["so-1,du-1,eo-3", 1],
    ["du-50p", 1.5],
    ["so-idu_div_2", 1.5],
    ["so-1,du-100", 2],
    ["so-1,du-1,f-webm", 1],
    ["so-0.0000001,du-1", 1],
    ["so-1,du-1.5:so-0.5", 1],
    ["du-2:so-50p", 1],
    ["if-iw_gt_100,so-1,if-else,so-2,if-end:h-90", 2],
    ["w-50:if-w_gt_100,so-1,if-else,so-2,if-end:h-90", 1],
    ["if-iw_gt_100,so-1:if-iw_gt_200,du-1,if-end,if-end:h-90", 1],
  ];
  for (const [transformation, seconds] of cuts) {
    test(`${transformation} lasts ${seconds} seconds`, async () => {
      const clip = await get(`/tr:${transformation},w-100/clip.mp4`);
      expect(Math.abs(clip.seconds - seconds)).toBeLessThan(0.08);
    });
  }

  test("what is cut at its end holds no frame from behind it, shown or hidden", async () => {
    const { file, seconds } = await get("/tr:du-1.2/clip.mp4");
    expect(allPacketsOf(file).length).toBe(1.2 * 25);
    expect(Math.abs(seconds - 1.2)).toBeLessThan(0.05);
  });

  const frames: [
    transformation: string,
    second: number,
    filter: string,
    width: number,
    height: number,
  ][] = [
    ["w-160,q-90", 1, "scale=160:120", 160, 120],
    ["so-1,w-160,q-90", 0.4, "scale=160:120", 160, 120],
    ["w-100,h-100,q-95", 2, "scale=133:100,format=rgb24,crop=100:100:16:0", 100, 100],
    ["rt-90,w-120,q-95", 2, "scale=120:90,transpose=clock", 90, 120],
    ["fl-h,w-160,q-95", 1, "hflip,scale=160:120", 160, 120],
    ["so-0.6:so-0.4,w-160,q-90", 0.4, "scale=160:120", 160, 120],
    ["w-160,f-webm,q-95", 1, "scale=160:120", 160, 120],
  ];
  for (const [transformation, second, filter, width, height] of frames) {
    test(`${transformation} shows what FFmpeg shows at ${second} seconds`, async () => {
      const clip = await get(`/tr:${transformation}/clip.mp4`);
      const at = transformation.startsWith("so-") ? second + 1 : second;
      const native = ffmpeg(
        ...["-ss", String(at), "-i", join(folder, "clip.mp4"), "-frames:v", "1"],
        ...["-vf", filter, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
      );
      const ours = frameOf(clip.file, second, width, height);
      expect(psnr(ours, native)).toBeGreaterThan(35);
      expect(psnr(ours, frameOf(clip.file, second === 1 ? 0 : 0.96, width, height))).toBeLessThan(
        30,
      );
    });
  }

  /** Red, green and blue of a pixel of a frame. */
  async function pixel(file: string, x: number, y: number, size: [number, number]) {
    const frame = frameOf(file, 0.4, ...size);
    return [...frame.subarray((y * size[0] + x) * 3, (y * size[0] + x) * 3 + 3)];
  }
  const near = (colour: number[], wished: number[]) =>
    expect(
      Math.max(...colour.map((part, i) => Math.abs(part - (wished[i] as number)))),
    ).toBeLessThan(40);

  test("padding, borders and corners have their colours", async () => {
    const padded = await get("/tr:w-200,h-200,cm-pad_resize,bg-FF0000/clip.mp4");
    near(await pixel(padded.file, 100, 5, [200, 200]), [255, 0, 0]);
    const bordered = await get("/tr:w-160,b-10_00FF00/clip.mp4");
    near(await pixel(bordered.file, 4, 60, [160, 120]), [0, 255, 0]);
    const round = await get("/tr:w-160,r-60/clip.mp4");
    near(await pixel(round.file, 1, 1, [160, 120]), [0, 0, 0]);
    const middle = await pixel(round.file, 80, 60, [160, 120]);
    near(middle, await pixel((await get("/tr:w-160/clip.mp4")).file, 80, 60, [160, 120]));
  });

  test("images and texts are laid over a video", async () => {
    const image = await get("/tr:w-160,l-image,i-badge.png,lx-10,ly-10,l-end/clip.mp4");
    near(
      await pixel(image.file, 15, 15, [160, 120]),
      (
        await sharp(join(folder, "badge.png"))
          .extract({ left: 5, top: 5, width: 1, height: 1 })
          .removeAlpha()
          .raw()
          .toBuffer()
      ).toJSON().data,
    );
    const text = await get("/tr:w-160,l-text,i-%20,bg-00FF00,w-40,pa-10,lx-0,ly-0,l-end/clip.mp4");
    near(await pixel(text.file, 5, 5, [160, 120]), [0, 255, 0]);
  });

  test("a turned video is upright, with its sides exchanged", async () => {
    expect((await get("/tr:w-120/turned.mp4")).video).toBe("h264 120x160");
  });

  test("GIF becomes a video, and a video GIF or WebP that moves", async () => {
    const video = await get("/moving.gif/ik-gif-video.mp4");
    expect([video.video, video.type]).toEqual(["h264 100x74", "video/mp4"]);
    expect((await get("/tr:f-webm,w-60/moving.gif")).video).toBe("vp9 60x44");
    expect((await get("/moving.gif/ik-video.mp4?tr=w-50")).video).toBe("h264 50x38");
    for (const format of ["webp", "gif"]) {
      const { body, headers } = (await get(`/tr:f-${format},w-100,so-1,du-1/clip.mp4`)).answer;
      expect(headers.get("content-type")).toBe(`image/${format}`);
      const { pages, width, pageHeight } = await sharp(body, { animated: true }).metadata();
      expect([pages, width, pageHeight]).toEqual([10, 100, 74]);
    }
  });

  test("fps and br are heeded", async () => {
    expect((await get("/tr:w-100,fps-5/clip.mp4")).rate).toBe("5/1");
    const plain = await get("/tr:q-95,ac-none/clip.mp4");
    const bounded = await get("/tr:q-95,ac-none,br-50000/clip.mp4");
    expect(bounded.answer.body.length).toBeLessThan(plain.answer.body.length * 0.8);
  });

  test("a lower quality takes fewer bytes", async () => {
    const [low, high] = [await get("/tr:q-10/clip.mp4"), await get("/tr:q-90/clip.mp4")];
    expect(low.answer.body.length).toBeLessThan(high.answer.body.length * 0.7);
  });

  test("where nothing changes it is the original, and streams that stay are taken over", async () => {
    const original = (await send(server.url, "/clip.mp4")).body;
    for (const path of ["/tr:f-mp4/clip.mp4", "/clip.mp4/ik-video.mp4", "/tr:so-0/clip.mp4"]) {
      expect(Buffer.from((await get(path)).answer.body).equals(original)).toBe(true);
    }
    const muted = await get("/tr:ac-none/clip.mp4");
    expect(
      psnr(frameOf(muted.file, 1, 320, 240), frameOf(join(folder, "clip.mp4"), 1, 320, 240)),
    ).toBe(Number.POSITIVE_INFINITY);
  });

  test("a video that is made is a file like any other: ranges, a tag, a place in the cache", async () => {
    const { answer } = await get("/tr:w-100/clip.mp4");
    const again = await send(server.url, "/tr:w-100/clip.mp4", { headers: { range: "bytes=4-7" } });
    expect([again.status, Buffer.from(again.body).toString()]).toEqual([206, "ftyp"]);
    expect(again.headers.get("etag")).toBe(answer.headers.get("etag") ?? "");
    expect(again.headers.get("accept-ranges")).toContain("bytes");
    const accept = { accept: "video/webm,video/*;q=0.9" };
    expect(
      (await send(server.url, "/tr:w-100/clip.mp4", { headers: accept })).headers.get("vary"),
    ).not.toBe("Accept");
  });

  const refused: [path: string, status: number, error: RegExp][] = [
    [
      "/tr:f-mp4,vc-vp9/clip.mp4",
      400,
      /EINVAL - `vc-vp9` does not go with `f-mp4`: expected h264, or none/,
    ],
    ["/tr:f-webm,ac-aac/clip.mp4", 400, /EINVAL - `ac-aac` does not go with `f-webm`/],
    ["/tr:vc-none,ac-none/clip.mp4", 400, /EINVAL - Nothing is left/],
    [
      "/tr:du-0.0001/clip.mp4",
      400,
      /EINVAL - Cannot cut the file: its end is not behind its start/,
    ],
    ["/tr:fr-0.0000001,w-50/clip.mp4", 400, /EINVAL/],
    ["/tr:so-9/clip.mp4", 400, /EINVAL - Cannot cut at 9 seconds: the file has 3/],
    [
      "/tr:so-2,eo-1/clip.mp4",
      400,
      /EINVAL - Cannot cut the file: its end is not behind its start/,
    ],
    [
      "/tr:rt-45/clip.mp4",
      400,
      /EINVAL - Cannot read `rt`: videos are turned by 90, 180 or 270 degrees/,
    ],
    ["/tr:w-10000,h-10000,c-force/clip.mp4", 400, /ELIMIT/],
    ["/tr:e-contrast/clip.mp4", 501, /ENOTSUP - .* not done to videos: `e-contrast`/],
    ["/tr:e-sepia-40,w-100:e-hue/clip.mp4", 501, /not done to videos: `e-hue`, `e-sepia`/],
    ["/tr:t-10/clip.mp4", 501, /ENOTSUP - `t` is not done to videos/],
    ["/photo.jpg/ik-video.mp4", 501, /ENOTSUP - A video is made of videos and of GIF/],
    ["/tr:f-mp4/photo.jpg", 501, /ENOTSUP - A video is made of videos and of GIF/],
  ];
  for (const [path, status, error] of refused) {
    test(`${path} is refused with what was expected`, async () => {
      const answer = await send(server.url, path);
      expect([answer.status, answer.headers.get("ik-error")]).toEqual([
        status,
        expect.stringMatching(error),
      ]);
    });
  }

  test("sound alone is cut, too", async () => {
    const clip = await get("/tr:so-1,du-1/sound.m4a");
    expect([clip.video, clip.audio, clip.type]).toEqual([undefined, "aac", "audio/mp4"]);
    expect(Math.abs(clip.seconds - 1)).toBeLessThan(0.08);
  });
});
