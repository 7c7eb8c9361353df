import type { Codec } from "../codec.ts";
import { pixelsOf } from "../encoding/wasm-encoder.ts";
import { resize } from "../operations/geometry/resize.ts";
import { blurHash } from "../placeholder.ts";

/** Sides of what is described: more pixels tell nothing more. */
const side = 32;

/** A BlurHash as text. */
export const codec: Codec = {
  encode(image) {
    using seen = image.hasAlpha() ? image.flatten({ background: [255, 255, 255] }) : image.copy();
    using square = resize(seen, { width: side, height: side });
    const text = blurHash(pixelsOf(square));
    return new TextEncoder().encode(text);
  },
};
