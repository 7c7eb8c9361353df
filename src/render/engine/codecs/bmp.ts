import type { Codec } from "../codec.ts";
import { bitmapFile } from "../encoding/bitmap-file.ts";
import { pixelsOf } from "../encoding/wasm-encoder.ts";
import { damaged, orDamaged, type RasterHead, type RasterImage, unread } from "../raster/raster.ts";

/** Fields of the file's header and of BITMAPINFOHEADER, and what they say of compression. */
const [plain, bitFields] = [0, 3];
const pixelsPerMetre = 0.0254;

interface Opened extends RasterHead {
  bits: number;
  /** Whether the first row is the lowest. */
  isUpward: boolean;
  /** Where rows begin, and how long each is, filled up to four bytes. */
  at: number;
  row: number;
  /** Red, green, blue and alpha of a pixel, as masks. */
  masks: [number, number, number, number];
  /** Blue, green and red of each colour, four bytes each. */
  palette: Uint8Array;
}

/** Uncompressed bitmaps of 1, 4, 8, 16, 24 and 32 bits. Source: Microsoft, bitmap storage. */
export const codec: Codec = {
  raster: {
    head: opened,
    read: readBitmap,
  },
  encode: (image, { density }) => bitmapFile(pixelsOf(image), density),
};

export function readBitmap(bytes: Uint8Array): RasterImage {
  return imageOf(bytes, opened(bytes));
}

function opened(bytes: Uint8Array): Opened {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return orDamaged(() => readHead(view, bytes));
}

function readHead(view: DataView, bytes: Uint8Array): Opened {
  const info = view.getUint32(14, true);
  if (info < 40) throw unread("a bitmap of OS/2");
  const [width, upward] = [view.getInt32(18, true), view.getInt32(22, true)];
  const height = Math.abs(upward);
  const bits = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  const isMasked = compression === bitFields || compression === 6;
  if (compression !== plain && !(isMasked && (bits === 16 || bits === 32))) {
    throw unread("the compression of this bitmap");
  }
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw damaged(`${bits} bits`);
  if (width < 1 || height < 1 || Math.max(width, height) > 65_535) throw damaged("No such size");
  const hasAlpha = isMasked && bits === 32 && (info >= 56 || compression === 6);
  const masks: Opened["masks"] =
    bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  if (isMasked) {
    for (const i of [0, 1, 2]) masks[i] = view.getUint32(54 + 4 * i, true);
    if (hasAlpha) masks[3] = view.getUint32(66, true);
  }
  const colours = bits <= 8 ? view.getUint32(46, true) || 2 ** bits : 0;
  const start = 14 + info;
  const density = Math.round(view.getInt32(38, true) * pixelsPerMetre);
  const row = Math.ceil((width * bits) / 32) * 4;
  const at = view.getUint32(10, true);
  if (at + row * height > bytes.length) throw damaged("The file is cut off");
  return {
    width,
    height,
    alpha: masks[3] !== 0,
    ...(density > 1 ? { density } : {}),
    bits,
    isUpward: upward > 0,
    at,
    row,
    masks,
    palette: bytes.subarray(start, start + 4 * Math.min(256, colours)),
  };
}

function imageOf(bytes: Uint8Array, file: Opened): RasterImage {
  const { width, height, alpha, density, bits, isUpward, at, row, palette } = file;
  const bands = alpha ? 4 : 3;
  const data = new Uint8Array(width * height * bands);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = file.masks.slice(0, bands).map(channelOf);
  for (let y = 0; y < height; y += 1) {
    const from = at + (isUpward ? height - 1 - y : y) * row;
    for (let x = 0; x < width; x += 1) {
      const to = (y * width + x) * bands;
      if (bits <= 8) {
        const first = from + Math.floor((x * bits) / 8);
        const index = ((bytes[first] as number) >> (8 - bits - ((x * bits) % 8))) & (2 ** bits - 1);
        for (let band = 0; band < 3; band += 1)
          data[to + band] = palette[4 * index + 2 - band] ?? 0;
      } else if (bits === 24) {
        for (let band = 0; band < 3; band += 1)
          data[to + band] = bytes[from + 3 * x + 2 - band] ?? 0;
      } else {
        const pixel =
          bits === 16 ? view.getUint16(from + 2 * x, true) : view.getUint32(from + 4 * x, true);
        for (const [band, channel] of channels.entries()) data[to + band] = channel(pixel);
      }
    }
  }
  return { width, height, alpha, ...(density === undefined ? {} : { density }), data, bands };
}

/** Reads the bits of a mask, spread out to eight. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const lowest = Math.log2((mask & -mask) >>> 0);
  const most = mask / 2 ** lowest;
  return (pixel) => Math.round((((pixel & mask) >>> 0) / 2 ** lowest / most) * 255);
}
