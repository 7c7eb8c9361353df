import type { Pixels } from "./pixels.ts";

/** Of the file header and of BITMAPV4HEADER. */
const fileHead = 14;
const infoHead = 108;
const bitFields = 3;

/**
 * A BMP that holds RGBA rows as they are: the cheapest file by which pixels reach a codec.
 * Source: Microsoft, BITMAPV4HEADER.
 */
export function bitmapOf({ data, width, height }: Pixels): Uint8Array<ArrayBuffer> {
  const bitmap = new Uint8Array(fileHead + infoHead + data.length);
  const view = new DataView(bitmap.buffer);
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
  bitmap.set(data, fileHead + infoHead);
  return bitmap;
}
