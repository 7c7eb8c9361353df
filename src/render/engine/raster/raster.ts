import { Failure } from "../../../failure.ts";
import type { Size } from "../../plan/size.ts";
import type { Engine, Image } from "../engine.ts";
import { noteUndrawn } from "../undrawn.ts";

/** What a file's header says, read without decoding a pixel. */
export interface RasterHead {
  width: number;
  height: number;
  alpha: boolean;
  /** Colours are mixed from cyan, magenta, yellow and black. */
  inks?: true;
  pages?: number;
  /** EXIF orientation, 1 to 8, where the decoder leaves it to others. */
  orientation?: number;
  /** The size of a page, which can be drawn in any number of pixels. */
  inches?: Size;
  /** Dots per inch, where the file says it. */
  density?: number;
  /** ICC profile. */
  profile?: Uint8Array;
  /** EXIF block. */
  exif?: Uint8Array;
}

/** A decoded image: bands one beside the other, row by row without gaps, inks as their amount. */
export interface RasterImage extends RasterHead {
  data: Uint8Array | Uint16Array;
  bands: number;
  /** What the file has and these pixels lack. */
  undrawn?: readonly string[];
}

/** How a page is drawn: one that has no pixels before at any size, layers one on the other. */
export interface Drawing {
  size?: Size;
  /** Other pages that are drawn on it, from the lowest up. */
  above?: readonly number[];
  /** Whether it is drawn on nothing, instead of on white. */
  seeThrough?: true;
}

/** Reads a format without libvips. Both throw an EFORMAT failure for a file that is damaged. */
export interface RasterDecoder {
  /** @param page from 0 */
  head(bytes: Uint8Array, page: number): RasterHead | Promise<RasterHead>;
  read(bytes: Uint8Array, page: number, drawing: Drawing): RasterImage | Promise<RasterImage>;
  /**
   * Which page has a name, where pages have names. Undefined where none has this one; ENOTSUP for
   * what has it and is no page.
   */
  pageNamed?(bytes: Uint8Array, name: string): number | undefined;
}

/** A file that cannot be what it says it is. */
export function damaged(cause?: unknown): Failure {
  return new Failure("EFORMAT", "Cannot decode the image: it is damaged", { cause });
}

/** Reads a file's bytes; what points behind their end has been damaged. */
export function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof RangeError) throw damaged(cause);
    throw cause;
  }
}

/** A file that is whole, and of a kind that is not read. */
export function unread(what: string): Failure {
  return new Failure("EFORMAT", `Cannot decode the image: ${what} is not supported`);
}

/** A raster as libvips holds it, with what its file says of it. */
export function imageOfRaster(vips: Engine, raster: RasterImage): Image {
  const { data, width, height, bands, pages = 1 } = raster;
  const wide = data instanceof Uint16Array;
  const format = wide ? vips.BandFormat.ushort : vips.BandFormat.uchar;
  using memory = vips.Image.newFromMemory(data, width, height, bands, format);
  const greys = wide ? "grey16" : "b-w";
  const colours = raster.inks ? "cmyk" : wide ? "rgb16" : "srgb";
  const resolution = raster.density === undefined ? 1 : raster.density / 25.4;
  const image = memory.copy({
    interpretation: bands < 3 ? greys : colours,
    xres: resolution,
    yres: resolution,
  });
  if (pages > 1) image.setInt("n-pages", pages);
  if (raster.orientation !== undefined) image.setInt("orientation", raster.orientation);
  if (raster.profile) image.setBlob("icc-profile-data", raster.profile);
  if (raster.exif) image.setBlob("exif-data", raster.exif);
  if (raster.undrawn?.length) image.setString(undrawnField, JSON.stringify(raster.undrawn));
  return image;
}

/** Stays with an image while it is kept decoded. */
const undrawnField = "undrawn";

/** Notes what an image lacks, of each rendition that is made of it. */
export function noteUndrawnOf(image: Image): void {
  if (image.getTypeof(undrawnField) === 0) return;
  for (const name of JSON.parse(image.getString(undrawnField)) as string[]) noteUndrawn(name);
}

/** Files of which a job asks several times: what they hold is decoded once. */
const read = new WeakMap<Uint8Array, Map<string, Promise<RasterImage>>>();

/** Decodes a page, once at each size as long as the file's bytes are held. */
export function readOnce(
  decoder: RasterDecoder,
  bytes: Uint8Array,
  { page, size, above, seeThrough }: Drawing & { page: number },
): Promise<RasterImage> {
  const drawing = {
    ...(size ? { size } : {}),
    ...(above ? { above } : {}),
    ...(seeThrough ? { seeThrough } : {}),
  };
  const pages = read.get(bytes) ?? new Map<string, Promise<RasterImage>>();
  const key = JSON.stringify([page, size, above, seeThrough]);
  read.set(bytes, pages);
  const known = pages.get(key);
  if (known) return known;
  const made = Promise.resolve().then(() => decoder.read(bytes, page, drawing));
  pages.set(key, made);
  return made;
}
