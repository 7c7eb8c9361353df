import type { FormatRow } from "./row.ts";
import { plain } from "./traits.ts";

/** What is said of an image instead of the image: no file holds one in it. */
const description = {
  ...plain,
  sniff: () => false,
  decodes: false,
  encodes: true,
  longestSide: 1_000_000,
} as const;

export const descriptionFormats = {
  blurhash: {
    ...description,
    title: "BlurHash",
    urlNames: ["blurhash"],
    extensions: ["blurhash"],
    mediaType: "text/plain",
    codec: () => import("../render/engine/codecs/blurhash.ts"),
  },
  palette: {
    ...description,
    title: "Palette",
    urlNames: ["palette"],
    extensions: [],
    mediaType: "application/json",
    codec: async () => ({ codec: (await import("../render/engine/codecs/palette.ts")).json }),
  },
  palettecss: {
    ...description,
    title: "Palette as CSS",
    urlNames: ["palettecss"],
    extensions: [],
    mediaType: "text/css",
    codec: async () => ({ codec: (await import("../render/engine/codecs/palette.ts")).css }),
  },
} as const satisfies Record<string, FormatRow>;
