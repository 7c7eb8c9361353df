/** Formats whose first bytes are recognised; only some can be decoded. */
export type Format =
  | "jpeg"
  | "png"
  | "webp"
  | "avif"
  | "gif"
  | "heic"
  | "jxl"
  | "tiff"
  | "svg"
  | "pdf"
  | "psd"
  | "bmp";

export const decodable = [
  ...(["jpeg", "png", "webp", "avif", "gif", "jxl", "tiff", "svg"] as const satisfies Format[]),
] as const;
export type Decodable = (typeof decodable)[number];

/** What a look at an original's header tells; sizes are those of the stored picture. */
export interface Header {
  format: Decodable;
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8; 1 means upright. */
  orientation: number;
  alpha: boolean;
  /** Pages, or frames of an animation. */
  pages: number;
  /** Dots per inch, 72 where the file says nothing. */
  density: number;
  /** Quality of a JPEG as its tables tell it, 1 to 100. */
  quality?: number;
  /** Whether colours need a conversion to sRGB. */
  convert: boolean;
}

/** Width and height as people see the picture: EXIF orientations 5 to 8 lie on their side. */
export function uprightSize({ width, height, orientation }: Header): {
  width: number;
  height: number;
} {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/**
 * Tells a file's format from its first bytes (64 are enough, SVG wants 1024); undefined when they
 * are of no known picture. Names and `Content-Type` headers are never asked.
 */
export function sniff(bytes: Uint8Array): Format | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (text(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (/^GIF8[79]a/.test(text(0, 6))) return "gif";
  if (text(4, 8) === "ftyp") return sniffBrands(text(8, 64));
  if (text(0, 2) === "\xff\x0a" || text(4, 12) === "JXL \r\n\x87\n") return "jxl";
  if (["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(text(0, 4))) return "tiff";
  if (text(0, 5) === "%PDF-") return "pdf";
  if (text(0, 4) === "8BPS") return "psd";
  if (text(0, 2) === "BM" && text(6, 10) === "\0\0\0\0") return "bmp";
  const start = text(0, 1024);
  if (
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml|<!--|<!DOCTYPE svg|<svg)/i.test(start) &&
    /<svg[\s>]/i.test(start)
  )
    return "svg";
  return undefined;
}

function sniffBrands(brands: string): Format | undefined {
  if (/avi[fs]/.test(brands)) return "avif";
  return /hei[cxsm]|hev[cx]|mif1|msf1/.test(brands) ? "heic" : undefined;
}

/** Whether an original of this format can be transformed. */
export function isDecodable(format: Format | undefined): format is Decodable {
  return (decodable as readonly (Format | undefined)[]).includes(format);
}
