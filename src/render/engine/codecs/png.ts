import { type Codec, loadOptions } from "../codec.ts";
import { threadsReturned } from "../engine.ts";
import { pngParts, readPngFacts } from "../native/png-facts.ts";
import { withColour } from "../profile/tell-colour.ts";
import { colourOfPng, pngChunks } from "../profile/told-colour.ts";
import { indexedPng, paletteColours } from "./indexed-png.ts";
import { plainPng } from "./without-metadata.ts";

/** Up to so many pixels, both ways to filter rows are tried: neither is better for all images. */
const triedPixels = 4e6;

/** zlib's default, 0 to 9. */
const compression = 6;

export const codec: Codec = {
  withoutMetadata: plainPng,
  encodeFlat: (pixels) => (pixels.colours.size <= paletteColours ? indexedPng(pixels) : undefined),
  decode(vips, bytes, reading) {
    const image = vips.Image.pngloadBuffer(bytes, loadOptions(reading));
    const { colour, overProfile } = colourOfPng(bytes);
    return withColour(image, colour, overProfile);
  },
  movesUnseen: hasFrames,
  native: {
    facts: readPngFacts,
    parts: pngParts,
    write: (image) => image.png({ compressionLevel: compression }).bytes(),
  },
  async encode(image, { keep, palette }) {
    let best = image.pngsaveBuffer({ compression, keep });
    const others = [
      ...(image.width * image.height <= triedPixels ? [{ compression, filter: "all" }] : []),
      ...(palette ? [{ compression: 9, palette: true, Q: 95 }] : []),
    ];
    for (const options of others) {
      await threadsReturned();
      const file = image.pngsaveBuffer({ ...options, keep });
      if (file.length < best.length) best = file;
    }
    return best;
  },
};

/** Animated PNG, whose control chunk counts the frames. */
function hasFrames(bytes: Uint8Array): boolean {
  const control = pngChunks(bytes).get("acTL");
  return control !== undefined && control.getUint32(0) > 1;
}
