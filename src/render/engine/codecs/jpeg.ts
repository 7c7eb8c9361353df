import { type Codec, loadOptions } from "../codec.ts";
import { jpegQuality } from "../encoding/jpeg-quality.ts";
import type { Image } from "../engine.ts";
import { jpegParts, readJpegFacts, withoutJpegProfile } from "../native/jpeg-facts.ts";
import { optimiseJpeg } from "../native/optimise-jpeg.ts";
import { lacksEnd, withEnd } from "./jpeg-end.ts";
import { plainJpeg } from "./without-metadata.ts";

export const codec: Codec = {
  withoutMetadata: plainJpeg,
  decode(vips, bytes, reading) {
    const options = { ...loadOptions(reading), shrink: reading.shrink };
    if (!lacksEnd(bytes)) return vips.Image.jpegloadBuffer(bytes, options);
    // What is missing beside the marker is told by a warning then.
    return vips.Image.jpegloadBuffer(withEnd(bytes), { ...options, fail_on: "warning" });
  },
  qualityOf: jpegQuality,
  native: {
    facts: readJpegFacts,
    parts: jpegParts,
    withoutProfile: withoutJpegProfile,
    async write(image, { quality, progressive }) {
      const jpeg = await image.jpeg({ quality, progressive }).bytes();
      // A progressive one has tables of its own already.
      return progressive ? jpeg : optimiseJpeg(jpeg);
    },
  },
  encode(image, { quality, progressive, keep, density }) {
    const options = { Q: quality, optimize_coding: true, interlace: progressive, keep };
    return withDensity(
      opaque(image, (flat) => flat.jpegsaveBuffer(options)),
      density,
    );
  },
};

/** JPEG knows no transparency; what shines through is white, as a page mostly is. */
function opaque<T>(image: Image, use: (flat: Image) => T): T {
  if (!image.hasAlpha()) return use(image);
  const flat = image.flatten({ background: [255, 255, 255] });
  try {
    return use(flat);
  } finally {
    flat.delete();
  }
}

/** libvips leaves the JFIF header out together with metadata; a density needs one. */
function withDensity(jpeg: Uint8Array, density: number | undefined): Uint8Array {
  if (density === undefined || jpeg[3] === 0xe0) return jpeg;
  const dots = Math.round(density);
  const header = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 1];
  const sides = [dots >> 8, dots & 255, dots >> 8, dots & 255, 0, 0];
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([...header, ...sides]), jpeg.subarray(2)]);
}
