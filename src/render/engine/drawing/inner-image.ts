import { formats, isDecodable, sniff } from "../../../formats.ts";
import type { Engine } from "../engine.ts";
import { load, normalise } from "../load.ts";

/** Most pixels of an image inside a drawing that the rasteriser cannot decode itself. */
const mostPixels = 50e6;

/** A PNG of an image that lies in a drawing; undefined where it cannot be decoded. */
export async function pngOf(vips: Engine, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const format = sniff(bytes);
  if (!isDecodable(format) || formats[format].vector) return undefined;
  try {
    using image = await load(vips, bytes, format, { shrink: 1, page: 0, streams: true });
    if (image.width * image.height > mostPixels) return undefined;
    using eight = normalise(image, false);
    return eight.pngsaveBuffer({ compression: 1, keep: "none" });
  } catch {
    return undefined; // Browsers draw a drawing without its broken images, too.
  }
}
