import type { FormatRow } from "./row.ts";

/** Formats that cannot be decoded, and are named to who requests a transformation of one. */
function unread(row: Pick<FormatRow, "title" | "extensions" | "mediaType" | "sniff">) {
  return {
    ...row,
    urlNames: [],
    decodes: false,
    encodes: false,
    alpha: false,
    animates: false,
    lossy: false,
    vector: false,
    longestSide: 0,
    shrinks: [],
  } as const;
}

/** Rows of the table of formats, told by their signatures. */
export const unreadFormats = {
  jpeg2000: unread({
    title: "JPEG 2000",
    extensions: ["jp2", "j2k", "jpf", "jpx", "jpc", "j2c", "jpm"],
    mediaType: "image/jp2",
    sniff: (start) => start.startsWith("jP  \r\n\x87\n", 4) || start.startsWith("\xff\x4f\xff\x51"),
  }),
  jpegxr: unread({
    title: "JPEG XR",
    extensions: ["jxr", "wdp", "hdp"],
    mediaType: "image/vnd.ms-photo",
    sniff: (start) => start.startsWith("II\xbc"),
  }),
  directdraw: unread({
    title: "DDS",
    extensions: ["dds"],
    mediaType: "image/vnd-ms.dds",
    sniff: (start) => start.startsWith("DDS \x7c"),
  }),
  openexr: unread({
    title: "OpenEXR",
    extensions: ["exr"],
    mediaType: "image/x-exr",
    sniff: (start) => start.startsWith("v/1\x01"),
  }),
  radiance: unread({
    title: "Radiance HDR",
    extensions: ["hdr"],
    mediaType: "image/vnd.radiance",
    sniff: (start) => /^#\?(?:RADIANCE|RGBE)\n/.test(start),
  }),
  postscript: unread({
    title: "PostScript",
    extensions: ["eps", "ps", "eps3", "ept"],
    mediaType: "application/postscript",
    sniff: (start) => start.startsWith("%!PS") || start.startsWith("\xc5\xd0\xd3\xc6"),
  }),
  djvu: unread({
    title: "DjVu",
    extensions: ["djvu", "djv"],
    mediaType: "image/vnd.djvu",
    sniff: (start) => start.startsWith("AT&TFORM"),
  }),
  indesign: unread({
    title: "InDesign",
    extensions: ["indd"],
    mediaType: "application/x-indesign",
    sniff: (start) => start.startsWith("\x06\x06\xed\xf5"),
  }),
  flif: unread({
    title: "FLIF",
    extensions: ["flif"],
    mediaType: "image/flif",
    sniff: (start) => start.startsWith("FLIF"),
  }),
  qoi: unread({
    title: "QOI",
    extensions: ["qoi"],
    mediaType: "image/x-qoi",
    sniff: (start) => start.startsWith("qoif"),
  }),
  icns: unread({
    title: "ICNS",
    extensions: ["icns"],
    mediaType: "image/x-icns",
    sniff: (start) => /^icns\0/.test(start),
  }),
  gimp: unread({
    title: "XCF",
    extensions: ["xcf"],
    mediaType: "image/x-xcf",
    sniff: (start) => start.startsWith("gimp xcf "),
  }),
  metafile: unread({
    title: "Windows metafile",
    extensions: ["emf", "wmf"],
    mediaType: "image/wmf",
    sniff: (start) =>
      start.startsWith("\xd7\xcd\xc6\x9a") ||
      (start.startsWith("\x01\0\0\0") && start.startsWith(" EMF", 40)),
  }),
  bpg: unread({
    title: "BPG",
    extensions: ["bpg"],
    mediaType: "image/bpg",
    sniff: (start) => start.startsWith("BPG\xfb"),
  }),
} as const satisfies Record<string, FormatRow>;
