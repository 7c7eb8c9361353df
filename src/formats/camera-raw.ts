import { startsAsCameraTiff } from "./camera-tiff.ts";
import type { FormatRow } from "./row.ts";
import { unwritten } from "./traits.ts";

/** What a camera's sensor gave, in the files of all makers. */
export const cameraFormats = {
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
    codec: () => import("../render/engine/codecs/camera-raw.ts"),
    undrawn: "camera raw, but for its preview",
  },
} as const satisfies Record<string, FormatRow>;
