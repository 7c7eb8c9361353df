import type { DecodableFormat } from "../../formats.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import type { Size } from "./size.ts";

/** What a look at an original's header tells; sizes are those of the stored image. */
export interface Header {
  format: DecodableFormat;
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8; 1 means upright. */
  orientation: number;
  alpha: boolean;
  /** Pages, or frames of an animation. */
  pages: number;
  /** An animation of which only the first frame can be decoded. */
  movesUnseen?: true;
  /** Dots per inch, 72 where the file says nothing. */
  density: number;
  /** The size in inches of a page, which can be drawn in any number of pixels. */
  inches?: Size;
  /** Quality of a JPEG as its tables tell it, 1 to 100. */
  quality?: number;
  /** Bytes of the file. */
  bytes?: number;
  /** Whether its colours are a palette's. */
  palette?: true;
  /** Whether colours need a conversion to sRGB. */
  convert: boolean;
  /** What it is not of what was asked for: another frame of a video. */
  lacks?: readonly string[];
  /** Of a video: the seconds that it lasts, and whether it has sound. */
  film?: { seconds: number; hasSound: boolean };
}

/** The header of an image that is as plain as can be: one page, upright, opaque, in sRGB. */
export function plainHeader(format: DecodableFormat, { width, height }: Size): Header {
  const plain = { orientation: 1, alpha: false, pages: 1, density: 72, convert: false };
  return { format, width, height, ...plain };
}

/** Width and height as people see the image: EXIF orientations 5 to 8 lie on their side. */
export function uprightSize({ width, height, orientation }: Header): {
  width: number;
  height: number;
} {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}

/**
 * The header of an original as a URL wants it: as it is stored, when what it says of its orientation is
 * not to be heeded, and a page as large as it is at the dots per inch that are asked for.
 */
export function asWanted(header: Header, transformation: Transformation): Header {
  const steps = plainSteps(transformation);
  const stored = steps.some(({ asStored }) => asStored) ? { ...header, orientation: 1 } : header;
  const density = steps.findLast((step) => step.density !== undefined)?.density;
  const { inches } = header;
  if (!inches || typeof density !== "number") return stored;
  const side = (length: number) => Math.max(1, Math.round(length * density));
  return { ...stored, width: side(inches.width), height: side(inches.height), density };
}
