import type { AutoQuality } from "../parameters/auto-quality.ts";
import { page as pages } from "../parameters/effect-values.ts";
import type { PlainStep } from "../transformation.ts";
import type { Reading } from "./support.ts";
import { clampedIn, numberIn } from "./values/values.ts";

const formats: Record<string, NonNullable<PlainStep["format"]>> = {
  ...({ jpg: "jpg", jpeg: "jpg", jpe: "jpg", png: "png", webp: "webp", avif: "avif" } as const),
  ...({ jxl: "jxl", gif: "gif", auto: "auto", webp_static: "webp" } as const),
  ...({ ico: "ico", bmp: "bmp", tif: "tiff", tiff: "tiff" } as const),
};

/** Formats that the vendor makes and we do not. */
const otherFormats = new Set(
  (
    "svg pdf heic heif jp2 j2k jpc jxr wdp hdp ps ept eps eps3 psd ai djvu flif " +
    "tga arw cr2 cr3 dng indd spd glb gltf fbx fxb usdz mp4 webm mov m4v ogv mkv avi flv wmv mpeg " +
    "mpg m3u8 mpd ts mts m2ts mxf 3gp 3g2 mp3 m4a wav aac aiff amr ogg opus flac"
  ).split(" "),
);

export function formatOf(value: string): Reading {
  const [name = "", ...rest] = value.split(":");
  if (name === "auto" && rest[0] === "video")
    return { cannot: "is for videos, and this is an image" };
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format === "gif")
    return { fields: { format }, note: "GIF is made of GIF only", unseen: true };
  if (format) return { fields: { format } };
  return otherFormats.has(name) ? { cannot: "the format is not made" } : undefined;
}

/** What `q_auto` and what may follow it are here. */
const levels: Record<string, AutoQuality> = {
  low: "auto_low",
  eco: "auto_eco",
  good: "auto_good",
  best: "auto_best",
  sensitive: "auto_sensitive",
};

export function qualityOf(value: string): Reading {
  const [first = "", ...rest] = value.split(":");
  if (first === "jpegmini") {
    const note = "is quality 80: the encoder is another one";
    return { fields: { quality: 80 }, note, unseen: true };
  }
  if (first === "auto") {
    const words = rest.filter((word) => !/^4\d\d$/.test(word));
    const named = words.map((word) => (Object.hasOwn(levels, word) ? levels[word] : undefined));
    const [quality = "auto_good"] = named;
    if (named.includes(undefined)) return undefined;
    const note = "is found by another measure";
    return { fields: { quality }, note, unseen: true };
  }
  const number = clampedIn(first, 1, 100);
  if (number === undefined) return undefined;
  const fields = { quality: Math.max(1, Math.round(number)) };
  const chroma = rest.every((word) => /^4(?:20|44)$|^qmax_\d+$/.test(word));
  if (!chroma) return undefined;
  return rest.length === 0
    ? { fields }
    : { fields, note: "chroma is sampled by the quality", unseen: true };
}

/** `2.0` or `auto`. */
export function pixelRatioOf(value: string): number | "auto" | undefined {
  return value === "auto" ? value : numberIn(value, 0.1, 5);
}

/** What is multiplied follows when all steps are known. */
export function ratioOf(value: string): Reading {
  const ratio = pixelRatioOf(value);
  if (ratio === undefined) return undefined;
  return ratio === "auto"
    ? { fields: {}, note: "multiplies widths and heights alone", unseen: true }
    : { fields: {} };
}

export function densityOf(value: string): Reading {
  const density = numberIn(value, 1, 1200);
  return density === undefined
    ? undefined
    : {
        fields: { density },
        note: "is what the file says, and what a PDF is drawn at: an SVG is not",
      };
}

export function pageOf(value: string): Reading {
  const [, listed] = /^name:(.+)$/.exec(value) ?? [];
  const names = listed?.split(";").map((name) => name.replace(/^"(.*)"$/, "$1"));
  if (names) return names.some(isNoName) ? undefined : { fields: { page: { names } } };
  if (value.startsWith("embedded:")) return { cannot: "what a PSD embeds is not read" };
  const page = pages.parse(value.replaceAll(";", "_"));
  if (page === undefined) return undefined;
  return typeof page === "number"
    ? { fields: { page } }
    : { fields: { page }, note: "is the first one only, unless these are layers of a PSD" };
}

function isNoName(name: string): boolean {
  return name === "" || name.includes('"');
}

/** A public id, in which `:` stands for the slash. */
export function fallbackOf(value: string): Reading {
  const fallback = value.replaceAll(":", "/").replace(/^\/+/, "");
  return fallback === "" ? undefined : { fields: { fallback } };
}

export function colourSpaceOf(value: string): Reading {
  if (/^(?:srgb|no_cmyk)$/.test(value)) return { fields: {} };
  if (/^(?:tinysrgb|srgb:truecolor)$/.test(value))
    return { fields: {}, note: "is plain sRGB", unseen: true };
  const known = /^(?:cmyk|keep_cmyk|copy|icc:.+)$/.test(value);
  return known ? { cannot: "everything is delivered in sRGB" } : undefined;
}
