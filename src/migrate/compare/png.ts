import { inflateSync } from "node:zlib";

/** A small image in red, green and blue, 0 to 255, row after row. */
export interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Channels by colour type: grey, colour, and both with opacity. */
const channelsOf: Record<number, number> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * Reads a PNG of eight bits a channel, not interlaced, as our own engine writes it; what is
 * transparent lies on white. Throws for any other.
 * Source: PNG specification, third edition, 5 and 9.
 */
export function decodePng(bytes: Uint8Array): Pixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === "IDAT") data.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colourType, , , interlaced] = bytes.subarray(24, 29);
  const channels = channelsOf[colourType ?? -1];
  if (depth !== 8 || channels === undefined || interlaced !== 0) {
    throw new Error(`Expected a PNG of eight bits a channel, got ${depth} of type ${colourType}`);
  }
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const pixel = rows.subarray(i * channels, (i + 1) * channels);
    const opacity = channels % 2 === 0 ? (pixel[channels - 1] ?? 255) / 255 : 1;
    for (let c = 0; c < 3; c += 1) {
      const value = pixel[channels < 3 ? 0 : c] ?? 0;
      rgb[i * 3 + c] = Math.round(value * opacity + 255 * (1 - opacity));
    }
  }
  return { width, height, rgb };
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
