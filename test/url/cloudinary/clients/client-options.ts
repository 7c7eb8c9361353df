import { createRequire } from "node:module";
import { v2 as cloudinary } from "cloudinary";

/** The client lists its options in a file that it has no types for. */
const { TRANSFORMATION_PARAMS } = createRequire(import.meta.url)("cloudinary/lib/utils/consts.js");

type Options = Record<string, unknown>;

/** Options that have no component of their own: they say how others are written. */
const written = ["offset", "size", "raw_transformation", "transformation", "responsive_width"];

const box = { width: 100, height: 50 };
const modes =
  "scale fit limit mfit fill lfill fill_pad crop thumb auto auto_pad pad lpad mpad imagga_crop " +
  "imagga_scale";

/** Values of each option, with what it needs beside it. */
const values: Record<string, Options[]> = {
  angle: ["10", "auto_right", "auto_left", "exif", "hflip.vflip", ["ignore"]].map((angle) => ({
    angle,
  })),
  aspect_ratio: ["16:9", 1.5].map((ratio) => ({ aspect_ratio: ratio, width: 100, crop: "fill" })),
  audio_codec: [{ audio_codec: "aac" }],
  audio_frequency: [{ audio_frequency: 44_100 }],
  background: ["red", "#112233", "auto:border_gradient:4", "blurred:400:15"].map((background) => ({
    background,
  })),
  bit_rate: [{ bit_rate: "250k" }],
  border: ["5px_solid_#112233", { width: 4, color: "red" }].map((border) => ({ border })),
  color: [{ color: "#112233", effect: "colorize:40" }],
  color_space: [{ color_space: "srgb" }, { color_space: "cmyk" }],
  crop: modes.split(" ").map((crop) => ({ crop, ...box })),
  default_image: [{ default_image: "folder:avatar.png" }],
  delay: [{ delay: 20 }],
  density: [{ density: 150 }],
  duration: [{ duration: 2 }],
  dpr: [2, "auto", "1.5"].map((dpr) => ({ dpr, ...box, crop: "fill" })),
  effect: ["sepia:50", ["hue", 40], "gen_remove:prompt_cup"].map((effect) => ({ effect })),
  end_offset: [{ end_offset: "35%" }],
  fetch_format: ["auto", "avif", "tiff"].map((format) => ({ fetch_format: format })),
  flags: ["progressive", ["progressive", "lossy"], "attachment:name"].map((flags) => ({ flags })),
  fps: [{ fps: "24-29" }],
  keyframe_interval: [{ keyframe_interval: 10 }],
  gravity: ["north_west", "auto:subject", "face"].map((gravity) => ({
    gravity,
    ...box,
    crop: "fill",
  })),
  height: [
    { height: 100, crop: "scale" },
    { height: 0.5, crop: "fit" },
  ],
  if: [
    { if: "w < 200", ...box, crop: "fill" },
    { if: "ar > 3:4 && fc = 0", effect: "sepia" },
    {
      transformation: [
        { if: "iw >= 500" },
        { effect: "sepia" },
        { if: "else" },
        { effect: "blur" },
        { if: "end" },
      ],
    },
  ],
  opacity: [{ opacity: 40 }],
  overlay: [
    "folder:logo",
    "text:Arial_30:Hello",
    { text: "Hi, you", font_family: "Arial", font_size: 18 },
    { url: "https://example.com/a.png" },
    { resource_type: "video", public_id: "dog" },
  ].map((overlay) => ({ overlay })),
  page: [{ page: 2 }, { page: "2-4" }],
  prefix: [{ prefix: "a" }],
  quality: [70, "auto:eco", "80:444", "jpegmini"].map((quality) => ({ quality })),
  radius: [10, "max", [10, 20, 30, 40]].map((radius) => ({ radius })),
  start_offset: [{ start_offset: "auto" }],
  streaming_profile: [{ streaming_profile: "hd" }],
  underlay: [{ underlay: "paper" }],
  variables: [
    { $size: 10, width: "$size * 3", crop: "scale" },
    { variables: [["$a", "iw / 2"]], width: "$a + 10", crop: "scale" },
  ],
  video_codec: [{ video_codec: "h264" }],
  video_sampling: [{ video_sampling: 20 }],
  width: [100, 0.5, "auto", "iw / 2", "auto:20"].map((width) => ({ width, crop: "scale" })),
  x: [{ x: 10, y: 20, ...box, crop: "crop" }],
  y: [{ y: 20, x: 0.1, ...box, crop: "crop", gravity: "south" }],
  zoom: [{ zoom: 0.7, ...box, crop: "thumb", gravity: "face" }],
};

/** Options of the client that are not here. */
export function missing(): string[] {
  return (TRANSFORMATION_PARAMS as string[]).filter(
    (name) => !written.includes(name) && !Object.hasOwn(values, name),
  );
}

/** Every option, and the components that the client writes for it, joined by slashes. */
export function builtByOptions(): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(values).map(([name, all]) => [name, [...new Set(all.map(componentsOf))]]),
  );
}

function componentsOf(options: Options): string {
  const url = cloudinary.url("picture", {
    cloud_name: "demo",
    analytics: false,
    urlAnalytics: false,
    ...options,
  });
  return url.replace(/^.*\/upload\//, "").replace(/\/[^/]*$/, "");
}
