import { type Codec, loadOptions, type Reading } from "../codec.ts";
import { complaints } from "../complaints.ts";
import type { Engine, Image } from "../engine.ts";
import { readTiffPage } from "./tiff/directory.ts";
import { asPlainSamples, isMistaken, withMeaning, withSixteenBits } from "./tiff/samples.ts";

export const codec: Codec = {
  decode(vips, bytes, reading) {
    const page = readTiffPage(bytes, reading.page);
    if (!page || !isMistaken(page)) return withSixteenBits(opened(vips, bytes, reading));
    return withMeaning(opened(vips, asPlainSamples(bytes, page), reading), page);
  },
  // What every reader of TIFF knows, and loses nothing: printers are who asks for it.
  encode: (image, { keep }) =>
    image.tiffsaveBuffer({ compression: "lzw", predictor: "horizontal", keep }),
};

function opened(vips: Engine, bytes: Uint8Array, reading: Reading): Image {
  const { page } = reading;
  const told = complaints.count;
  // Below warnings, strips and tiles that cannot be decoded are black.
  const strict = { ...loadOptions(reading), page, fail_on: "warning" } as const;
  const image = vips.Image.tiffloadBuffer(bytes, strict);
  // What is told before a pixel is read is about the description of the image: many programs leave
  // a name without its end, or tags out of order. It would count as if it were about pixels.
  if (complaints.count === told) return image;
  image.delete();
  return vips.Image.tiffloadBuffer(bytes, { ...strict, fail_on: "error" });
}
