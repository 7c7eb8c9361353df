import { brandsOf } from "./brands.ts";
import type { FormatRow } from "./row.ts";
import { startsAsTga } from "./tga-start.ts";
import { plain, unwritten } from "./traits.ts";

/** What telephones, scanners and desktop programs write. */
export const desktopFormats = {
  tiff: {
    ...plain,
    title: "TIFF",
    urlNames: ["tiff", "tif"],
    extensions: ["tif", "tiff"],
    mediaType: "image/tiff",
    sniff: (start) => ["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(start.slice(0, 4)),
    decodes: true,
    encodes: true,
    codec: () => import("../render/engine/codecs/tiff.ts"),
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
    codec: () => import("../render/engine/codecs/heic.ts"),
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
    codec: () => import("../render/engine/codecs/pdf.ts"),
  },
  psd: {
    ...unwritten,
    title: "PSD",
    urlNames: [],
    extensions: ["psd", "psb"],
    mediaType: "image/vnd.adobe.photoshop",
    sniff: (start) => start.startsWith("8BPS"),
    decodes: true,
    codec: () => import("../render/engine/codecs/psd.ts"),
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
    codec: () => import("../render/engine/codecs/bmp.ts"),
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
    codec: () => import("../render/engine/codecs/ico.ts"),
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
    codec: () => import("../render/engine/codecs/pnm.ts"),
  },
  tga: {
    ...unwritten,
    title: "TGA",
    urlNames: [],
    extensions: ["tga"],
    mediaType: "image/x-tga",
    sniff: (_, bytes) => startsAsTga(bytes),
    decodes: true,
    codec: () => import("../render/engine/codecs/tga.ts"),
    alpha: true,
  },
} as const satisfies Record<string, FormatRow>;
