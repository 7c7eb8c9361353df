import { type Codec, loadOptions } from "../codec.ts";
import { withColour } from "../profile/tell-colour.ts";
import { colourOfPng, pngChunks } from "../profile/told-colour.ts";

export const codec: Codec = {
  decode(vips, bytes, reading) {
    const image = vips.Image.pngloadBuffer(bytes, loadOptions(reading));
    const { colour, overProfile } = colourOfPng(bytes);
    return withColour(image, colour, overProfile);
  },
  movesUnseen: hasFrames,
  encode: (image, { keep }) => image.pngsaveBuffer({ compression: 6, keep }),
};

/** Animated PNG, whose control chunk counts the frames. */
function hasFrames(bytes: Uint8Array): boolean {
  const control = pngChunks(bytes).get("acTL");
  return control !== undefined && control.byteLength >= 4 && control.getUint32(0) > 1;
}
