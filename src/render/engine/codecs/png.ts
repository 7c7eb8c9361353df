import { type Codec, loadOptions } from "../codec.ts";
import { withColour } from "../profile/tell-colour.ts";
import { colourOfPng } from "../profile/told-colour.ts";

export const codec: Codec = {
  decode(vips, bytes, reading) {
    const image = vips.Image.pngloadBuffer(bytes, loadOptions(reading));
    const { colour, overProfile } = colourOfPng(bytes);
    return withColour(image, colour, overProfile);
  },
  encode: (image, { keep }) => image.pngsaveBuffer({ compression: 6, keep }),
};
