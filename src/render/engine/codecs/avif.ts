import avifFactory from "@jsquash/avif/codec/enc/avif_enc.js";
import { defaultOptions } from "@jsquash/avif/meta.js";
import { packagedFile } from "../../../runtime/runtime.ts";
import { type Codec, loadOptions } from "../codec.ts";
import { moduleOptions, rgba, wasmEncoder } from "../encoding/wasm-encoder.ts";
import type { Image } from "../engine.ts";
import { withColour } from "../profile/tell-colour.ts";
import { colourOfAvif } from "../profile/told-colour.ts";
import { plainBoxes } from "./without-metadata.ts";

/**
 * Speed 6 of libaom takes less time *and* fewer bytes at equal SSIM than the native default; what is
 * faster looks cheap only until bytes are compared at equal quality. It takes more than a second a
 * megapixel, so large images have to do with less: each step halves the time at least.
 */
function speedFor(megapixels: number): number {
  if (megapixels <= 3) return 6;
  if (megapixels <= 12) return 7;
  return megapixels <= 30 ? 8 : 9;
}

const smaller = wasmEncoder(async () =>
  avifFactory(await moduleOptions(packagedFile("@jsquash/avif/codec/enc/avif_enc.wasm"))),
);

export const codec: Codec = {
  withoutMetadata: plainBoxes,
  decode(vips, bytes, reading) {
    const { page } = reading;
    const image = vips.Image.heifloadBuffer(bytes, { ...loadOptions(reading), page });
    const { colour, premultiplied } = colourOfAvif(bytes);
    return withColour(premultiplied ? straight(image) : image, colour);
  },
  turnsUpright: true,
  // A sequence names itself by its brand.
  movesUnseen: (bytes) => Buffer.from(bytes.subarray(8, 64)).includes("avis"),
  encode(image, { quality, keep }) {
    // The smaller encoder carries no profile and no metadata.
    if (keep !== "none") return image.heifsaveBuffer({ Q: quality, compression: "av1", keep });
    const speed = speedFor((image.width * image.height) / 1e6);
    const options = { ...defaultOptions, quality, speed };
    const pixels = rgba(image);
    return smaller(({ encode }) => encode(pixels, image.width, image.height, options));
  },
};

/** Colours that were multiplied by alpha, divided again. Takes the image over. */
function straight(image: Image): Image {
  using multiplied = image;
  if (!multiplied.hasAlpha()) return multiplied.copy();
  using divided = multiplied.unpremultiply();
  return divided.cast(multiplied.format);
}
