import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";
import { ffmpeg, frameOf, makeClip, psnr, showPart, withoutFfmpeg } from "../clips.ts";

/** A key frame every second, as every codec here is told. */
const vp8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-g", "25"];
const vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "25"];
const av1 = ["-c:v", "libsvtav1", "-preset", "12", "-g", "25"];
const hevc = [
  ...["-c:v", "libx265", "-preset", "ultrafast"],
  ...["-x265-params", "log-level=none:keyint=25:min-keyint=25:open-gop=0", "-tag:v", "hvc1"],
];

/** Decoders differ in how they bring colours, which are stored by halves, to full size: not here. */
const soft = "gblur=sigma=3";

describeUnless(withoutFfmpeg, "stills of videos without FFmpeg", () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder, name);
  const clip = (name: string, output: string[], filter = soft) =>
    makeClip(folder, name, { sound: false, output, filter });
  const copy = (from: string, to: string, ...args: string[]) =>
    ffmpeg("-i", file(from), "-c", "copy", ...args, file(to));
  let server: RunningServer;

  beforeAll(async () => {
    clip("vp8.webm", vp8);
    clip("vp9.webm", vp9);
    clip(
      "vp9.mp4",
      [...vp9, "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"],
      `${soft},scale=out_color_matrix=bt709`,
    );
    clip("vp9-10.webm", [...vp9, "-pix_fmt", "yuv420p10le"]);
    clip("vp9-444.webm", [...vp9, "-pix_fmt", "yuv444p"]);
    copy("vp9-10.webm", "vp9-10.mp4");
    // What the container says of the profile may not be so.
    const deep = readFileSync(file("vp9-10.mp4"));
    deep.set([0, 10, 0x82], deep.indexOf("vpcC") + 8);
    writeFileSync(file("vp9-false.mp4"), deep);
    clip("av1.mp4", av1);
    clip("av1-10.mp4", [...av1, "-pix_fmt", "yuv420p10le"]);
    clip("hevc.mp4", hevc);
    clip("av1-10.webm", [...av1, "-pix_fmt", "yuv420p10le"]);
    clip("hevc-10.mp4", [...hevc, "-pix_fmt", "yuv420p10le"]);
    clip("wide.webm", vp8, `${soft},setsar=2/1`);
    clip("dark.webm", vp8, `${soft},drawbox=color=black:t=fill:enable='lt(t,1.5)'`);
    clip("h264.mp4", ["-c:v", "libx264", "-preset", "ultrafast"]);
    clip("mjpeg.mov", ["-c:v", "mjpeg"]);
    clip("mpeg4.avi", ["-c:v", "mpeg4"]);
    makeClip(folder, "sound.m4a", { output: ["-vn", "-c:a", "aac"] });
    copy("hevc.mp4", "turned.mp4", "-metadata:s:v", "rotate=90");
    copy("hevc.mp4", "late.mkv", "-output_ts_offset", "100");
    copy("av1.mp4", "av1.webm");
    copy("hevc.mp4", "hevc.mkv");
    copy("hevc.mp4", "hevc.mov");
    copy("hevc.mp4", "fragmented.mp4", "-movflags", "frag_keyframe+empty_moov");
    showPart(file("vp9.mp4"), file("part.mp4"), { from: 1, seconds: 2 });
    showPart(file("vp9.mp4"), file("between.mp4"), { from: 0.4, seconds: 2 });
    showPart(file("vp9.mp4"), file("end.mp4"), { from: 3.2, seconds: 0.6 });
    const fast = readFileSync(file("vp9.mp4"));
    fast.writeUInt32BE(2 ** 17, fast.indexOf("elst") + 20);
    writeFileSync(file("fast.mp4"), fast);
    const env = { PATH: temporaryFolder() };
    server = await startServer(fromCheckout, [folder, "--renderers", "1"], { env });
  }, 120_000);
  afterAll(() => server?.stop());

  async function decoded(path: string) {
    const { status, body, headers } = await send(server.url, path);
    expect([path, status, headers.get("ik-error")]).toEqual([path, 200, null]);
    const { data, info } = await sharp(body)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, size: [info.width, info.height], lacks: headers.get("x-tintype-undrawn") };
  }

  const names = [
    ..."vp8.webm vp9.webm vp9.mp4 av1.mp4 av1.webm av1-10.webm av1-10.mp4".split(" "),
    ..."hevc.mp4 hevc.mkv hevc.mov hevc-10.mp4 fragmented.mp4 late.mkv".split(" "),
  ];
  for (const name of names) {
    test(`${name} has the key frame before a moment, as FFmpeg sees it`, async () => {
      const { data, size, lacks } = await decoded(`/${name}/ik-thumbnail.jpg?tr=so-2.4,f-png`);
      expect([size, lacks]).toEqual([
        [320, 180],
        "frame at 2.4 s; the key frame at 2 s is shown instead",
      ]);
      expect(psnr(data, frameOf(file(name), 2, 320, 180))).toBeGreaterThan(35);
      expect(psnr(data, frameOf(file(name), 1, 320, 180))).toBeLessThan(25);
    });
  }

  test("a key frame that is asked for lacks nothing, by seconds or by parts", async () => {
    for (const moment of ["so-2", "so-50p", "so-idu_div_2"]) {
      const { data, lacks } = await decoded(`/av1.mp4/ik-thumbnail.jpg?tr=${moment},f-png`);
      expect(lacks).toBeNull();
      expect(psnr(data, frameOf(file("av1.mp4"), 2, 320, 180))).toBeGreaterThan(35);
    }
  });

  test("a moment behind the end is the last key frame", async () => {
    const { data } = await decoded("/vp8.webm/ik-thumbnail.jpg?tr=so-100,f-png");
    expect(psnr(data, frameOf(file("vp8.webm"), 3, 320, 180))).toBeGreaterThan(35);
  });

  test("what an edit list cuts off is on no still", async () => {
    const rows: [target: string, at: number][] = [
      ["/part.mp4/ik-thumbnail.jpg?tr=so-0,f-png", 1],
      ["/part.mp4/ik-thumbnail.jpg?tr=so-50p,f-png", 2],
      ["/part.mp4/ik-thumbnail.jpg?tr=so-100,f-png", 2],
      ["/between.mp4/ik-thumbnail.jpg?tr=f-png", 1],
    ];
    for (const [target, at] of rows) {
      const { data } = await decoded(target);
      expect([target, psnr(data, frameOf(file("vp9.mp4"), at, 320, 180)) > 35]).toEqual([
        target,
        true,
      ]);
    }
    const best = await decoded("/part.mp4/ik-thumbnail.jpg?tr=so-auto,f-png");
    const likeness = [1, 2].map((at) => psnr(best.data, frameOf(file("vp9.mp4"), at, 320, 180)));
    expect(Math.max(...likeness)).toBeGreaterThan(35);
    const needy = [
      ["end.mp4", "A still of a video whose key frames are cut off"],
      ["fast.mp4", "A still of a video whose parts are put together by an edit list"],
    ] as const;
    for (const [name, what] of needy) {
      const { status, headers } = await send(server.url, `/${name}/ik-thumbnail.jpg`);
      expect([status, headers.get("ik-error")]).toEqual([
        501,
        expect.stringContaining(`ENOTSUP - ${what}`),
      ]);
    }
  });

  test("frames are upright, with square pixels", async () => {
    const turned = await decoded("/turned.mp4/ik-thumbnail.jpg?tr=so-1,f-png");
    expect(turned.size).toEqual([180, 320]);
    expect(psnr(turned.data, frameOf(file("turned.mp4"), 1, 180, 320))).toBeGreaterThan(35);
    const wide = await decoded("/wide.webm/ik-thumbnail.jpg?tr=so-1,f-png");
    expect(wide.size).toEqual([640, 180]);
    expect(psnr(wide.data, frameOf(file("wide.webm"), 1, 640, 180))).toBeGreaterThan(30);
  });

  test("`so-auto` is a key frame on which something is seen", async () => {
    const mean = ({ data }: { data: Buffer }) =>
      data.reduce((sum, value) => sum + value) / data.length;
    expect(mean(await decoded("/dark.webm/ik-thumbnail.jpg?tr=so-1,f-png"))).toBeLessThan(5);
    expect(mean(await decoded("/dark.webm/ik-thumbnail.jpg?tr=so-auto,f-png"))).toBeGreaterThan(50);
  });

  test("a still takes parameters of images, and layers", async () => {
    const text = "l-text,i-hello,fs-20,co-FFFFFF,l-end";
    const { size } = await decoded(`/hevc.mp4/ik-thumbnail.jpg?tr=w-100,h-100,fo-top,r-10,${text}`);
    expect(size).toEqual([100, 100]);
  });

  const needy: [name: string, what: string][] = [
    ["h264.mp4", "A still of H.264 video"],
    ["vp9-10.webm", "A still of VP9 video of more than 8 bits"],
    ["vp9-10.mp4", "A still of VP9 video of more than 8 bits"],
    ["vp9-false.mp4", "A still of VP9 video of more than 8 bits"],
    ["vp9-444.webm", "A still of VP9 video that is not 4:2:0"],
    ["mjpeg.mov", "A still of this kind of video"],
    ["mpeg4.avi", "This kind of video"],
  ];
  for (const [name, what] of needy) {
    test(`${name} is a 501 that says what needs FFmpeg`, async () => {
      const { status, headers } = await send(server.url, `/${name}/ik-thumbnail.jpg`);
      expect([status, headers.get("ik-error")]).toEqual([
        501,
        `ENOTSUP - ${what} needs FFmpeg, which is not installed on this server`,
      ]);
    });
  }

  test("a sound without a cover is a 415, for which FFmpeg would be of no use", async () => {
    const { status, headers } = await send(server.url, "/sound.m4a/ik-thumbnail.jpg");
    expect([status, headers.get("ik-error")]).toEqual([
      415,
      "EFORMAT - The file holds sound and no cover",
    ]);
  });

  test("a video of a video is a 501", async () => {
    const { status } = await send(server.url, "/tr:w-100/hevc.mp4");
    expect(status).toBe(501);
  });
});
