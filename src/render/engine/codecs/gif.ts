import { type Codec, loadOptions } from "../codec.ts";
import { clearingToTransparent } from "./gif-disposal.ts";

export const codec: Codec = {
  withoutMetadata: (bytes) => bytes,
  decode(vips, bytes, reading) {
    const { page, frames = 1 } = reading;
    return vips.Image.gifloadBuffer(clearingToTransparent(bytes), {
      ...loadOptions(reading),
      page,
      n: frames,
    });
  },
  encode: (image, { keep }) => image.gifsaveBuffer({ keep }),
};
