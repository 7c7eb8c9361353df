import { inflateSvg } from "../../svg/inflate.ts";
import { svgLimits } from "../../svg/sanitise.ts";
import { svgSize } from "../../svg/size.ts";
import { decodeXml } from "../../svg/xml.ts";
import type { Decodable, Header } from "../plan/header.ts";
import type { Engine, Image } from "./engine.ts";
import { jpegQuality } from "./jpeg-quality.ts";
import { load } from "./load.ts";

/** Reads an original's header; no pixel is decoded. */
export function probe(vips: Engine, bytes: Uint8Array, format: Decodable): Header {
  if (format === "svg") return probeSvg(bytes);
  const image = load(vips, bytes, format, { shrink: 1, page: 0, streams: true });
  const quality = format === "jpeg" ? jpegQuality(bytes) : undefined;
  try {
    return {
      format,
      width: image.width,
      height: image.height,
      orientation: orientationOf(image, format),
      alpha: image.hasAlpha(),
      // One pixel per millimetre is what libvips says where the file says nothing.
      density: image.xres === 1 ? 72 : Math.round(image.xres * 25.4),
      pages: has(image, "n-pages") ? image.getInt("n-pages") : 1,
      ...(quality === undefined ? {} : { quality }),
      convert: image.interpretation === "cmyk" || hasForeignProfile(image),
    };
  } finally {
    image.delete();
  }
}

function probeSvg(bytes: Uint8Array): Header {
  const size = svgSize(decodeXml(inflateSvg(bytes, svgLimits.maxBytes)));
  const plain = { orientation: 1, alpha: true, pages: 1, density: 72, convert: false };
  return { format: "svg", ...size, ...plain };
}

/** AVIF and JPEG XL are turned by their decoders; an EXIF tag in them is to be ignored. */
function orientationOf(image: Image, format: Decodable): number {
  if (format === "avif" || format === "jxl" || !has(image, "orientation")) return 1;
  const orientation = image.getInt("orientation");
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** A conversion from sRGB to sRGB would cost as much as any other. */
function hasForeignProfile(image: Image): boolean {
  if (!has(image, "icc-profile-data")) return false;
  const profile = Buffer.from(image.getBlob("icc-profile-data"));
  return !profile.includes("sRGB") && !profile.includes(Buffer.from("sRGB", "utf16le").swap16());
}

function has(image: Image, field: string): boolean {
  return image.getTypeof(field) !== 0;
}
