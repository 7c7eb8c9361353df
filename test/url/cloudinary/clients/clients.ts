import * as BlendMode from "@cloudinary/url-gen/qualifiers/blendMode";
import * as Flag from "@cloudinary/url-gen/qualifiers/flag";
import { Position } from "@cloudinary/url-gen/qualifiers/position";
import { TextStyle } from "@cloudinary/url-gen/qualifiers/textStyle";
import { VideoCodecType } from "@cloudinary/url-gen/qualifiers/videoCodecType/VideoCodecType";
import * as Volume from "@cloudinary/url-gen/qualifiers/volume";
import { adjustments, effects } from "./client-effects.ts";
import {
  actions,
  type Builders,
  type Built,
  each,
  type Factories,
  type Factory,
  group,
  levels,
  only,
  picture,
  plain,
} from "./client-factories.ts";

const [Gravity, Background, Source] = ["Gravity", "Background", "Source"].map(group) as [
  Factories,
  Factories,
  Factories,
];

const compass = "north_west north north_east west center east south_west south south_east";
const sought = "face faces adv_face adv_faces adv_eyes ocr_text body person cat bottle liquid";

const sized = (make: Factory) => [
  ...[make(250, 150), make(250), make("0.5"), make("iw_div_2")],
  make().height(150).aspectRatio("3:2"),
  ...Object.values(group("AspectRatio")).map((ratio) => make(250).aspectRatio(ratio())),
];
const placed = (make: Factory) => [
  ...sized(make),
  ...compass.split(" ").map((point) => make(250, 150).gravity(Gravity.compass(point))),
  make(250, 150).gravity(Gravity.autoGravity()),
  ...sought.split(" ").map((name) => make(250, 150).gravity(name)),
];
const moved = (make: Factory) => [
  ...placed(make),
  make(250, 150).gravity(Gravity.compass("north_west")).x(10).y(20),
  make(250, 150).gravity(Gravity.xyCenter()).x(10).y(20),
];
const grounds = () => [
  ...[Background.auto(), Background.border(), Background.predominant()],
  ...[Background.border().contrast(), Background.predominant().contrast()],
  ...[Background.borderGradient(), Background.predominantGradient().gradientColors(4)],
  ...[Background.color("lightblue"), Background.color("#ff000080")],
  ...[Background.blurred().intensity(100).brightness(10), Background.generativeFill()],
];
const padded = (make: Factory) => [
  ...placed(make),
  ...grounds().map((ground) => make(250, 150).background(ground)),
];

const sources = () => [
  ...[picture(), Source.fetch("https://example.com/a.png"), Source.video("dog")],
  ...[Source.text("Hello, world", new TextStyle("Arial", 40)), Source.subtitles("a.srt")],
];
const styles = () => [
  ...Object.values(group("FontWeight")).map((make) => style().fontWeight(make())),
  ...Object.values(group("FontStyle")).map((make) => style().fontStyle(make())),
  ...Object.values(group("FontHinting")).map((make) => style().fontHinting(make())),
  ...Object.values(group("TextAlignment")).map((make) => style().textAlignment(make())),
  ...Object.values(group("TextDecoration")).map((make) => style().textDecoration(make())),
  ...[
    style().letterSpacing(5),
    style().lineSpacing(5),
    style().stroke(group("Stroke").solid(5, "red")),
  ],
  style().fontAntialias("gray"),
];
const style = (): Factory => new TextStyle("Arial", 40);
const layered = (make: Factory) => [
  ...sources().map((source) => make(source)),
  ...styles().map((its) => make(Source.text("Hello", its))),
  make(Source.text("Hello", style()).textColor("red").backgroundColor("blue")),
  ...compass
    .split(" ")
    .map((point) =>
      make(picture()).position(
        new Position().gravity(Gravity.compass(point)).offsetX(10).offsetY("0.1"),
      ),
    ),
  make(picture()).position(new Position().gravity(Gravity.focusOn("face"))),
  make(picture()).position(new Position().tiled()),
  ...Object.values({ ...BlendMode } as Factories)
    .filter((mode) => typeof mode === "function")
    .map((mode) => make(picture()).blendMode(mode(50))),
];

const deliveries: Builders = {
  format: () => each("Format").map((format) => actions.Delivery?.format(format)),
  dpr: only("2.0", "auto", 1.5),
  density: only(300),
  defaultImage: only("sample.png"),
  colorSpaceFromICC: only("a.icc"),
  colorSpace: () => each("ColorSpace").map((space) => actions.Delivery?.colorSpace(space)),
  quality: (make) => [
    ...[make(80), ...each("Quality").map((quality) => make(quality))],
    ...each("ChromaSubSampling").map((chroma) => make(80).chromaSubSampling(chroma)),
  ],
};

/** How each factory is called; one that is not here is called without arguments. */
export const builders: Record<string, Builders> = {
  Resize: {
    scale: sized,
    fit: sized,
    limitFit: sized,
    minimumFit: sized,
    imaggaScale: sized,
    fill: moved,
    crop: moved,
    limitFill: placed,
    thumbnail: placed,
    auto: placed,
    pad: padded,
    limitPad: padded,
    minimumPad: padded,
    fillPad: padded,
    autoPad: padded,
    imaggaCrop: sized,
  },
  Effect: effects,
  Adjust: adjustments,
  Delivery: deliveries,
  Border: {
    solid: (make) => [make(5, "red"), make(5, "#ff000080")],
    roundCorners: (make) => [make(actions.RoundCorners?.byRadius(10))],
  },
  RoundCorners: { byRadius: (make) => [make(10), make(10, 20), make(1, 2, 3), make(1, 2, 3, 4)] },
  Rotate: {
    byAngle: only(90, -67),
    mode: () => each("RotationMode").map((mode) => actions.Rotate?.mode(mode)),
  },
  NamedTransformation: { name: only("thumb") },
  Overlay: { source: layered },
  Underlay: { source: layered },
  Reshape: {
    cutByImage: () => [actions.Reshape?.cutByImage(picture())],
    distortArc: only(200),
    distort: only([1, 2, 30, 4, 50, 60, 7, 80]),
    shear: (make) => [make(20, 0), make(0, 20)],
    displace: () => [actions.Reshape?.displace(picture()).x(10).y(20)],
    trim: (make) => [make(), make().colorSimilarity(20).colorOverride("red")],
  },
  PSDTools: {
    clip: (make) => [make().byName("path")],
    getLayer: (make) => [make().byIndex(2), make().byName("a")],
    smartObject: (make) => [make().byIndex(2)],
  },
  Transcode: {
    bitRate: only(2048),
    audioCodec: only("aac"),
    audioFrequency: only(8000),
    fps: only(24),
    keyframeInterval: only(2),
    streamingProfile: only("hd"),
    toAnimated: only("gif"),
    fpsRange: (make) => [make(24, 30)],
    videoCodec: () => [actions.Transcode?.videoCodec(new VideoCodecType("h264"))],
  },
  VideoEdit: {
    concatenate: () => [actions.VideoEdit?.concatenate(Source.video("dog"))],
    trim: (make) => [make().startOffset(1).endOffset(2)],
    volume: () => [actions.VideoEdit?.volume(Volume.mute())],
    preview: (make) => [make().duration(5)],
  },
  CustomFunction: { remote: only("https://example.com"), wasm: only("blur.wasm") },
  Animated: { edit: (make) => [make().delay(200), make().loop(3)] },
  Flag: {
    progressive: levels("steep", "semi", "none"),
    attachment: levels("picture.jpg"),
    streamingAttachment: levels("picture.jpg"),
    custom: only("any_format"),
  },
};

/** As it stands in the URL that the client makes of it. */
function componentOf(thing: Built): string {
  return thing.toString().replaceAll(" ", "%20");
}

/** Everything the client offers, by option: `Resize.fill`, and the components that it writes. */
export function built(): Record<string, string[]> {
  const factories: Record<string, Factories> = { ...actions, Flag: { ...Flag } as Factories };
  const entries = Object.entries(factories).flatMap(([name, members]) =>
    Object.entries(members)
      .filter(([, make]) => typeof make === "function" && !/^class/.test(String(make)))
      .map(([member, make]) => {
        const build = builders[name]?.[member] ?? plain;
        return [`${name}.${member}`, [...new Set(build(make).map(componentOf))]] as [
          string,
          string[],
        ];
      }),
  );
  return Object.fromEntries(entries);
}
