import avifFactory from "@jsquash/avif/codec/enc/avif_enc.js";
import avifWasm from "@jsquash/avif/codec/enc/avif_enc.wasm" with { type: "file" };
import { defaultOptions } from "@jsquash/avif/meta.js";
import { type Codec, loadOptions } from "../codec.ts";
import { moduleOptions, rgba, wasmEncoder } from "../wasm-encoder.ts";

/**
 * Speed 6 of libaom takes less time *and* fewer bytes at equal SSIM than the native default;
 * 7 and up, like libvips' low efforts, look cheap only until bytes are compared at equal quality.
 */
const speed = 6;

const smaller = wasmEncoder(async () => avifFactory(await moduleOptions(avifWasm)));

export const codec: Codec = {
  decode: (vips, bytes, reading) =>
    vips.Image.heifloadBuffer(bytes, { ...loadOptions(reading), page: reading.page }),
  turnsUpright: true,
  encode(image, { quality, keep }) {
    // The smaller encoder carries no profile and no metadata.
    if (keep !== "none") return image.heifsaveBuffer({ Q: quality, compression: "av1", keep });
    const options = { ...defaultOptions, quality, speed };
    const pixels = rgba(image);
    return smaller(({ encode }) => encode(pixels, image.width, image.height, options));
  },
};
