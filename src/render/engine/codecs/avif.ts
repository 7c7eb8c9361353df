import type { Size } from "../../plan/size.ts";
import { createAv1Encoder } from "../av1/encode-av1.ts";
import { type Codec, loadOptions } from "../codec.ts";
import { createAvifPace } from "../encoding/avif-pace.ts";
import { isMostlyFlat } from "../encoding/few-colours.ts";
import { pixelsOf, wasmEncoder } from "../encoding/wasm-encoder.ts";
import type { Image } from "../engine.ts";
import type { Pixels } from "../native/rgba.ts";
import { withColour } from "../profile/tell-colour.ts";
import { colourOfAvif } from "../profile/told-colour.ts";
import { avifFile } from "./boxes/avif-file.ts";
import { plainBoxes } from "./without-metadata.ts";

const pace = createAvifPace();
type Speed = ReturnType<typeof pace.speedFor>;

const smaller = wasmEncoder(createAv1Encoder);

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
  encode(image, encoding) {
    const { quality, keep, left } = encoding;
    // The smaller encoder carries no profile and no metadata.
    if (keep === "none") return encodePixels(pixelsOf(image), encoding);
    const speed = pace.speedFor(megapixelsOf(image), left);
    const options = { Q: quality, compression: "av1", keep, effort: 9 - speed } as const;
    return timed(image, speed, () => image.heifsaveBuffer(options));
  },
  encodePixels,
};

function encodePixels(image: Pixels, { quality, left }: { quality: number; left: number }) {
  const speed = pace.speedFor(megapixelsOf(image), left, isMostlyFlat(image));
  // As libavif counts a quality.
  const quantizer = Math.floor(((100 - quality) * 63 + 50) / 100);
  return smaller(({ encode }) => {
    const coded = timed(image, speed, () => encode(image, { quantizer, speed }));
    return coded ? avifFile(image, coded) : null;
  });
}

/** Measures what an image takes to encode, so that the next one's time is foreseen. */
function timed<Bytes>(image: Size, speed: Speed, work: () => Bytes): Bytes {
  const start = performance.now();
  const bytes = work();
  pace.took(performance.now() - start, megapixelsOf(image), speed);
  return bytes;
}

function megapixelsOf({ width, height }: Size): number {
  return (width * height) / 1e6;
}

/** Colours that were multiplied by alpha, divided again. Takes the image over. */
function straight(image: Image): Image {
  using multiplied = image;
  if (!multiplied.hasAlpha()) return multiplied.copy();
  using divided = multiplied.unpremultiply();
  return divided.cast(multiplied.format);
}
