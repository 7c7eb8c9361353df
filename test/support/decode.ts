import sharp, { type Metadata } from "sharp";

/** A picture read by sharp, which shares no code with the engine under test. */
interface Decoded {
  /** "jpeg", "png", "webp", "avif", "gif", … */
  format: string;
  /** Of the stored pixels: an EXIF orientation is reported, not applied. */
  width: number;
  height: number;
  /** As stored: 1 grey, 3 RGB, 4 RGBA or CMYK. */
  channels: number;
  hasAlpha: boolean;
  orientation?: number;
  hasExif: boolean;
  hasIcc: boolean;
  /** Frames of an animation, 1 for a still. */
  pages: number;
  /** Red, green, blue, alpha, 0..255, in sRGB. Throws a RangeError outside the picture. */
  pixel(x: number, y: number): [number, number, number, number];
  /** The first frame as RGBA rows in sRGB, whatever the stored colour space. */
  data: Uint8Array;
}

/** Decodes a whole picture, of an animation the first frame. Throws where sharp does. */
export async function decode(bytes: Uint8Array): Promise<Decoded> {
  const header = await sharp(bytes).metadata();
  const { data, info } = await sharp(bytes)
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return {
    format: formatOf(header),
    width,
    height,
    channels: header.channels,
    hasAlpha: header.hasAlpha,
    ...(header.orientation === undefined ? {} : { orientation: header.orientation }),
    hasExif: header.exif !== undefined,
    hasIcc: header.icc !== undefined,
    pages: header.pages ?? 1,
    pixel(x, y) {
      if (x < 0 || y < 0 || x >= width || y >= height) {
        throw new RangeError(`Expected a pixel of ${width} x ${height}, got ${x}, ${y}`);
      }
      const i = (y * width + x) * 4;
      return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, data[i + 3] ?? 0];
    },
    data: new Uint8Array(data),
  };
}

/**
 * How unlike two pictures look: the mean difference per channel of their RGBA pixels, 0..255.
 * Throws if their sizes differ.
 */
export async function distance(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [left, right] = await Promise.all([decode(a), decode(b)]);
  if (left.width !== right.width || left.height !== right.height) {
    const sizes = [left, right].map(({ width, height }) => `${width} x ${height}`);
    throw new Error(`Expected pictures of one size, got ${sizes.join(" and ")}`);
  }
  let sum = 0;
  for (let i = 0; i < left.data.length; i++) {
    sum += Math.abs((left.data[i] ?? 0) - (right.data[i] ?? 0));
  }
  return sum / left.data.length;
}

/** Format, width and height of the stored pixels, from the header alone. */
export async function sizeOf(
  bytes: Uint8Array,
): Promise<{ format: string; width: number; height: number }> {
  const header = await sharp(bytes).metadata();
  return { format: formatOf(header), width: header.width, height: header.height };
}

function formatOf({ format, compression }: Metadata): string {
  return format === "heif" && compression === "av1" ? "avif" : format;
}
