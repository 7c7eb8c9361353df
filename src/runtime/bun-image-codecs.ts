import type { ImageCodecs } from "./image-codecs.ts";

/** libjpeg-turbo, libspng and libwebp, which Bun ships. */
export const imageCodecs: ImageCodecs = Bun.Image;

// On macOS and Windows the system's own codecs would answer otherwise, and other bytes come out.
Bun.Image.backend = "bun";
