import { startsAsCameraTiff } from "./formats/camera-tiff.ts";
import type { FormatRow } from "./formats/row.ts";
import { startsAsTga } from "./formats/tga-start.ts";
import { unreadFormats } from "./formats/unread.ts";
import { startsAsSvg } from "./svg/recognise.ts";

const plain = {
  ...({ alpha: false, animates: false, vector: false, lossy: false } as const),
  shrinks: [],
} as const;
/** What no encoder here writes. */
const unwritten = { ...plain, encodes: false, longestSide: 0 } as const;

/** What is said of an image instead of the image: no file holds one in it. */
const description = {
  ...plain,
  sniff: () => false,
  decodes: false,
  encodes: true,
  longestSide: 1_000_000,
} as const;

/** One row a file format. A format's codec lies in `render/engine/codecs/`. */
export const formats = {
  ...unreadFormats,
  // Most of it begins as TIFF, which therefore stands below.
  cameraraw: {
    ...unwritten,
    title: "Camera raw",
    urlNames: [],
    extensions: ["dng", "cr2", "cr3", "nef", "nrw", "arw", "orf", "raf", "rw2", "pef", "srw"],
    mediaType: "image/x-dcraw",
    sniff: (start, bytes) =>
      ["IIU\0", "IIRO", "IIRS", "MMOR"].includes(start.slice(0, 4)) ||
      (start.startsWith("II*\0") && start.startsWith("CR", 8)) ||
      start.startsWith("FUJIFILMCCD-RAW") ||
      start.startsWith("ftypcrx ", 4) ||
      startsAsCameraTiff(bytes),
    decodes: true,
    codec: () => import("./render/engine/codecs/camera-raw.ts"),
    undrawn: "camera raw, but for its preview",
  },
  jpeg: {
    ...plain,
    title: "JPEG",
    urlNames: ["jpg", "jpeg"],
    extensions: ["jpg", "jpeg", "jpe"],
    mediaType: "image/jpeg",
    sniff: (start) => start.startsWith("\xff\xd8\xff"),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/jpeg.ts"),
    isRuntimes: true,
    // From 90 on libvips keeps the whole chroma, which the runtime always halves.
    runtimesUpTo: 89,
    // libjpeg's own bound, 35 below what the file format's 16 bits can say.
    longestSide: 65_500,
    shrinks: [8, 4, 2],
    lossy: true,
    isShownByAll: true,
  },
  png: {
    ...plain,
    title: "PNG",
    urlNames: ["png"],
    extensions: ["png"],
    mediaType: "image/png",
    sniff: (start) => start.startsWith("\x89PNG\r\n\x1a\n"),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/png.ts"),
    isRuntimes: true,
    alpha: true,
    // libpng reads no more unless it is told to.
    longestSide: 1_000_000,
    isShownByAll: true,
  },
  apng: {
    ...plain,
    title: "Animated PNG",
    urlNames: ["apng"],
    extensions: ["apng"],
    mediaType: "image/apng",
    // What has frames begins as what has none, and is read as that.
    sniff: () => false,
    decodes: false,
    encodes: true,
    codec: () => import("./render/engine/codecs/apng.ts"),
    alpha: true,
    animates: true,
    longestSide: 1_000_000,
  },
  webp: {
    ...plain,
    title: "WebP",
    urlNames: ["webp"],
    extensions: ["webp"],
    mediaType: "image/webp",
    sniff: (start) => start.startsWith("RIFF") && start.startsWith("WEBP", 8),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/webp.ts"),
    isPixelsOnly: true,
    isRuntimes: true,
    alpha: true,
    animates: true,
    // 14 bits.
    longestSide: 16_383,
    preference: 3,
    isNegotiatedByDefault: true,
    lossy: true,
    triesLossless: true,
  },
  avif: {
    ...plain,
    title: "AVIF",
    urlNames: ["avif"],
    extensions: ["avif"],
    mediaType: "image/avif",
    sniff: (start) => /avi[fs]/.test(brandsOf(start)),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/avif.ts"),
    isPixelsOnly: true,
    alpha: true,
    // libavif reads no more unless it is told to.
    longestSide: 32_768,
    preference: 1,
    lossy: true,
    isForPhotographs: true,
  },
  jxl: {
    ...plain,
    title: "JPEG XL",
    urlNames: ["jxl"],
    extensions: ["jxl"],
    mediaType: "image/jxl",
    sniff: (start) => start.startsWith("\xff\x0a") || start.startsWith("JXL \r\n\x87\n", 4),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/jxl.ts"),
    alpha: true,
    animates: true,
    // Level 5 of ISO/IEC 18181-1, which every decoder has.
    longestSide: 262_144,
    preference: 2,
    lossy: true,
  },
  gif: {
    ...plain,
    title: "GIF",
    urlNames: ["gif"],
    extensions: ["gif"],
    mediaType: "image/gif",
    sniff: (start) => /^GIF8[79]a/.test(start),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/gif.ts"),
    alpha: true,
    animates: true,
    // 16 bits.
    longestSide: 65_535,
    isOnlyKept: true,
    isShownByAll: true,
  },
  svg: {
    ...unwritten,
    title: "SVG",
    urlNames: ["svg"],
    extensions: ["svg"],
    mediaType: "image/svg+xml",
    sniff: (_, bytes) => startsAsSvg(bytes),
    decodes: true,
    alpha: true,
    vector: true,
  },
  tiff: {
    ...plain,
    title: "TIFF",
    urlNames: ["tiff", "tif"],
    extensions: ["tif", "tiff"],
    mediaType: "image/tiff",
    sniff: (start) => ["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(start.slice(0, 4)),
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/tiff.ts"),
    alpha: true,
    // 32 bits; libvips makes no image that is larger.
    longestSide: 10_000_000,
  },
  heic: {
    ...unwritten,
    title: "HEIC",
    urlNames: [],
    extensions: ["heic", "heif"],
    mediaType: "image/heic",
    sniff: (start) =>
      /hei[cxsm]|hev[cx]|mif1|msf1/.test(brandsOf(start)) && !/avi[fs]/.test(brandsOf(start)),
    decodes: true,
    codec: () => import("./render/engine/codecs/heic.ts"),
    alpha: true,
  },
  pdf: {
    ...unwritten,
    title: "PDF",
    urlNames: [],
    extensions: ["pdf"],
    mediaType: "application/pdf",
    sniff: (start) => start.startsWith("%PDF-"),
    decodes: true,
    codec: () => import("./render/engine/codecs/pdf.ts"),
  },
  psd: {
    ...unwritten,
    title: "PSD",
    urlNames: [],
    extensions: ["psd", "psb"],
    mediaType: "image/vnd.adobe.photoshop",
    sniff: (start) => start.startsWith("8BPS"),
    decodes: true,
    codec: () => import("./render/engine/codecs/psd.ts"),
    alpha: true,
  },
  bmp: {
    ...plain,
    title: "BMP",
    urlNames: ["bmp"],
    extensions: ["bmp"],
    mediaType: "image/bmp",
    sniff: (start) => start.startsWith("BM") && start.slice(6, 10) === "\0\0\0\0",
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/bmp.ts"),
    alpha: true,
    // ImageMagick and others read no more than 16 bits say.
    longestSide: 65_535,
  },
  ico: {
    ...plain,
    title: "ICO",
    urlNames: ["ico"],
    extensions: ["ico", "cur"],
    mediaType: "image/x-icon",
    // Icons and cursors with at least one entry, whose reserved byte is nought.
    sniff: (start) =>
      ["\0\0\x01\0", "\0\0\x02\0"].includes(start.slice(0, 4)) &&
      start[4] !== "\0" &&
      start[9] === "\0",
    decodes: true,
    encodes: true,
    codec: () => import("./render/engine/codecs/ico.ts"),
    alpha: true,
    // A directory can say no more.
    longestSide: 256,
  },
  pnm: {
    ...unwritten,
    title: "PNM",
    urlNames: [],
    extensions: ["pnm", "pbm", "pgm", "ppm"],
    mediaType: "image/x-portable-anymap",
    sniff: (start) => /^P[1-6]\s+[#\d]/.test(start),
    decodes: true,
    codec: () => import("./render/engine/codecs/pnm.ts"),
  },
  tga: {
    ...unwritten,
    title: "TGA",
    urlNames: [],
    extensions: ["tga"],
    mediaType: "image/x-tga",
    sniff: (_, bytes) => startsAsTga(bytes),
    decodes: true,
    codec: () => import("./render/engine/codecs/tga.ts"),
    alpha: true,
  },
  blurhash: {
    ...description,
    title: "BlurHash",
    urlNames: ["blurhash"],
    extensions: ["blurhash"],
    mediaType: "text/plain",
    codec: () => import("./render/engine/codecs/blurhash.ts"),
  },
  palette: {
    ...description,
    title: "Palette",
    urlNames: ["palette"],
    extensions: [],
    mediaType: "application/json",
    codec: async () => ({ codec: (await import("./render/engine/codecs/palette.ts")).json }),
  },
  palettecss: {
    ...description,
    title: "Palette as CSS",
    urlNames: ["palettecss"],
    extensions: [],
    mediaType: "text/css",
    codec: async () => ({ codec: (await import("./render/engine/codecs/palette.ts")).css }),
  },
} as const satisfies Record<string, FormatRow>;

type Rows = typeof formats;

/** Formats whose files are recognised. */
export type Format = keyof Rows;
type FormatWith<Trait> = { [F in Format]: Rows[F] extends Trait ? F : never }[Format];
/** Formats whose originals can be transformed. */
export type DecodableFormat = FormatWith<{ decodes: true }>;
/** Formats that are written. */
export type OutputFormat = FormatWith<{ encodes: true }>;
/** Formats that a client's `Accept` may choose. */
export type NegotiatedFormat = FormatWith<{ preference: number }>;
/** A format as `f` names it. */
type UrlName = Rows[Format]["urlNames"][number];

export const formatNames = Object.keys(formats) as Format[];

/** What `Accept` may choose, in the order of the table. */
export const negotiatedFormats = formatNames.filter(
  (format): format is NegotiatedFormat => formatOf(format).preference !== undefined,
);

/** All names that `f` knows, in the order of the table. */
export const urlNames: UrlName[] = formatNames.flatMap((format) => [...formats[format].urlNames]);

/** The canonical name of each name that `f` has beside it: `jpg` for `jpeg`. */
export const urlAliases = Object.fromEntries(
  formatNames.flatMap((format) => {
    const [first, ...others] = formats[format].urlNames as readonly UrlName[];
    return others.map((other) => [other, first]);
  }),
) as { [N in UrlName]?: UrlName };

/** The row of a format, with what only some rows say. */
export function formatOf(format: Format): FormatRow {
  return formats[format];
}

/** The format of a name in `f` or of a file's extension, in lower case. */
export function formatNamed(name: string): Format | undefined {
  return formatNames.find((format) => {
    const row = formatOf(format);
    return row.urlNames.includes(name) || row.extensions.includes(name);
  });
}

/** So many bytes tell a file's format: a drawing may begin with its licence and its entities. */
export const sniffedBytes = 32 * 1024;

/**
 * Tells a file's format from its first bytes (64 are enough but for SVG); undefined when they
 * are of none that is known. Names and `Content-Type` headers are never asked.
 */
export function sniff(bytes: Uint8Array): Format | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  const known = bytes.subarray(0, sniffedBytes);
  return formatNames.find((format) => formatOf(format).sniff(start, known));
}

/** Whether an original of this format can be transformed. */
export function isDecodable(format: Format | undefined): format is DecodableFormat {
  return format !== undefined && formats[format].decodes;
}

/** Whether renditions are written in this format. */
export function isOutputFormat(format: Format | undefined): format is OutputFormat {
  return format !== undefined && formats[format].encodes;
}

/** The brands of an ISO base media file, which say what it holds. */
function brandsOf(start: string): string {
  return start.startsWith("ftyp", 4) ? start.slice(8, 64) : "";
}
