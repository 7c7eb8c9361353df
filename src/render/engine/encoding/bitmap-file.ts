import type { Pixels } from "../native/rgba.ts";

/** Of the file header, of BITMAPINFOHEADER, and of BITMAPV4HEADER, which alone tells of alpha. */
const [fileHead, plainHead, alphaHead] = [14, 40, 108];
const bitFields = 3;
/** 72 dots per inch. */
const usualPerMetre = 2835;

/**
 * An uncompressed BMP: 24 bits a pixel, or 32 where something can be seen through. Source:
 * Microsoft, bitmap storage.
 */
export function bitmapFile(image: Pixels, density?: number): Uint8Array {
  const { data, width, height, opaque } = image;
  const bands = opaque ? 3 : 4;
  const start = fileHead + (opaque ? plainHead : alphaHead);
  const row = Math.ceil((width * bands) / 4) * 4;
  const file = headed(image, start, start + row * height, density);
  for (let y = 0; y < height; y += 1) {
    // The lowest row is the first.
    let to = start + (height - 1 - y) * row;
    for (let from = y * width * 4, end = from + width * 4; from < end; from += 4, to += bands) {
      file[to] = data[from + 2] as number;
      file[to + 1] = data[from + 1] as number;
      file[to + 2] = data[from] as number;
      if (!opaque) file[to + 3] = data[from + 3] as number;
    }
  }
  return file;
}

function headed({ width, height, opaque }: Pixels, start: number, length: number, density = 0) {
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  const write = (at: number, ...values: number[]) => {
    for (const [i, value] of values.entries()) view.setUint32(at + 4 * i, value, true);
  };
  file.set([0x42, 0x4d]);
  write(2, length, 0, start, start - fileHead, width, height);
  view.setUint16(26, 1, true);
  view.setUint16(28, opaque ? 24 : 32, true);
  const perMetre = density > 0 ? Math.round(density / 0.0254) : usualPerMetre;
  write(30, opaque ? 0 : bitFields, length - start, perMetre, perMetre);
  if (!opaque) {
    write(54, 0xff0000, 0xff00, 0xff, 0xff000000);
    // LCS_sRGB
    write(70, 0x73524742);
  }
  return file;
}
