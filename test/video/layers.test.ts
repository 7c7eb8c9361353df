import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { describeUnless } from "../support/needs.ts";
import { quadrants } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { ffmpeg, ffprobe, frameOf, withoutFfmpeg } from "./clips.ts";

const [width, height] = [160, 120];

const srt = `\uFEFF1\r
00:00:00,500 --> 00:00:01,500\r
<i>First</i>\r
\r
2\r
00:00:02,000 --> 00:00:03,000\r
{\\an8}Second &amp; last\r
`;
const vtt = `WEBVTT

NOTE nothing
to be seen

00:00.500 --> 00:01.500 align:start position:0%
<v Ann>First

00:02.000 --> 00:03.000
Second
`;

describeUnless(withoutFfmpeg, "layers of videos", () => {
  const folder = temporaryFolder();
  const results = temporaryFolder();
  let server: RunningServer;
  let made = 0;

  beforeAll(async () => {
    /** A plain colour, with a tone of so many hertz. */
    const plain = (name: string, colour: string, seconds: number, hertz?: number) => {
      const tone = hertz === undefined ? [] : ["-f", "lavfi", "-i", `sine=${hertz}:d=${seconds}`];
      const picture = `color=${colour}:s=${width}x${height}:r=10:d=${seconds}`;
      const output = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", "aac", join(folder, name)];
      ffmpeg("-f", "lavfi", "-i", picture, ...tone, ...output);
    };
    plain("black.mp4", "black", 4, 440);
    plain("mute.mp4", "black", 4);
    plain("red.mp4", "red", 2, 880);
    // Red, then green, a second each.
    plain("green.mp4", "lime", 1);
    plain("redshort.mp4", "red", 1);
    const joined = ["-filter_complex", "[0:v][1:v]concat=n=2:v=1[v]", "-map", "[v]"];
    const parts = ["-i", join(folder, "redshort.mp4"), "-i", join(folder, "green.mp4")];
    ffmpeg(...parts, ...joined, join(folder, "two.mp4"));
    writeFileSync(join(folder, "badge.png"), await quadrants(40, 40, { format: "png" }));
    writeFileSync(join(folder, "said.srt"), srt);
    writeFileSync(join(folder, "said.vtt"), vtt);
    // A player of any format would open the other file.
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile://${join(folder, "red.mp4")}\n`;
    writeFileSync(join(folder, "list.mp4"), `${list}#EXT-X-ENDLIST\n`);
    writeFileSync(join(folder, "none.srt"), "1\nno times\n");
    server = await startServer(fromCheckout, [
      ...["--renderers", "1", "--private-key", privateKey, folder],
    ]);
    const call = managementOf(server.url);
    const origin = { type: "LOCAL_FOLDER", name: "local", path: folder };
    const { json } = await call("POST", "/v1/accounts/origins", origin);
    const urlRewriter = { type: "CLOUDINARY" };
    await putEndpoint(call, { urlPrefix: "cld", origins: [json.id], urlRewriter });
  }, 120_000);
  afterAll(() => server?.stop());

  async function get(path: string): Promise<string> {
    for (let tries = 0; tries < 30; tries += 1) {
      const answer = await send(server.url, path);
      if (answer.status === 302) continue;
      expect([path, answer.status, answer.headers.get("ik-error")]).toEqual([path, 200, null]);
      made += 1;
      const file = join(results, `${made}.mp4`);
      writeFileSync(file, answer.body);
      return file;
    }
    throw new Error(`${path} was not made`);
  }

  /** The colour of a pixel in a word. */
  function colourAt(file: string, second: number, x: number, y: number): string {
    const frame = frameOf(file, second, width, height);
    const [red = 0, green = 0, blue = 0] = frame.subarray((y * width + x) * 3);
    const words = { red: red > 128, green: green > 128, blue: blue > 128 };
    const seen = Object.entries(words).flatMap(([word, isSeen]) => (isSeen ? [word] : []));
    return seen.length === 3 ? "white" : seen.join("+") || "black";
  }

  /** Whether letters are to be seen in a band of a frame. */
  function hasLetters(file: string, second: number, from: number, to: number): boolean {
    const frame = frameOf(file, second, width, height);
    const band = frame.subarray(from * width * 3, to * width * 3);
    return band.some((value) => value > 160);
  }

  const rows: [
    layer: string,
    what: string,
    points: [second: number, x: number, y: number, colour: string][],
  ][] = [
    [
      "l-video,i-red.mp4,w-60,h-40,lx-10,ly-20,l-end",
      "lies where it is put, for as long as it lasts",
      [
        [1, 40, 40, "red"],
        [1, 5, 40, "black"],
        [1, 75, 40, "black"],
        [1, 40, 65, "black"],
        [2.5, 40, 40, "black"],
      ],
    ],
    [
      "l-video,i-two.mp4,w-60,lso-1,l-end",
      "begins later, with its own first frame",
      [
        [0.8, 80, 60, "black"],
        [1.2, 80, 60, "red"],
        [2.4, 80, 60, "green"],
        [3.2, 80, 60, "black"],
      ],
    ],
    [
      "l-video,i-two.mp4,w-60,so-1,l-end",
      "is cut by its own parameters",
      [
        [0.4, 80, 60, "green"],
        [1.2, 80, 60, "black"],
      ],
    ],
    [
      "l-video,i-two.mp4,w-60,lso-1,leo-1.6,l-end",
      "ends where it is told",
      [
        [1.4, 80, 60, "red"],
        [1.8, 80, 60, "black"],
      ],
    ],
    [
      "l-video,i-red.mp4,w-60,lso-9,l-end",
      "is not there where it would begin behind the end",
      [
        [1, 80, 60, "black"],
        [3.5, 80, 60, "black"],
      ],
    ],
    [
      "l-video,i-red.mp4,w-80,h-80,r-max,lx-0,ly-0,l-end",
      "has round corners through which the video is seen",
      [
        [1, 40, 40, "red"],
        [1, 3, 3, "black"],
      ],
    ],
    [
      "l-video,i-two.mp4,w-80,h-60,lx-0,ly-0:l-image,i-ik_canvas,bg-0000FF,w-20,h-20,lx-0,ly-0,l-end:l-end",
      "has layers of its own",
      [
        [0.5, 10, 10, "blue"],
        [0.5, 40, 40, "red"],
      ],
    ],
    [
      "l-image,i-ik_canvas,bg-0000FF,w-40,h-40,lx-0,ly-0,lso-1,ldu-1,l-end",
      "of a colour is there for its time",
      [
        [0.8, 20, 20, "black"],
        [1.2, 20, 20, "blue"],
        [2.2, 20, 20, "black"],
      ],
    ],
    [
      "l-image,i-ik_canvas,bg-0000FF,w-40,h-40,lx-0,ly-0,lso-bdu_div_2,l-end",
      "takes times from the length of the video",
      [
        [1.8, 20, 20, "black"],
        [2.2, 20, 20, "blue"],
      ],
    ],
    [
      "l-text,i-%20,bg-00FF00,w-40,pa-10,lx-0,ly-0,leo-1,l-end",
      "of a text goes at its end",
      [
        [0.8, 5, 5, "green"],
        [1.2, 5, 5, "black"],
      ],
    ],
  ];
  for (const [layer, what, points] of rows) {
    test(`${layer} ${what}`, async () => {
      const file = await get(`/tr:${layer}/black.mp4`);
      const seen = points.map(([second, x, y]) => [second, x, y, colourAt(file, second, x, y)]);
      expect(seen).toEqual(points);
      const { format } = ffprobe(file);
      expect(Math.abs(Number(format.duration) - 4)).toBeLessThan(0.1);
    });
  }

  test("times of layers count from where the video is cut", async () => {
    const layer = "l-image,i-ik_canvas,bg-0000FF,w-40,h-40,lx-0,ly-0,lso-1,l-end";
    const file = await get(`/tr:so-1,du-2,${layer}/black.mp4`);
    expect([colourAt(file, 0.8, 20, 20), colourAt(file, 1.2, 20, 20)]).toEqual(["black", "blue"]);
  });

  const chained: typeof rows = [
    [
      "l-image,i-ik_canvas,bg-0000FF,w-40,h-40,lx-0,ly-0,lso-1,ldu-1,l-end:so-0.5",
      "of a step is cut by the steps behind it",
      [
        [0.3, 20, 20, "black"],
        [0.7, 20, 20, "blue"],
        [1.7, 20, 20, "black"],
      ],
    ],
    [
      "so-1,du-2,l-image,i-ik_canvas,bg-0000FF,w-40,h-40,lx-0,ly-0,leo-bdu_div_2,l-end:so-0.5",
      "takes times from what its own step leaves",
      [
        [0.3, 20, 20, "blue"],
        [0.7, 20, 20, "black"],
      ],
    ],
    [
      "l-image,i-ik_canvas,bg-0000FF,w-40,h-40,lx-0,ly-0,leo-1,l-end:so-2",
      "that has gone is not there",
      [[0.1, 20, 20, "black"]],
    ],
    [
      "l-video,i-two.mp4,w-60,l-end:so-0.5",
      "has lost its own beginning, too",
      [
        [0.3, 80, 60, "red"],
        [0.7, 80, 60, "green"],
        [1.7, 80, 60, "black"],
      ],
    ],
    [
      "so-1:l-video,i-two.mp4,w-60,lso-1,l-end:so-1.5,du-1",
      "begins and ends by the times of its step",
      [
        [0.3, 80, 60, "red"],
        [0.7, 80, 60, "green"],
      ],
    ],
  ];
  for (const [steps, what, points] of chained) {
    test(`${steps}: a layer ${what}`, async () => {
      const file = await get(`/tr:${steps}/black.mp4`);
      const seen = points.map(([second, x, y]) => [second, x, y, colourAt(file, second, x, y)]);
      expect(seen).toEqual(points);
    });
  }

  test("a layer's sound begins where a later step cuts it", async () => {
    const file = await get("/tr:l-video,i-red.mp4,w-60,l-end:so-1.2/black.mp4");
    expect(loudness(file, 880, 0.1)).toBeGreaterThan(loudness(file, 880, 1.2) + 10);
  });

  test("components of Cloudinary's cut what those before them leave", async () => {
    for (const steps of ["so_1,du_2/so_1", "so_25p/du_1", "w_80/so_1,eo_3/eo_50p"]) {
      const { format } = ffprobe(await get(`/cld/video/upload/${steps}/black.mp4`));
      expect([steps, Math.abs(Number(format.duration) - 1) < 0.1]).toEqual([steps, true]);
    }
  });

  /** Loudness around a tone, in decibels below the loudest. */
  function loudness(file: string, hertz: number, from: number): number {
    const filter = `atrim=${from}:${from + 0.5},bandpass=f=${hertz}:w=50,volumedetect`;
    const args = ["-v", "info", "-i", file, "-af", filter, "-vn", "-f", "null", "-"];
    const { stderr } = Bun.spawnSync(["ffmpeg", "-nostdin", ...args]);
    return Number(/mean_volume: (-?[\d.]+|-inf)/.exec(stderr.toString())?.[1] ?? Number.NaN);
  }

  test("the sound of a layer is heard with that of the video while it lasts, unless it is muted", async () => {
    const both = await get("/tr:l-video,i-red.mp4,w-60,lso-1,l-end/black.mp4");
    expect(loudness(both, 880, 0.2)).toBeLessThan(loudness(both, 880, 1.8) - 10);
    expect(loudness(both, 440, 1.8)).toBeGreaterThan(loudness(both, 440, 0.2) - 3);
    const muted = await get("/tr:l-video,i-red.mp4,w-60,lso-1,ac-none,l-end/black.mp4");
    expect(loudness(muted, 880, 1.8)).toBeLessThan(loudness(both, 880, 1.8) - 10);
    const { streams } = ffprobe(await get("/tr:l-video,i-red.mp4,w-60,l-end/mute.mp4"));
    expect(streams.map(({ codec_type }) => codec_type)).toEqual(["video"]);
  });

  for (const name of ["said.srt", "said.vtt"]) {
    test(`the texts of ${name} are seen at their times, above the lower edge`, async () => {
      const file = await get(`/tr:l-subtitles,i-${name},fs-20,l-end/black.mp4`);
      const seen = [0.3, 1, 1.7, 2.5, 3.5].map((second) => hasLetters(file, second, 60, 120));
      expect(seen).toEqual([false, true, false, true, false]);
      expect(hasLetters(file, 1, 0, 60)).toBe(false);
    });
  }

  test("subtitles have their colours, their place and their part of a cut video", async () => {
    const style = "co-FF0000,bg-0000FF,fs-30,lfo-top";
    const file = await get(`/tr:so-1.8,l-subtitles,i-said.srt,${style},l-end/black.mp4`);
    const frame = frameOf(file, 0.7, width, height).subarray(0, 60 * width * 3);
    const has = (is: (red: number, green: number, blue: number) => boolean) =>
      Array.from({ length: frame.length / 3 }, (_, i) => i * 3).some((i) =>
        is(frame[i] ?? 0, frame[i + 1] ?? 0, frame[i + 2] ?? 0),
      );
    expect(has((red, _, blue) => red > 150 && blue < 110)).toBe(true);
    expect(has((red, _, blue) => blue > 150 && red < 110)).toBe(true);
    expect(hasLetters(file, 0.05, 0, 120)).toBe(false);
  });

  test("subtitles that were mended are read as soon as their file is purged", async () => {
    writeFileSync(join(folder, "mended.srt"), "1\nno times\n");
    const path = "/tr:l-subtitles,i-mended.srt,fs-20,l-end/black.mp4";
    expect((await send(server.url, path)).status).toBe(415);
    writeFileSync(join(folder, "mended.srt"), srt);
    const call = managementOf(server.url);
    const url = `${server.url}/mended.srt`;
    expect((await call("POST", "/v1/files/purge", { url })).status).toBeLessThan(300);
    expect(hasLetters(await get(path), 1, 60, 120)).toBe(true);
  });

  test("Cloudinary's layers of videos and subtitles are the same", async () => {
    const film = await get(
      "/cld/video/upload/l_video:red/c_scale,w_60/fl_layer_apply,so_1,du_0.5/black.mp4",
    );
    expect([0.8, 1.2, 1.8].map((second) => colourAt(film, second, 80, 60))).toEqual([
      ...["black", "red", "black"],
    ]);
    const said = await get("/cld/video/upload/l_subtitles:arial_20:said.srt,co_yellow/black.mp4");
    expect([0.3, 1, 1.7].map((second) => hasLetters(said, second, 60, 120))).toEqual([
      ...[false, true, false],
    ]);
  });

  test("a video with layers that is prepared is the one that clients get, in Cloudinary's words too", async () => {
    for (const path of [
      "/tr:w-50,l-image,i-badge.png,w-9,l-end/black.mp4",
      "/cld/video/upload/w_50/l_badge,w_9/black.mp4",
    ]) {
      const ready = async () =>
        (await managementOf(server.url)("POST", "/v1/prepare", { url: path })).json;
      for (let tries = 0; tries < 30 && (await ready()).state !== "ready"; tries += 1);
      const { status, headers } = await send(server.url, path);
      expect([path, status, headers.get("x-tintype-cache")]).toEqual([path, 200, "disk"]);
    }
  });

  const refused: [path: string, status: number, error: RegExp][] = [
    ["/tr:l-video,i-gone.mp4,l-end/black.mp4", 404, /ENOENT/],
    [
      "/tr:l-video,i-badge.png,l-end/black.mp4",
      415,
      /EFORMAT - The layer's file badge.png is no video/,
    ],
    ["/tr:l-video,i-red.mp4,l-end/badge.png", 501, /ENOTSUP - `l-video` is laid on videos/],
    [
      "/tr:l-subtitles,i-said.srt,l-end/badge.png",
      501,
      /ENOTSUP - `l-subtitles` is laid on videos/,
    ],
    ["/tr:f-jpg,l-video,i-red.mp4,l-end/black.mp4", 501, /ENOTSUP - `l-video` is laid on videos/],
    ["/tr:l-video,i-list.mp4,l-end/black.mp4", 415, /EFORMAT - The layer's file list.mp4 is no/],
    ["/tr:l-subtitles,i-list.mp4,l-end/black.mp4", 415, /EFORMAT - The file holds no subtitles/],
    ["/tr:l-subtitles,i-none.srt,l-end/black.mp4", 415, /EFORMAT - The file holds no subtitles/],
    ["/tr:l-subtitles,i-red.mp4,l-end/black.mp4", 415, /EFORMAT - The file holds no subtitles/],
    ["/tr:l-video,i-red.mp4,lso-2,leo-1,l-end/black.mp4", 400, /EINVAL - Cannot time the layer/],
    ["/tr:l-video,i-red.mp4,so-7,l-end/black.mp4", 400, /EINVAL - Cannot cut the layer's video/],
    ["/tr:l-video,i-red.mp4,lso-N1,l-end/black.mp4", 400, /EINVAL - Cannot read `lso`/],
    [
      "/tr:l-subtitles,i-said.srt,w-3,l-end/black.mp4",
      400,
      /EINVAL - Unknown parameter `w` of subtitles/,
    ],
    ["/tr:l-video,lx-3,l-end/black.mp4", 400, /EINVAL - `l-video` has no input/],
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
});
