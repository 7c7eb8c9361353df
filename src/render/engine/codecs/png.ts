import { type Codec, loadOptions } from "../codec.ts";

export const codec: Codec = {
  decode: (vips, bytes, reading) => vips.Image.pngloadBuffer(bytes, loadOptions(reading)),
  encode: (image, { keep }) => image.pngsaveBuffer({ compression: 6, keep }),
};
