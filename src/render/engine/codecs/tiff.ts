import { type Codec, loadOptions } from "../codec.ts";

export const codec: Codec = {
  decode: (vips, bytes, reading) =>
    vips.Image.tiffloadBuffer(bytes, { ...loadOptions(reading), page: reading.page }),
};
