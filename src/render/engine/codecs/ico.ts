import type { Size } from "../../plan/size.ts";
import { type Codec, loadOptions } from "../codec.ts";
import type { Image } from "../engine.ts";
import { resize } from "../operations/geometry/resize.ts";
import { damaged, imageOfRaster, orDamaged, type RasterImage } from "../raster/raster.ts";
import { readBitmap } from "./bmp.ts";

/** Sides of a favicon that browsers and desktops look for beside the whole image. */
const iconSides = [48, 32, 16];
/** The directory tells no more than 256; files with more say it in their PNG alone. */
const longestBitmap = 512;
const [headBytes, entryBytes] = [6, 16];
const pngSignature = "\x89PNG\r\n\x1a\n";

/**
 * Icons, of which the largest entry with the most colours is read: a PNG, or a bitmap with a mask of
 * what can be seen through. Source: Microsoft, the evolution of the ICO file format.
 */
export const codec: Codec = {
  decode(vips, bytes, reading) {
    const entry = largestEntry(bytes);
    if (Buffer.from(entry.subarray(0, 8)).toString("latin1") === pngSignature)
      return vips.Image.pngloadBuffer(entry, loadOptions(reading));
    return imageOfRaster(
      vips,
      orDamaged(() => imageOfEntry(entry)),
    );
  },
  encode: (image, { keep }) => iconOf(image, keep),
};

/** The bytes of the entry that shows most. */
function largestEntry(bytes: Uint8Array): Uint8Array {
  return orDamaged(() => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let best: { at: number; length: number; shows: number } | undefined;
    for (let i = 0; i < view.getUint16(4, true); i += 1) {
      const entry = headBytes + i * entryBytes;
      const [width, height] = [view.getUint8(entry) || 256, view.getUint8(entry + 1) || 256];
      // A cursor keeps a place where an icon keeps its bits.
      const bits = view.getUint16(2, true) === 1 ? view.getUint16(entry + 6, true) : 0;
      const length = view.getUint32(entry + 8, true);
      const at = view.getUint32(entry + 12, true);
      const shows = width * height * 64 + Math.min(bits, 63);
      if (!best || shows > best.shows) best = { at, length, shows };
    }
    if (!best || best.length < 40 || best.at + best.length > bytes.length) {
      throw damaged("No entry is whole");
    }
    return bytes.subarray(best.at, best.at + best.length);
  });
}

/** A bitmap without the header of a file, twice as high: below the colours lies the mask. */
function imageOfEntry(entry: Uint8Array): RasterImage {
  const view = new DataView(entry.buffer, entry.byteOffset, entry.byteLength);
  const [info, width] = [view.getUint32(0, true), view.getInt32(4, true)];
  const height = Math.floor(view.getInt32(8, true) / 2);
  const bits = view.getUint16(14, true);
  if (height < 1 || Math.max(width, height) > longestBitmap) throw damaged("No such size");
  const colours = bits <= 8 ? view.getUint32(32, true) || 2 ** bits : 0;
  const at = info + 4 * colours;
  const file = new Uint8Array(14 + entry.length);
  file.set(entry, 14);
  const head = new DataView(file.buffer);
  head.setUint32(10, 14 + at, true);
  head.setInt32(22, height, true);
  const { data, bands } = readBitmap(file);
  const mask = at + Math.ceil((width * bits) / 32) * 4 * height;
  const alphas = (bits === 32 && alphasOf(entry, at, width, height)) || undefined;
  const masked = alphas ?? alphasOfMask(entry, mask, width, height);
  const clear = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1) {
    clear.set(data.subarray(bands * i, bands * i + 3), 4 * i);
    clear[4 * i + 3] = masked[i] as number;
  }
  return { width, height, alpha: true, data: clear, bands: 4 };
}

/** The fourth byte of each pixel; undefined where all are nought, as before icons had alpha. */
function alphasOf(entry: Uint8Array, at: number, width: number, height: number) {
  const alphas = new Uint8Array(width * height);
  for (let i = 0; i < alphas.length; i += 1) {
    const y = height - 1 - Math.floor(i / width);
    alphas[i] = entry[at + 4 * (y * width + (i % width)) + 3] as number;
  }
  return alphas.some((alpha) => alpha !== 0) ? alphas : undefined;
}

/** One bit a pixel, rows filled up to four bytes; an icon without its mask is opaque. */
function alphasOfMask(entry: Uint8Array, at: number, width: number, height: number) {
  const row = Math.ceil(width / 32) * 4;
  const alphas = new Uint8Array(width * height);
  for (let i = 0; i < alphas.length; i += 1) {
    const [x, y] = [i % width, height - 1 - Math.floor(i / width)];
    const byte = entry[at + y * row + Math.floor(x / 8)] ?? 0;
    alphas[i] = (byte >> (7 - (x % 8))) & 1 ? 0 : 255;
  }
  return alphas;
}

/** The image and the sides below it that icons are made for, as PNG, which every browser reads. */
function iconOf(image: Image, keep: "all" | "icc" | "none"): Uint8Array {
  using whole = image.copyMemory();
  const longest = Math.max(whole.width, whole.height);
  const icons = [{ ...sizeOf(whole, longest), png: whole.pngsaveBuffer({ keep }) }];
  for (const side of iconSides.filter((each) => each < longest)) {
    const size = sizeOf(whole, side);
    using resized = resize(whole, size);
    using icon = resized.cast("uchar");
    icons.push({ ...size, png: icon.pngsaveBuffer({ keep: "none" }) });
  }
  return withDirectory(icons);
}

function sizeOf({ width, height }: Size, side: number): Size {
  const scale = side / Math.max(width, height);
  const scaled = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: scaled(width), height: scaled(height) };
}

function withDirectory(icons: (Size & { png: Uint8Array })[]): Uint8Array {
  const start = headBytes + icons.length * entryBytes;
  const file = new Uint8Array(icons.reduce((sum, { png }) => sum + png.length, start));
  const view = new DataView(file.buffer);
  view.setUint16(2, 1, true);
  view.setUint16(4, icons.length, true);
  let at = start;
  for (const [i, { width, height, png }] of icons.entries()) {
    const entry = headBytes + i * entryBytes;
    // 256 is written as nought.
    file.set([width % 256, height % 256], entry);
    view.setUint16(entry + 4, 1, true);
    view.setUint16(entry + 6, 32, true);
    view.setUint32(entry + 8, png.length, true);
    view.setUint32(entry + 12, at, true);
    file.set(png, at);
    at += png.length;
  }
  return file;
}
