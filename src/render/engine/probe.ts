import { type DecodableFormat, formats } from "../../formats.ts";
import { inflateSvg } from "../../svg/inflate.ts";
import { svgLimits } from "../../svg/sanitise.ts";
import { svgSize } from "../../svg/size.ts";
import { decodeXml } from "../../svg/xml.ts";
import { type Header, plainHeader } from "../plan/header.ts";
import type { Engine, Image } from "./engine.ts";
import { codecOf, load } from "./load.ts";
import { readHeader } from "./native/read-header.ts";
import { isLikeSrgb } from "./profile/icc.ts";
import type { RasterHead } from "./raster/raster.ts";

/** Reads the header of an original, or of one of its pages; no pixel is decoded. */
export async function probe(
  vips: Engine,
  bytes: Uint8Array,
  format: DecodableFormat,
  page = 0,
): Promise<Header> {
  if (formats[format].vector) return probeSvg(bytes, format);
  const codec = await codecOf(format);
  if (codec.raster) return probeRaster(await codec.raster.head(bytes, page), bytes, format);
  const image = await load(vips, bytes, format, { shrink: 1, page, streams: true });
  const quality = codec.qualityOf?.(bytes);
  try {
    return {
      format,
      width: image.width,
      height: image.height,
      orientation: codec.turnsUpright ? 1 : orientationOf(image),
      alpha: image.hasAlpha(),
      // One pixel per millimetre is what libvips says where the file says nothing.
      density: image.xres === 1 ? 72 : Math.round(image.xres * 25.4),
      pages: has(image, "n-pages") ? image.getInt("n-pages") : 1,
      ...(quality === undefined ? {} : { quality }),
      ...(codec.movesUnseen?.(bytes) ? { movesUnseen: true as const } : {}),
      bytes: bytes.length,
      ...(has(image, "palette") ? { palette: true as const } : {}),
      convert: image.interpretation === "cmyk" || hasForeignProfile(image),
    };
  } finally {
    image.delete();
  }
}

/** The same without an engine, of what can be read so; undefined when libvips has to judge the file. */
export async function probeNatively(
  bytes: Uint8Array,
  format: DecodableFormat,
): Promise<Header | undefined> {
  return formats[format].vector ? probeSvg(bytes, format) : readHeader(bytes, format);
}

function probeRaster(head: RasterHead, bytes: Uint8Array, format: DecodableFormat): Header {
  const { width, height, alpha, inks = false, profile, inches } = head;
  const { pages = 1, orientation = 1, density = 72 } = head;
  const convert = inks || (profile !== undefined && !isLikeSrgb(profile));
  const plain = { format, width, height, alpha, pages, orientation, density };
  return { ...plain, ...(inches ? { inches } : {}), bytes: bytes.length, convert };
}

function probeSvg(bytes: Uint8Array, format: DecodableFormat): Header {
  const size = svgSize(decodeXml(inflateSvg(bytes, svgLimits.maxBytes)));
  return { ...plainHeader(format, size), alpha: true };
}

function orientationOf(image: Image): number {
  if (!has(image, "orientation")) return 1;
  const orientation = image.getInt("orientation");
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

function hasForeignProfile(image: Image): boolean {
  return has(image, "icc-profile-data") && !isLikeSrgb(image.getBlob("icc-profile-data"));
}

function has(image: Image, field: string): boolean {
  return image.getTypeof(field) !== 0;
}
