import webpFactory from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import { defaultOptions } from "@jsquash/webp/meta.js";
import { packagedFile } from "../../../runtime/runtime.ts";
import { type Codec, loadOptions } from "../codec.ts";
import { moduleOptions, pixelsOf, wasmEncoder } from "../encoding/wasm-encoder.ts";
import type { Pixels } from "../native/rgba.ts";
import { readWebpFacts, webpParts } from "../native/webp-facts.ts";
import { plainWebp } from "./without-metadata.ts";

/** Method 4 is libwebp's default and gives the bytes that native servers give. */
const method = 4;

const smaller = wasmEncoder(async () =>
  webpFactory(await moduleOptions(packagedFile("@jsquash/webp/codec/enc/webp_enc_simd.wasm"))),
);

export const codec: Codec = {
  withoutMetadata: plainWebp,
  decode(vips, bytes, reading) {
    const { page, frames = 1 } = reading;
    return vips.Image.webploadBuffer(bytes, { ...loadOptions(reading), page, n: frames });
  },
  native: {
    facts: readWebpFacts,
    parts: webpParts,
    write: (image, { quality, lossless }) =>
      image.webp(lossless ? { lossless } : { quality }).bytes(),
  },
  encode(image, encoding) {
    const { quality, lossless, keep, animated } = encoding;
    // The smaller encoder carries no profile, no metadata and no frames.
    if (keep !== "none" || animated) return image.webpsaveBuffer({ Q: quality, lossless, keep });
    return encodePixels(pixelsOf(image), encoding);
  },
  encodePixels,
};

function encodePixels(
  { data, width, height }: Pixels,
  { quality, lossless }: { quality: number; lossless: boolean },
) {
  const options = { ...defaultOptions, quality, method, lossless: lossless ? 1 : 0 };
  return smaller(({ encode }) => encode(data, width, height, options));
}
