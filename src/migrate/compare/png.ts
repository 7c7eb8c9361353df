import { inflateSync } from "node:zlib";

/** A small image in red, green and blue, 0 to 255, row after row. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Channels by colour type: grey, colour, a palette's numbers, and grey and colour with opacity. */
const channelsOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const paletteType = 3;

/**
 * Reads a PNG of eight bits a channel, or of a palette, not interlaced, as our own engines write it;
 * what is transparent lies on white. Throws for any other.
 * Source: PNG specification, third edition, 5, 9 and 11.
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const chunks = chunksOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth = 0, colourType = -1, , , interlaced] = bytes.subarray(24, 29);
  const channels = channelsOf[colourType];
  const isRead = depth === 8 || (colourType === paletteType && [1, 2, 4].includes(depth));
  if (!isRead || channels === undefined || interlaced !== 0) {
    throw new Error(`Expected a PNG of eight bits a channel, got ${depth} of type ${colourType}`);
  }
  const stride = Math.ceil((width * channels * depth) / 8);
  const rows = unfilter(inflateSync(chunks("IDAT")), stride, height, channels);
  if (colourType === paletteType) {
    const palette = { colours: chunks("PLTE"), alphas: chunks("tRNS") };
    return { width, height, rgb: paletteColours({ width, height, depth, stride, rows }, palette) };
  }
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const pixel = rows.subarray(i * channels, (i + 1) * channels);
    const opacity = channels % 2 === 0 ? (pixel[channels - 1] ?? 255) / 255 : 1;
    for (let c = 0; c < 3; c += 1) {
      rgb[i * 3 + c] = onWhite(pixel[channels < 3 ? 0 : c] ?? 0, opacity);
    }
  }
  return { width, height, rgb };
}

/** The data of all chunks of a type, joined. */
function chunksOf(bytes: Uint8Array): (type: string) => Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Uint8Array[]>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    found.set(type, [...(found.get(type) ?? []), bytes.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  return (type) => Buffer.concat(found.get(type) ?? []);
}

/** A palette's numbers, several in a byte where they are short, as colours. */
function paletteColours(
  numbers: { width: number; height: number; depth: number; stride: number; rows: Uint8Array },
  { colours, alphas }: { colours: Uint8Array; alphas: Uint8Array },
): Uint8Array {
  const { width, height, depth, stride, rows } = numbers;
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const byte = rows[y * stride + Math.floor((x * depth) / 8)] ?? 0;
    const number = (byte >> (8 - depth - ((x * depth) % 8))) & (2 ** depth - 1);
    const opacity = (alphas[number] ?? 255) / 255;
    for (let c = 0; c < 3; c += 1) rgb[i * 3 + c] = onWhite(colours[number * 3 + c] ?? 0, opacity);
  }
  return rgb;
}

function onWhite(value: number, opacity: number): number {
  return Math.round(value * opacity + 255 * (1 - opacity));
}

function unfilter(filtered: Uint8Array, stride: number, height: number, step: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const left = x < step ? 0 : (rows[at - step] ?? 0);
      const up = y === 0 ? 0 : (rows[at - stride] ?? 0);
      const corner = x < step || y === 0 ? 0 : (rows[at - stride - step] ?? 0);
      rows[at] = (filtered[at + y + 1] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return rows;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const [a, b, c] = [up - corner, left - corner, left + up - 2 * corner].map(Math.abs);
      if ((a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0)) return left;
      return (b ?? 0) <= (c ?? 0) ? up : corner;
    }
    default:
      return 0;
  }
}
