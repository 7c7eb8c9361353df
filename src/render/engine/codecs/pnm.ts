import type { Codec } from "../codec.ts";
import { damaged, type RasterHead, type RasterImage } from "../raster/raster.ts";

interface Opened extends RasterHead {
  bands: 1 | 3;
  /** Whether samples are written as decimal numbers. */
  isText: boolean;
  /** One bit a sample, 1 being black. */
  isBilevel: boolean;
  /** What white is. */
  most: number;
  /** Where samples begin. */
  at: number;
}

const [space, newline, hash, nought, nine] = [0x20, 0x0a, 0x23, 0x30, 0x39];
/** Samples of two bytes; Netpbm has no larger ones. */
const mostOfAll = 65_535;

/** Portable bitmaps, greymaps and pixmaps, P1 to P6. Source: Netpbm, its manual of the formats. */
export const codec: Codec = {
  raster: {
    head: opened,
    read: (bytes) => imageOf(bytes, opened(bytes)),
  },
};

function opened(bytes: Uint8Array): Opened {
  const kind = (bytes[1] ?? 0) - nought;
  const isBilevel = kind === 1 || kind === 4;
  const next = numbersOf(bytes, 2);
  const [width, height] = [next().value, next().value];
  const { value: most, end } = isBilevel ? { value: 1, end: next.end() } : next();
  const isSized = width > 0 && height > 0 && Math.max(width, height) <= 1e7;
  if (!isSized || most < 1 || most > mostOfAll) throw damaged("The header is impossible");
  const bands = kind === 3 || kind === 6 ? 3 : 1;
  const isText = kind <= 3;
  // One white space parts the header from samples that are no text.
  const at = end + 1;
  const row = isBilevel ? Math.ceil(width / 8) : width * bands * (most > 255 ? 2 : 1);
  // Of text at least a digit a sample, and what parts it from the next.
  const text = width * height * bands * (isBilevel ? 1 : 2) - 1;
  if (at + (isText ? text : row * height) > bytes.length) throw damaged("The file is cut off");
  return { width, height, alpha: false, bands, isText, isBilevel, most, at };
}

/** Reads decimal numbers one after the other, past white space and comments. */
function numbersOf(bytes: Uint8Array, start: number) {
  let at = start;
  const next = () => {
    for (let byte = bytes[at]; byte !== undefined; byte = bytes[at]) {
      if (byte === hash) at = lineEnd(bytes, at);
      else if (byte > space) break;
      else at += 1;
    }
    const first = at;
    let value = 0;
    for (let byte = bytes[at] ?? 0; byte >= nought && byte <= nine; byte = bytes[at] ?? 0) {
      value = value * 10 + byte - nought;
      at += 1;
    }
    if (at === first) throw damaged("A number is missing");
    return { value, end: at };
  };
  return Object.assign(next, { end: () => at });
}

function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(newline, at);
  return end < 0 ? bytes.length : end + 1;
}

function imageOf(bytes: Uint8Array, file: Opened): RasterImage {
  const { width, height, alpha, bands, most } = file;
  const sample = sampleOf(bytes, file);
  const wide = most > 255;
  const count = width * height * bands;
  const data = wide ? new Uint16Array(count) : new Uint8Array(count);
  const scale = (wide ? mostOfAll : 255) / most;
  for (let i = 0; i < count; i += 1) data[i] = Math.round(Math.min(sample(i), most) * scale);
  return { width, height, alpha, data, bands };
}

/** How samples are got in their order. */
function sampleOf(bytes: Uint8Array, file: Opened): (i: number) => number {
  const { isText, isBilevel, most, at, width } = file;
  if (isText && isBilevel) return bitsOfText(bytes, at);
  if (isText) {
    const next = numbersOf(bytes, at);
    return () => next().value;
  }
  if (isBilevel) {
    const row = Math.ceil(width / 8);
    return (i) => {
      const x = i % width;
      const byte = bytes[at + ((i - x) / width) * row + (x >> 3)] as number;
      return 1 - ((byte >> (7 - (x & 7))) & 1);
    };
  }
  if (most <= 255) return (i) => bytes[at + i] as number;
  return (i) => ((bytes[at + 2 * i] as number) << 8) | (bytes[at + 2 * i + 1] as number);
}

/** Bits need nothing between them. */
function bitsOfText(bytes: Uint8Array, start: number): () => number {
  let at = start;
  return () => {
    for (;;) {
      const byte = bytes[at];
      at += 1;
      if (byte === undefined) throw damaged("The file is cut off");
      if (byte === hash) at = lineEnd(bytes, at);
      else if (byte > space) return byte === nought ? 1 : 0;
    }
  };
}
