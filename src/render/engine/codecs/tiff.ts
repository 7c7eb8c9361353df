import { type Codec, loadOptions } from "../codec.ts";

export const codec: Codec = {
  decode: (vips, bytes, reading) =>
    // Below that, strips and tiles that cannot be decoded are black.
    vips.Image.tiffloadBuffer(bytes, {
      ...loadOptions(reading),
      fail_on: "warning",
      page: reading.page,
    }),
  // What every reader of TIFF knows, and loses nothing: printers are who asks for it.
  encode: (image, { keep }) =>
    image.tiffsaveBuffer({ compression: "lzw", predictor: "horizontal", keep }),
};
