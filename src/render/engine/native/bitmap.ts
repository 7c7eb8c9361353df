import type { Size } from "../../plan/size.ts";

/** Of the file header and of BITMAPV4HEADER. */
const fileHead = 14;
const infoHead = 108;
const bitFields = 3;

/** Where pixels begin in their buffer: behind room for a bitmap's header, at a multiple of four. */
const room = 124;

/** Buffers that have such room. */
const roomy = new WeakSet<ArrayBufferLike>();

/** Memory for RGBA pixels, all zero, that become a bitmap without being copied. */
export function pixelMemory({ width, height }: Size): Uint8Array<ArrayBuffer> {
  const buffer = new ArrayBuffer(room + width * height * 4);
  roomy.add(buffer);
  return new Uint8Array(buffer, room);
}

/**
 * A BMP that holds RGBA rows as they are: the cheapest file by which pixels reach a codec. It shares
 * the pixels' memory where that has room, so it has to be read before another is made of them.
 * Source: Microsoft, BITMAPV4HEADER.
 */
export function bitmapOf(image: Size & { data: Uint8Array<ArrayBuffer> }): Uint8Array<ArrayBuffer> {
  const { width, height } = image;
  const data = withRoom(image);
  const from = room - fileHead - infoHead;
  const bitmap = new Uint8Array(data.buffer, from, room - from + data.length);
  const view = new DataView(data.buffer, from);
  const write32 = (at: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value >>> 0, true);
  };
  bitmap.set([0x42, 0x4d]);
  write32(2, bitmap.length, 0, fileHead + infoHead, infoHead, width);
  // A negative height: the first row is the uppermost.
  view.setInt32(22, -height, true);
  view.setUint16(26, 1, true);
  view.setUint16(28, 32, true);
  write32(30, bitFields, data.length, 2835, 2835, 0, 0);
  write32(54, 0xff, 0xff00, 0xff0000, 0xff000000);
  // LCS_sRGB
  write32(70, 0x73524742);
  return bitmap;
}

function withRoom({ data, width, height }: Size & { data: Uint8Array<ArrayBuffer> }) {
  if (data.byteOffset === room && roomy.has(data.buffer)) return data;
  const copy = pixelMemory({ width, height });
  copy.set(data);
  return copy;
}
