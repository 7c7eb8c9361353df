import { type Codec, loadOptions } from "../codec.ts";

export const codec: Codec = {
  decode: (vips, bytes, reading) =>
    // Below that, strips and tiles that cannot be decoded are black.
    vips.Image.tiffloadBuffer(bytes, {
      ...loadOptions(reading),
      fail_on: "warning",
      page: reading.page,
    }),
};
