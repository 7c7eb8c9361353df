import { type Codec, loadOptions } from "../codec.ts";
import { withUnpackedBoxes } from "./unpacked-boxes.ts";
import { plainBoxes } from "./without-metadata.ts";

/** Effort 3 of 9: what comes above takes several times as long for a few per cent. */
const effort = 3;

export const codec: Codec = {
  withoutMetadata: plainBoxes,
  decode(vips, bytes, reading) {
    const { page, frames = 1 } = reading;
    return vips.Image.jxlloadBuffer(withUnpackedBoxes(bytes), {
      ...loadOptions(reading),
      page,
      n: frames,
    });
  },
  turnsUpright: true,
  encode: (image, { quality, lossless, keep }) =>
    image.jxlsaveBuffer({ Q: quality, effort, lossless, keep }),
};
