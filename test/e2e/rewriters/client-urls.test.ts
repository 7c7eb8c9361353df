import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSrc,
  getResponsiveImageAttributes,
  type SrcOptions,
  type Transformation,
} from "@imagekit/javascript";
import { send } from "../../support/http.ts";
import { layeredPsd } from "../../support/pictures/psd.ts";
import { decode, distance } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// Every option that the types of ImageKit's official client have, in URLs that the client builds.

type Overlay = NonNullable<Transformation["overlay"]>;
type OverlayOf<T extends Overlay["type"]> = Extract<Overlay, { type: T }>;
type StyleOf<T extends Overlay["type"]> = NonNullable<OverlayOf<T>["transformation"]>[number];
type Position = NonNullable<Overlay["position"]>;
type Timing = NonNullable<Overlay["timing"]>;

/** Width, height and, where it is asked for, format; or status and message of a refusal. */
type Answer = readonly [width: number, height: number, format?: string] | string;
type Asked = Transformation | Transformation[];
type Case = readonly [asked: Asked, answer: Answer, src?: string];

/** A photograph of 1920 x 1280. */
const photo = "valley.jpg";
/** A tenth of it. */
const small = { width: 192 } as const;
const whole = [192, 128] as const;

const ai = (key: string, what: string) => `501 \`${key}\` needs ${what}, which is not supported`;
const onVideos = (key: string) => `501 \`${key}\` is laid on videos, and an image is made here`;
/** Of an image. */
const ofVideos = (key: string) => `501 \`${key}\` is for videos, and this file is an image`;
const noVideo = "501 A video is made of videos and of GIF, and this file is an image";

const options = {
  aiChangeBackground: [
    [{ aiChangeBackground: "prompt-snow road" }, ai("e-changebg", "generative background")],
    [{ aiChangeBackground: "prompte-c25vdw%3D%3D" }, ai("e-changebg", "generative background")],
  ],
  aiDropShadow: [
    [{ aiDropShadow: true }, ai("e-dropshadow", "the AI drop shadow")],
    [{ aiDropShadow: "az-45" }, ai("e-dropshadow", "the AI drop shadow")],
  ],
  aiEdit: [[{ aiEdit: "prompt-make it vintage" }, ai("e-edit", "generative editing")]],
  aiRemoveBackground: [
    [
      { aiRemoveBackground: true },
      "501 `e-bgremove` cuts people out of still images: none was found in this image",
    ],
  ],
  aiRemoveBackgroundExternal: [
    [{ aiRemoveBackgroundExternal: true }, ai("e-removedotbg", "background removal")],
  ],
  aiRetouch: [[{ aiRetouch: true }, ai("e-retouch", "AI retouching")]],
  aiUpscale: [[{ aiUpscale: true }, ai("e-upscale", "AI upscaling")]],
  aiVariation: [[{ aiVariation: true }, ai("e-genvar", "generative variation")]],
  aspectRatio: [
    [{ width: 200, aspectRatio: "4:3" }, [200, 150]],
    [{ height: 150, aspectRatio: "4_3" }, [200, 150]],
    [{ width: 200, aspectRatio: "4-3" }, [200, 150]],
    [{ width: 200, aspectRatio: 2 }, [200, 100]],
    [{ width: 150, aspectRatio: "iar_div_2" }, [150, 200]],
    [
      [{ aspectRatio: "4:3", width: 200 }, { rotation: 90 }],
      [150, 200],
    ],
  ],
  audioCodec: [[{ audioCodec: "aac" }, ofVideos("ac")]],
  background: [
    ...(
      [
        ...["red", "F3F3F3", "AAFF0010", "dominant", "gradient_dominant", "gradient_dominant_4"],
        ...["blurred", "blurred_25_N15"],
      ] as const
    ).map((background): Case => [padded(background), [150, 150]]),
    [padded("genfill"), ai("bg-genfill", "generative fill")],
    [padded("genfill-prompt-snow"), ai("bg-genfill", "generative fill")],
  ],
  blur: [[{ ...small, blur: 10 }, whole]],
  border: [
    [{ ...small, border: "5_FFF000" }, whole],
    [{ ...small, border: "ih_div_200_FF00FF" }, whole],
  ],
  colorize: [
    [{ ...small, colorize: "co-red_in-50" }, whole],
    [{ ...small, colorize: "in-50" }, whole],
  ],
  colorProfile: [
    [{ ...small, colorProfile: true }, whole],
    [{ ...small, colorProfile: false }, whole],
  ],
  colorReplace: [
    [{ ...small, colorReplace: "FF0022" }, whole],
    [{ ...small, colorReplace: "red_20" }, whole],
    [{ ...small, colorReplace: "FF0000_50_00FF00" }, whole],
  ],
  contrastStretch: [[{ ...small, contrastStretch: true }, whole]],
  crop: [
    [{ width: 150, height: 150, crop: "force" }, [150, 150]],
    [{ width: 150, height: 150, crop: "at_max" }, [150, 100]],
    [[small, { width: 300, height: 300, crop: "at_max" }], whole],
    [
      [small, { width: 300, height: 300, crop: "at_max_enlarge" }],
      [300, 200],
    ],
    [{ width: 150, height: 100, crop: "at_least" }, [150, 100]],
    [{ width: 150, height: 200, crop: "at_least" }, [300, 200]],
    [{ width: 150, height: 150, crop: "maintain_ratio" }, [150, 150]],
    [
      [small, { width: 300, height: 300, crop: "maintain_ratio" }],
      [300, 300],
    ],
    [
      [small, { width: 300, height: 300, crop: "maintain_ratio_no_enlarge" }],
      [128, 128],
    ],
  ],
  cropMode: [
    [{ width: 150, height: 150, cropMode: "pad_resize" }, [150, 150]],
    [{ width: 150, height: 150, cropMode: "extract" }, [150, 150]],
    [
      [small, { width: 300, height: 100, cropMode: "pad_extract" }],
      [300, 100],
    ],
    [
      [small, { width: 300, height: 300, cropMode: "pad_resize_no_enlarge" }],
      [300, 300],
    ],
    [
      [small, { width: 300, height: 300, cropMode: "pad_extract_no_shrink" }],
      [300, 300],
    ],
  ],
  defaultImage: [
    [{ ...small, defaultImage: "valley.jpg" }, whole, "nothing.jpg"],
    [{ ...small, defaultImage: "/deep/down/valley.jpg/" }, whole, "nothing.jpg"],
  ],
  density: [
    [{ ...small, density: 300 }, whole],
    [{ ...small, density: "idn_mul_2" }, whole],
  ],
  distort: [
    [{ ...small, distort: "p-0_0_192_20_192_108_0_128" }, whole],
    // Bent by a right angle: 192 px of middle line are a quarter of a circle.
    [{ ...small, distort: "a-90" }, [264, 146]],
    [{ ...small, distort: "a-N90" }, [264, 146]],
  ],
  dpr: [
    [{ width: 96, dpr: 2 }, whole],
    [{ width: 192, dpr: "auto" }, whole],
    [{ width: 96, dpr: "iw_div_960" }, whole],
  ],
  duration: [[{ duration: 10.5 }, ofVideos("du")]],
  endOffset: [[{ endOffset: "5" }, ofVideos("eo")]],
  flip: (["h", "v", "h_v", "v_h"] as const).map((flip): Case => [{ ...small, flip }, whole]),
  focus: [
    ...["center", "top_left", "bottom", "auto", "face", "custom"].map(
      (focus): Case => [{ width: 100, height: 150, focus }, [100, 150]],
    ),
    [{ width: 100, height: 150, focus: "car" }, [100, 150]],
    [{ ...small, focus: "trafficLight" }, whole],
  ],
  format: [
    [{ ...small, format: "auto" }, [...whole, "jpeg"]],
    [{ ...small, format: "webp" }, [...whole, "webp"]],
    [{ ...small, format: "jpg" }, [...whole, "jpeg"]],
    [{ ...small, format: "jpeg" }, [...whole, "jpeg"]],
    [{ ...small, format: "png" }, [...whole, "png"]],
    [{ ...small, format: "avif" }, [...whole, "avif"]],
    [{ ...small, format: "orig" }, [...whole, "jpeg"]],
    // A GIF is made of a GIF only.
    [{ ...small, format: "gif" }, [...whole, "jpeg"]],
    [{ ...small, format: "svg" }, "501 `f-svg` is not supported"],
    [{ ...small, format: "mp4" }, noVideo],
    [{ ...small, format: "webm" }, noVideo],
  ],
  gradient: [
    [{ ...small, gradient: true }, whole],
    [{ ...small, gradient: "ld-top_from-green_to-00FF0010_sp-1" }, whole],
    [{ ...small, gradient: "from-red_to-white_sp-ih_div_20" }, whole],
  ],
  grayscale: [[{ ...small, grayscale: true }, whole]],
  height: [
    [{ height: 128 }, whole],
    [{ height: 0.1 }, whole],
    [{ height: "ih_mul_0.1" }, whole],
  ],
  lossless: [
    [{ ...small, lossless: true, format: "webp" }, [...whole, "webp"]],
    [{ ...small, lossless: false }, whole],
  ],
  metadata: [
    [{ ...small, metadata: true }, whole],
    [{ ...small, metadata: false }, whole],
  ],
  named: [
    [{ named: "tenth" }, whole],
    [{ named: "tenth", rotation: 90 }, [128, 192]],
    [{ named: "nobody" }, "400 There is no named transformation `nobody`"],
  ],
  opacity: [[{ ...small, opacity: 50 }, [...whole, "png"]]],
  original: [[{ ...small, original: true }, [1920, 1280, "jpeg"]]],
  overlay: [[{ ...small, overlay: { type: "text", text: "Hello" } }, whole]],
  page: [
    [{ ...small, page: 1 }, whole],
    [{ ...small, page: "1-2" }, whole],
    [{ page: "name-layer-4", format: "png" }, [6, 4, "png"], "layers.psd"],
    [
      { ...small, page: "name-layer-4" },
      "400 `pg-name` is for layers of a PSD, and this file is none",
    ],
  ],
  progressive: [[{ ...small, progressive: true }, whole]],
  quality: [[{ ...small, quality: 40 }, whole]],
  radius: [20, "max" as const, "10_20_30_40"].map(
    (radius): Case => [{ ...small, radius }, [...whole, "png"]],
  ),
  raw: [
    [{ raw: "w-192,rt-90" }, [128, 192]],
    [{ raw: "w-192:if-w_gt_100,rt-90,if-else,fl-h,if-end" }, [128, 192]],
    [{ raw: "undefined-transform-true" }, "400 Unknown parameter `undefined`"],
  ],
  rotation: [
    [{ ...small, rotation: 90 }, [128, 192]],
    [{ ...small, rotation: "N90" }, [128, 192]],
    [{ ...small, rotation: "auto" }, whole],
    // 192 sin 30 + 128 cos 30 and the other way round.
    [{ ...small, rotation: 30 }, [231, 207]],
  ],
  shadow: [
    [{ width: 100, shadow: true }, [100, 100], "badge.png"],
    [{ width: 100, shadow: "bl-15_st-40_x-10_y-N5" }, [100, 100], "badge.png"],
  ],
  sharpen: [
    [{ ...small, sharpen: true }, whole],
    [{ ...small, sharpen: 10 }, whole],
  ],
  startOffset: [[{ startOffset: 5 }, ofVideos("so")]],
  streamingResolutions: [[{ streamingResolutions: ["240", "360"] }, ofVideos("sr")]],
  trim: [
    // Trimming comes first; what is left is then made as wide as was asked for.
    [{ width: 100, height: 100, trim: true }, [100, 100], "badge.png"],
    [{ width: 100, height: 100, trim: 5 }, [100, 100], "badge.png"],
  ],
  unsharpMask: [
    [{ ...small, unsharpMask: true }, whole],
    [{ ...small, unsharpMask: "2-2-0.8-0.024" }, whole],
  ],
  videoCodec: [[{ videoCodec: "h264" }, ofVideos("vc")]],
  width: [
    [{ width: 192 }, whole],
    [{ width: "192" }, whole],
    [{ width: 0.1 }, whole],
    [{ width: "iw_div_10" }, whole],
    [[small, { width: "auto" }], whole],
  ],
  x: [[{ width: 150, height: 100, cropMode: "extract", x: 10, y: 20 }, [150, 100]]],
  xCenter: [[{ width: 150, height: 100, cropMode: "extract", xCenter: "iw_div_2" }, [150, 100]]],
  y: [[{ width: 150, height: 100, cropMode: "extract", y: "ih_div_2" }, [150, 100]]],
  yCenter: [
    [{ width: 150, height: 100, cropMode: "extract", xCenter: 300, yCenter: 300 }, [150, 100]],
    [
      { width: 150, height: 100, cropMode: "extract", xCenter: 10, yCenter: 300 },
      "400 `cm-extract` leaves the image: 150x100 at -65,250 does not lie inside 1920x1280",
    ],
  ],
  zoom: [[{ width: 100, height: 100, focus: "face", zoom: 1.5 }, [100, 100]]],
} satisfies Record<keyof Transformation, readonly Case[]>;

function padded(background: string): Transformation {
  return { width: 150, height: 150, cropMode: "pad_resize", background };
}

/** What is laid over a photograph of 192 x 128; it is not to be seen where a refusal stands. */
type Laid = readonly [overlay: Overlay, refusal?: string];

const text = (style: StyleOf<"text">): Laid => [
  { type: "text", text: "Two words", transformation: [style] },
];
const image = { type: "image", input: "badge.png" } as const;
const stamp = { ...image, transformation: [{ width: 100 }] };
const picture = (transformation: Transformation): Laid => [
  { ...image, transformation: [transformation] },
];
const solid = (style: StyleOf<"solidColor">): Laid => [
  { type: "solidColor", color: "FF0000", transformation: [{ width: 50, height: 50 }, style] },
];
const subtitle = (style: StyleOf<"subtitle">): Laid => [
  { type: "subtitle", input: "words.srt", transformation: [style] },
  onVideos("l-subtitles"),
];
const placed = (position: Position): Laid => [
  { ...image, position, transformation: [{ width: 50 }] },
];
const timed = (timing: Timing, key: string): Laid => [{ ...image, timing }, ofVideos(key)];

const positions = {
  anchorPoint: (
    ["top", "left", "right", "bottom", "center", "top_left", "bottom_right"] as const
  ).map((anchorPoint) => placed({ x: 90, y: 60, anchorPoint })),
  focus: (["center", "top", "left", "bottom_right"] as const).map((focus) => placed({ focus })),
  x: [placed({ x: 10 }), placed({ x: "N10" }), placed({ x: "bw_sub_cw" })],
  xCenter: [placed({ xCenter: 60 }), placed({ xCenter: "bw_mul_0.4", y: 5 })],
  y: [placed({ y: 10 }), placed({ y: "N10" }), placed({ y: "bh_sub_ch" })],
  yCenter: [placed({ yCenter: 60 }), placed({ yCenter: "bh_mul_0.4", x: 5 })],
} satisfies Record<keyof Position, Laid[]>;

const timings = {
  start: [timed({ start: 5 }, "lso")],
  end: [timed({ end: "20.50" }, "leo")],
  duration: [timed({ duration: "bdu_mul_0.4" }, "ldu")],
} satisfies Record<keyof Timing, Laid[]>;

const common = {
  layerMode: [
    [{ ...stamp, layerMode: "multiply" }],
    [{ ...stamp, layerMode: "cutter" }],
    [{ ...stamp, layerMode: "cutout" }],
    [{ ...stamp, layerMode: "displace", position: { x: 20, y: 20 } }],
    [
      { ...stamp, layerMode: "displace" },
      "400 `lm-displace` needs `lx` or `ly`: how far pixels are moved",
    ],
  ],
  position: Object.values(positions).flat(),
  timing: Object.values(timings).flat(),
} satisfies Record<"layerMode" | "position" | "timing", Laid[]>;

const textStyles = {
  alpha: [text({ alpha: 5 })],
  background: [text({ background: "FFAABB50" }), text({ background: "red" })],
  flip: [text({ flip: "v_h" })],
  fontColor: [text({ fontColor: "FF0000" }), text({ fontColor: "FFAABB50" })],
  fontFamily: [text({ fontFamily: "Open Sans" })],
  fontSize: [text({ fontSize: 20 }), text({ fontSize: "bh_div_4" })],
  innerAlignment: [text({ innerAlignment: "right", width: 100 })],
  lineHeight: [text({ lineHeight: 30, width: 50 }), text({ lineHeight: "bh_div_4" })],
  padding: [text({ padding: 5 }), text({ padding: "5_10" }), text({ padding: "bw_div_20" })],
  radius: [text({ radius: 5, background: "red" }), text({ radius: "max", background: "red" })],
  rotation: [text({ rotation: 45 }), text({ rotation: "N45" })],
  typography: [
    text({ typography: "b" }),
    text({ typography: "i_b" }),
    text({ typography: "b_strikethrough" }),
  ],
  width: [text({ width: 50 }), text({ width: "bw_mul_0.2" })],
} satisfies Record<keyof StyleOf<"text">, Laid[]>;

const solidStyles = {
  alpha: [solid({ alpha: 5 })],
  background: [solid({ background: "00FF0050" })],
  gradient: [solid({ gradient: true }), solid({ gradient: "from-red_to-white" })],
  height: [solid({ height: 20 }), solid({ height: "bh_div_2" })],
  radius: [solid({ radius: 10 }), solid({ radius: "max" }), solid({ radius: "1_2_3_4" })],
  width: [solid({ width: 20 }), solid({ width: "bw_mul_0.2" })],
} satisfies Record<keyof StyleOf<"solidColor">, Laid[]>;

const subtitleStyles = {
  background: [subtitle({ background: "red" })],
  color: [subtitle({ color: "A1CCDD50" })],
  fontFamily: [subtitle({ fontFamily: "Arial" })],
  fontOutline: [subtitle({ fontOutline: "2_A1CCDD50" })],
  fontShadow: [subtitle({ fontShadow: "blue_2" })],
  fontSize: [subtitle({ fontSize: 20 })],
  typography: [subtitle({ typography: "b_i" })],
} satisfies Record<keyof StyleOf<"subtitle">, Laid[]>;

const encodings = ["auto", "plain", "base64"] as const;

const textOptions = {
  ...common,
  type: [],
  text: [[{ type: "text", text: "Let's use ©, ®, ™: etc" }], [{ type: "text", text: "हिन्दी" }]],
  encoding: encodings.map((encoding): Laid => [{ type: "text", text: "Two words", encoding }]),
  transformation: Object.values(textStyles).flat(),
} satisfies Record<keyof OverlayOf<"text">, Laid[]>;

const imageOptions = {
  ...common,
  type: [],
  input: [[{ ...image, input: "/deep/down/a b.png" }], [{ ...image, input: "deep/ö,1.png" }]],
  encoding: encodings.map(
    (encoding): Laid => [{ ...image, input: "/deep/down/a b.png/", encoding }],
  ),
  transformation: [
    picture({ width: "bw_mul_0.5", height: "bh_mul_0.5" }),
    picture({ height: 40, border: "10_red", rotation: "N45", flip: "h" }),
    picture({ width: 60, height: 40, cropMode: "pad_resize", background: "yellow" }),
    picture({ width: 60, height: 40, cropMode: "extract", x: 300, y: 300, blur: 3, quality: 50 }),
    picture({ width: 60, opacity: 50, radius: "max", trim: 5, shadow: true, gradient: true }),
    picture({ width: 60, overlay: { type: "text", text: "Nested text overlay" } }),
    picture({ width: 60, overlay: { ...image, transformation: [{ width: 20, grayscale: true }] } }),
    [{ ...image, transformation: [{ width: 60 }, { rotation: 90 }] }],
    [picture({ aiUpscale: true })[0], ai("e-upscale", "AI upscaling")],
  ],
} satisfies Record<keyof OverlayOf<"image">, Laid[]>;

const solidOptions = {
  ...common,
  type: [],
  color: [solid({}), [{ type: "solidColor", color: "FFAABB50" }]],
  transformation: Object.values(solidStyles).flat(),
} satisfies Record<keyof OverlayOf<"solidColor">, Laid[]>;

const subtitleOptions = {
  ...common,
  layerMode: [],
  position: [],
  timing: [],
  type: [],
  input: [subtitle({})],
  encoding: encodings.map(
    (encoding): Laid => [
      { type: "subtitle", input: "words.srt", encoding },
      onVideos("l-subtitles"),
    ],
  ),
  transformation: Object.values(subtitleStyles).flat(),
} satisfies Record<keyof OverlayOf<"subtitle">, Laid[]>;

const videoOptions = {
  layerMode: [],
  position: [],
  timing: [],
  type: [],
  input: [[{ type: "video", input: "clip.mp4" }, onVideos("l-video")]],
  encoding: encodings.map(
    (encoding): Laid => [{ type: "video", input: "clip.mp4", encoding }, onVideos("l-video")],
  ),
  transformation: [
    [{ type: "video", input: "clip.mp4", transformation: [{ width: 50 }] }, onVideos("l-video")],
  ],
} satisfies Record<keyof OverlayOf<"video">, Laid[]>;

const overlays: Record<string, readonly Laid[]>[] = [
  ...[textOptions, imageOptions, solidOptions, subtitleOptions, videoOptions],
];

/** The options of each interface of the client's types, as the tables above have them. */
const tables: Record<string, Record<string, unknown>> = {
  Transformation: options,
  OverlayPosition: positions,
  OverlayTiming: timings,
  BaseOverlay: common,
  TextOverlay: textOptions,
  ImageOverlay: imageOptions,
  SolidColorOverlay: solidOptions,
  SubtitleOverlay: subtitleOptions,
  VideoOverlay: videoOptions,
  TextOverlayTransformation: textStyles,
  SolidColorOverlayTransformation: solidStyles,
  SubtitleOverlayTransformation: subtitleStyles,
};

const project = join(import.meta.dirname, "../../..");
const ways = ["path", "query"] as const;

let server: RunningServer;
let plain: Uint8Array;

beforeAll(async () => {
  const folder = temporaryFolder();
  const demo = join(project, "src/demo");
  for (const name of readdirSync(demo)) copyFileSync(join(demo, name), join(folder, name));
  await Bun.write(join(folder, "deep/down/valley.jpg"), Bun.file(join(demo, photo)));
  await Bun.write(join(folder, "deep/down/a b.png"), Bun.file(join(demo, "badge.png")));
  await Bun.write(join(folder, "deep/ö,1.png"), Bun.file(join(demo, "badge.png")));
  const values = Array(24).fill(9);
  const layer = { name: "layer-4", left: 0, top: 0, width: 6, height: 4 };
  const drawn = { ...layer, channels: { 0: values, 1: values, 2: values } };
  await Bun.write(join(folder, "layers.psd"), layeredPsd({ width: 6, height: 4 }, [drawn]));
  const clip = [...[0, 0, 0, 24], ...Buffer.from("ftypisom"), ...[0, 0, 2, 0]];
  await Bun.write(join(folder, "clip.mp4"), Uint8Array.from([...clip, ...Buffer.from("isommp42")]));

  const data = join(temporaryFolder(), "data");
  run(program, ["named", "set", "tenth", "w-iw_div_10", "--data", data]);
  server = await startServer(program, [folder], { data });
  plain = (await get({ src: photo, transformation: [{ ...small, format: "png" }] })).body;
}, 60_000);
afterAll(() => server?.stop());

/** Asks for what the client's URL names, written as browsers send it. */
function get(asked: Partial<SrcOptions>) {
  const url = new URL(buildSrc({ src: photo, ...asked, urlEndpoint: server.url }));
  return send(server.url, url.pathname + url.search, { headers: { Accept: "*/*" } });
}

async function check([asked, answer, src = photo]: Case, transformationPosition: "path" | "query") {
  const transformation = Array.isArray(asked) ? asked : [asked];
  const { status, headers, body } = await get({ src, transformation, transformationPosition });
  if (typeof answer === "string") {
    const error = headers.get("ik-error") ?? "";
    expect(`${status} ${error.replace(/^[A-Z]+ - /, "")}`).toBe(answer);
    return;
  }
  if (status !== 200) throw new Error(`${status} ${headers.get("ik-error")}`);
  const { width, height, format } = await decode(body);
  expect([width, height]).toEqual([answer[0], answer[1]]);
  if (answer[2] !== undefined) expect(format).toBe(answer[2]);
}

/** The layer leaves the image's size as it is and changes what is to be seen. */
async function checkLaid([overlay, refusal]: Laid, transformationPosition: "path" | "query") {
  const transformation: Transformation[] = [small, { overlay, format: "png" }];
  if (refusal !== undefined) return check([transformation, refusal], transformationPosition);
  const { status, headers, body } = await get({ transformation, transformationPosition });
  if (status !== 200) throw new Error(`${status} ${headers.get("ik-error")}`);
  const { width, height } = await decode(body);
  expect([width, height]).toEqual([...whole]);
  expect(await distance(body, plain)).toBeGreaterThan(0.1);
}

for (const way of ways) {
  describe(`in the ${way}`, () => {
    for (const [option, cases] of Object.entries<readonly Case[]>(options)) {
      for (const sample of cases) {
        test(`${option}: ${JSON.stringify(sample[0])}`, () => check(sample, way));
      }
    }

    for (const table of overlays) {
      for (const [option, cases] of Object.entries(table)) {
        // What all overlays share is tried with one of them.
        if (table !== imageOptions && Object.hasOwn(common, option)) continue;
        for (const laid of cases) {
          test(`overlay ${option}: ${JSON.stringify(laid[0])}`, () => checkLaid(laid, way));
        }
      }
    }

    test("other query parameters do not disturb", async () => {
      const queryParameters = { v: 3, version: "a&b=c", "ik-sdk-version": "javascript-5.5.1" };
      const asked = { transformation: [small], transformationPosition: way, queryParameters };
      const { width, height } = await decode((await get(asked)).body);
      expect([width, height]).toEqual([...whole]);
    });
  });
}

test("a text that the client was told to write plainly may hold separators, in the path", async () => {
  await checkLaid([{ type: "text", text: "1, 2: 100%", encoding: "plain" }], "path");
});

test("what is called a video goes out as it is, and is transformed only where it is one", async () => {
  expect((await get({ src: "clip.mp4" })).status).toBe(200);
  const { status, headers } = await get({ src: "clip.mp4", transformation: [{ width: 300 }] });
  expect([status, headers.get("ik-error")]).toEqual([
    415,
    "EFORMAT - FFmpeg cannot read this file",
  ]);
});

test("the pictures of a responsive image are as wide as their descriptors say", async () => {
  const { srcSet = "" } = getResponsiveImageAttributes({
    src: photo,
    urlEndpoint: server.url,
    sizes: "100vw",
    deviceBreakpoints: [640, 750],
    imageBreakpoints: [16, 256],
  });
  const candidates = srcSet.split(", ").map((candidate) => candidate.split(" "));
  expect(candidates.map(([, descriptor]) => descriptor)).toEqual(["640w", "750w"]);
  for (const [candidate = "", descriptor] of candidates) {
    const { pathname, search } = new URL(candidate);
    const { width } = await decode((await send(server.url, pathname + search)).body);
    expect(`${width}w`).toBe(descriptor ?? "");
  }
});

test("no option of the client's types is missing above", () => {
  const types = join(project, "node_modules/@imagekit/javascript/dist/interfaces/shared.d.ts");
  const source = readFileSync(types, "utf8");
  for (const [name, table] of Object.entries(tables)) {
    const start = source.indexOf(`export interface ${name} `);
    const body = source.slice(start, source.indexOf("\n}", start));
    const inherited = body.includes("extends BaseOverlay") ? Object.keys(common) : [];
    const own = [...body.matchAll(/^ {4}(\w+)\??: /gm)].map(([, option = ""]) => option);
    expect(own.length).toBeGreaterThan(2);
    expect([name, Object.keys(table).sort()]).toEqual([name, [...own, ...inherited].sort()]);
  }
  const others =
    /^(?:Transformation|Overlay|BaseOverlay|.*Overlay|Overlay.*|.*OverlayTransformation)$/;
  const declared = [...source.matchAll(/^export interface (\w+)/gm)].map(([, name = ""]) => name);
  expect(declared.filter((name) => others.test(name)).sort()).toEqual(Object.keys(tables).sort());
});
