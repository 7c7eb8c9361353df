import avifFactory from "@jsquash/avif/codec/enc/avif_enc.js";
import { defaultOptions } from "@jsquash/avif/meta.js";
import { packagedFile } from "../../../runtime/runtime.ts";
import { type Codec, loadOptions } from "../codec.ts";
import { createAvifPace } from "../encoding/avif-pace.ts";
import { moduleOptions, rgba, wasmEncoder } from "../encoding/wasm-encoder.ts";
import type { Image } from "../engine.ts";
import { withColour } from "../profile/tell-colour.ts";
import { colourOfAvif } from "../profile/told-colour.ts";
import { plainBoxes } from "./without-metadata.ts";

const pace = createAvifPace();

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
  fits: pace.fits,
  encode(image, { quality, keep, left }) {
    const megapixels = (image.width * image.height) / 1e6;
    const speed = pace.speedFor(megapixels, left);
    const timed = <Bytes>(work: () => Bytes) => {
      const start = performance.now();
      const bytes = work();
      pace.took(performance.now() - start, megapixels, speed);
      return bytes;
    };
    // The smaller encoder carries no profile and no metadata.
    if (keep !== "none") {
      const options = { Q: quality, compression: "av1", keep, effort: 9 - speed } as const;
      return timed(() => image.heifsaveBuffer(options));
    }
    const options = { ...defaultOptions, quality, speed };
    const pixels = rgba(image);
    return smaller(({ encode }) => timed(() => encode(pixels, image.width, image.height, options)));
  },
};

/** Colours that were multiplied by alpha, divided again. Takes the image over. */
function straight(image: Image): Image {
  using multiplied = image;
  if (!multiplied.hasAlpha()) return multiplied.copy();
  using divided = multiplied.unpremultiply();
  return divided.cast(multiplied.format);
}
