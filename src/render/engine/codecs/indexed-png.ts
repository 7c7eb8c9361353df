import { crc32, deflateSync } from "node:zlib";
import type { FlatPixels } from "../encoding/few-colours.ts";

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** The most colours that a palette holds. */
export const paletteColours = 256;

/** A PNG with a palette, as exact as one without: every colour has its entry. */
export function indexedPng({ width, height, data, colours }: FlatPixels): Uint8Array {
  // Those that can be seen through come first: only they are written with their alpha.
  const palette = [...colours.keys()].sort((a, b) => (a >>> 24) - (b >>> 24));
  const numbers = new Map(palette.map((colour, i) => [colour, i]));
  const bits = [1, 2, 4, 8].find((depth) => palette.length <= 2 ** depth) ?? 8;
  const rowBytes = Math.ceil((width * bits) / 8);
  const rows = new Uint8Array((rowBytes + 1) * height);
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  for (let y = 0, i = 0; y < height; y += 1) {
    const row = y * (rowBytes + 1) + 1;
    for (let x = 0; x < width; x += 1, i += 1) {
      const number = numbers.get(pixels[i] as number) ?? 0;
      const bit = x * bits;
      const at = row + (bit >> 3);
      rows[at] = (rows[at] as number) | (number << (8 - bits - (bit & 7)));
    }
  }
  const clear = palette.filter((colour) => colour >>> 24 < 255).map((colour) => colour >>> 24);
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, bits);
  header.setUint8(9, 3);
  return Buffer.concat([
    signature,
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk(
      "PLTE",
      Uint8Array.from(palette.flatMap((c) => [c & 255, (c >> 8) & 255, (c >> 16) & 255])),
    ),
    ...(clear.length === 0 ? [] : [chunk("tRNS", Uint8Array.from(clear))]),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ]);
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const whole = Buffer.alloc(content.length + 12);
  whole.writeUInt32BE(content.length);
  whole.write(name, 4, "latin1");
  whole.set(content, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), content.length + 8);
  return whole;
}
