/** The image codecs that the runtime ships: libjpeg-turbo, libspng, libwebp; undefined under Deno. */
export const imageCodecs: typeof Bun.Image | undefined =
  typeof Bun === "undefined" ? undefined : Bun.Image;

/** An image that is decoded, changed and encoded when its bytes are awaited. */
export type RuntimeImage = Bun.Image;

// On macOS and Windows the system's own codecs would answer otherwise, and other bytes come out.
if (imageCodecs) imageCodecs.backend = "bun";
