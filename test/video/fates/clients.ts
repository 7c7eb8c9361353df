import { CloudinaryVideo } from "@cloudinary/url-gen/assets/CloudinaryVideo";
import { AnimatedFormat } from "@cloudinary/url-gen/qualifiers/animatedFormat";
import { AudioCodec } from "@cloudinary/url-gen/qualifiers/audioCodec";
import { Concatenate } from "@cloudinary/url-gen/qualifiers/concatenate";
import { Format } from "@cloudinary/url-gen/qualifiers/format";
import { Position } from "@cloudinary/url-gen/qualifiers/position";
import { Source } from "@cloudinary/url-gen/qualifiers/source";
import { StreamingProfile } from "@cloudinary/url-gen/qualifiers/streamingProfile";
import { TextStyle } from "@cloudinary/url-gen/qualifiers/textStyle";
import { VideoCodec } from "@cloudinary/url-gen/qualifiers/videoCodec";
import { Volume } from "@cloudinary/url-gen/qualifiers/volume";
import { buildSrc, type Transformation } from "@imagekit/javascript";
import {
  actions,
  type Built,
  type Factories,
} from "../../url/cloudinary/clients/client-factories.ts";

/** What a client's options write, by the name of the option. */
type BuiltUrls = Record<string, string>;

const overlay = (given: Transformation["overlay"]): Transformation =>
  given === undefined ? {} : { overlay: given };

/** What ImageKit's clients take for videos. */
export const imagekitOptions: Record<string, Transformation> = {
  width: { width: 640 },
  "width, height": { width: 640, height: 640 },
  height: { height: 360 },
  aspectRatio: { aspectRatio: "16-9", width: 320 },
  "crop: force": { width: 300, height: 300, crop: "force" },
  "crop: at_max": { width: 300, height: 300, crop: "at_max" },
  "cropMode: pad_resize": { width: 300, height: 300, cropMode: "pad_resize", background: "F3F3F3" },
  "cropMode: extract": { width: 300, height: 300, cropMode: "extract", focus: "top_left" },
  "background: blurred": { width: 300, height: 600, cropMode: "pad_resize", background: "blurred" },
  focus: { width: 300, height: 300, focus: "left" },
  "x, y": { width: 300, height: 300, cropMode: "extract", x: 10, y: 20 },
  border: { width: 300, border: "5_FF0000" },
  radius: { width: 300, radius: 20 },
  "radius: max": { width: 300, height: 300, radius: "max" },
  rotation: { rotation: 90 },
  flip: { flip: "h" },
  blur: { blur: 10 },
  grayscale: { grayscale: true },
  opacity: { opacity: 50 },
  quality: { quality: 80 },
  "format: mp4": { format: "mp4" },
  "format: webm": { format: "webm" },
  "format: auto": { format: "auto" },
  "format: jpg": { format: "jpg" },
  "videoCodec: h264": { videoCodec: "h264", width: 640 },
  "videoCodec: vp9": { videoCodec: "vp9" },
  "videoCodec: av1": { videoCodec: "av1" },
  "videoCodec: none": { videoCodec: "none" },
  "audioCodec: aac": { audioCodec: "aac", width: 640 },
  "audioCodec: opus": { audioCodec: "opus" },
  "audioCodec: none": { audioCodec: "none" },
  startOffset: { startOffset: 2 },
  "startOffset, endOffset": { startOffset: 2, endOffset: 4.5 },
  "startOffset, duration": { startOffset: "idu_div_2", duration: 3 },
  "streamingResolutions, HLS": { streamingResolutions: ["240", "480"] },
  "streamingResolutions, DASH": { streamingResolutions: ["360", "720", "1080"], startOffset: 1 },
  "startOffset, thumbnail": { startOffset: 2.5, width: 200 },
  "width, height, thumbnail": { width: 300, height: 300, focus: "top" },
  named: { named: "thumb" },
  raw: { raw: "w-200,fps-10" },
  original: { original: true },
  "overlay: image": overlay({ type: "image", input: "logo.png", position: { x: 10, y: 10 } }),
  "overlay: video": overlay({
    ...{ type: "video", input: "p/clip.mp4", timing: { start: 1, duration: "bdu_div_2" } },
    transformation: [{ width: 200 }],
  }),
  "overlay: subtitle": overlay({
    ...{ type: "subtitle", input: "p/clip.srt" },
    transformation: [{ fontSize: 20, color: "FFFFFF", background: "00000080" }],
  }),
  "overlay: image, timing": overlay({
    ...{ type: "image", input: "logo.png", timing: { start: 2, end: 4 } },
  }),
  "overlay: text": overlay({ type: "text", text: "Hello" }),
  "overlay: solidColor": overlay({
    type: "solidColor",
    color: "FF0000",
    transformation: [{ width: 50, height: 50 }],
  }),
};

/** Options that are for what is made of a video under a name of its own. */
const views: Record<string, string> = {
  "streamingResolutions, HLS": "ik-master.m3u8",
  "streamingResolutions, DASH": "ik-master.mpd",
  "startOffset, thumbnail": "ik-thumbnail.jpg",
  "width, height, thumbnail": "ik-thumbnail.jpg",
};

/** What a client is told to show for an option. */
export function imagekitSource(option: string): string {
  const view = views[option];
  return view === undefined ? "/p/clip.mp4" : `/p/clip.mp4/${view}`;
}

/** The URL of each of ImageKit's options. */
export function imagekitUrls(): BuiltUrls {
  return Object.fromEntries(
    Object.entries(imagekitOptions).map(([name, transformation]) => [
      name,
      targetOf(
        buildSrc({
          urlEndpoint: "https://ik.example/",
          src: imagekitSource(name),
          transformation: [transformation],
        }),
      ),
    ]),
  );
}

/** Builders of url-gen that are for videos, with the values they take. */
function urlGenActions(): Record<string, Built> {
  const { Transcode, VideoEdit, Resize, Delivery, Effect, Overlay, RoundCorners, Rotate } =
    actions as Record<string, Factories>;
  const video = () => Source.video("p:clip");
  return {
    "Transcode.bitRate": Transcode?.bitRate("500k"),
    "Transcode.bitRate constant": Transcode?.bitRate("500k").constant(),
    "Transcode.audioFrequency": Transcode?.audioFrequency(44100),
    "Transcode.fps": Transcode?.fps(15),
    "Transcode.fpsRange": Transcode?.fpsRange(10, 20),
    "Transcode.keyframeInterval": Transcode?.keyframeInterval(2),
    "Transcode.toAnimated gif": Transcode?.toAnimated(AnimatedFormat.gif()),
    "Transcode.toAnimated webp": Transcode?.toAnimated(AnimatedFormat.webp()),
    "Transcode.toAnimated auto": Transcode?.toAnimated(AnimatedFormat.auto()),
    ...eachOf("Transcode.videoCodec", VideoCodec, (codec) => Transcode?.videoCodec(codec)),
    ...eachOf("Transcode.audioCodec", AudioCodec, (codec) => Transcode?.audioCodec(codec)),
    ...eachOf("Transcode.streamingProfile", StreamingProfile, (profile) =>
      Transcode?.streamingProfile(profile),
    ),
    "VideoEdit.trim seconds": VideoEdit?.trim().startOffset(2).endOffset(5),
    "VideoEdit.trim duration": VideoEdit?.trim().startOffset("10p").duration("30p"),
    "VideoEdit.trim auto": VideoEdit?.trim().startOffset("auto").duration(3),
    "VideoEdit.volume mute": VideoEdit?.volume(Volume.mute()),
    "VideoEdit.volume percent": VideoEdit?.volume(Volume.byPercent(50)),
    "VideoEdit.preview": VideoEdit?.preview().duration(5),
    "VideoEdit.concatenate": VideoEdit?.concatenate(Concatenate.videoSource("p:clip")),
    "Resize.fill": Resize?.fill(400, 400),
    "Resize.scale": Resize?.scale(640),
    "Resize.fit": Resize?.fit(640, 640),
    "Resize.pad": Resize?.pad(640, 640).background("blue"),
    "Resize.crop": Resize?.crop(300, 200),
    "Delivery.format mp4": Delivery?.format(Format.videoMp4()),
    "Delivery.format webm": Delivery?.format(Format.videoWebm()),
    "Delivery.format auto": Delivery?.format(Format.auto()),
    "Delivery.quality auto": Delivery?.quality("auto"),
    "Delivery.quality 70": Delivery?.quality(70),
    "RoundCorners.max": RoundCorners?.max(),
    "Rotate.byAngle": Rotate?.byAngle(90),
    "Effect.blur": Effect?.blur(200),
    "Effect.grayscale": Effect?.grayscale(),
    "Effect.accelerate": Effect?.accelerate().rate(100),
    "Effect.boomerang": Effect?.boomerang(),
    "Effect.deshake": Effect?.deshake(),
    "Effect.fadeIn": Effect?.fadeIn(1000),
    "Effect.fadeOut": Effect?.fadeOut(1000),
    "Effect.loop": Effect?.loop(2),
    "Effect.noise": Effect?.noise(),
    "Effect.reverse": Effect?.reverse(),
    "Effect.makeTransparent": Effect?.makeTransparent(),
    "Overlay.image": Overlay?.source(Source.image("p:logo")).position(new Position().offsetX(10)),
    "Overlay.text": Overlay?.source(Source.text("Hello", new TextStyle("Arial", 40))),
    "Overlay.video": Overlay?.source(video()),
    "Overlay.subtitles": Overlay?.source(Source.subtitles("p:clip.srt")),
  };
}

function eachOf(
  name: string,
  factories: Factories,
  make: (made: unknown) => Built,
): Record<string, Built> {
  return Object.fromEntries(
    Object.entries(factories)
      .filter(([, factory]) => typeof factory === "function")
      .map(([key, factory]) => [`${name} ${key}`, make(factory())]),
  );
}

/** The URL of each of url-gen's builders. */
export function urlGenUrls(): BuiltUrls {
  return Object.fromEntries(
    Object.entries(urlGenActions()).map(([name, action]) => {
      const video = new CloudinaryVideo("p/clip.mp4", { cloudName: "demo" }, { analytics: false });
      return [name, targetOf(video.addAction(action as never).toURL())];
    }),
  );
}

function targetOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, "");
}
