import { type DecodableFormat, formatOf, formats, isDecodable, sniff } from "../../../formats.ts";
import type { Engine } from "../engine.ts";
import { load, normalise } from "../load.ts";
import { readHeader } from "../native/read-header.ts";
import { orient } from "../operations/geometry/orient.ts";
import { probe } from "../probe.ts";

/** Most pixels of an image inside a drawing that the rasteriser cannot decode itself. */
const mostPixels = 50e6;

/**
 * An image that lies in a drawing as a PNG of sRGB, upright. Undefined where the rasteriser draws it
 * itself as it is, and where it cannot be decoded.
 */
export async function pngOf(vips: Engine, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const format = sniff(bytes);
  if (!isDecodable(format) || formats[format].vector) return undefined;
  try {
    if (await isPlain(bytes, format)) return undefined;
    const { orientation, convert } = await probe(vips, bytes, format);
    const streams = orientation === 1;
    using image = await load(vips, bytes, format, { shrink: 1, page: 0, streams });
    if (image.width * image.height > mostPixels) return undefined;
    using eight = normalise(image, convert);
    using upright = orient(eight, { orientation });
    return upright.pngsaveBuffer({ compression: 1, keep: "none" });
  } catch {
    return undefined; // Browsers draw a drawing without its broken images, too.
  }
}

/** Whether it is of a format that the rasteriser reads, and has nothing that it does not heed: profile and turn. */
async function isPlain(bytes: Uint8Array, format: DecodableFormat): Promise<boolean> {
  if (!formatOf(format).isShownByAll) return false;
  const header = await readHeader(bytes, format);
  return header !== undefined && header.orientation === 1 && !header.convert;
}
