import { crc32 } from "node:zlib";
import type { Size } from "../../plan/size.ts";
import { type Pixels, pixelMemory } from "./rgba.ts";

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const signatureLength = signature.length;
/** Length and type before a chunk's data, a checksum behind it. */
const chunkHead = 8;
const chunkTail = 4;
const imageHeader = 0x49484452;
const imageData = 0x49444154;
const imageEnd = 0x49454e44;
const headerLength = 13;
/** Of zlib's stream, and of each stored block in it (RFC 1950, 2.2; RFC 1951, 3.2.4). */
const zlibHead = 2;
const zlibTail = 4;
const blockHead = 5;
const longestBlock = 65_535;

/** An opaque image as the runtime's codec writes it without compression, and reads it at next to no cost. */
interface Stored extends Size {
  file: Uint8Array;
  opaque: true;
}

/** A decoded image: as it came from the codec, or with pixels that are looked at here. */
export type Held = Stored | Pixels;

export function bytesOf(image: Held): number {
  return ("file" in image ? image.file : image.data).byteLength;
}

/** The pixels of an image. */
export function pixelsIn(image: Held): Pixels {
  return "file" in image ? { ...readStoredPng(image.file), opaque: true } : image;
}

/** An image as the codec takes it. */
export function storedPngOf(image: Held): Uint8Array {
  return "file" in image ? image.file : writeStoredPng(image);
}

/** Pixels in memory, row by row: red, green, blue and alpha. */
type Rows = Omit<Pixels, "opaque">;

export function sizeOfPng(png: Uint8Array): Size {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const start = signatureLength + chunkHead;
  return { width: view.getUint32(start), height: view.getUint32(start + 4) };
}

/**
 * Reads what the runtime's codec writes as PNG without compression: RGBA of 8 bits, stored blocks,
 * no row filtered. Any other PNG is an error of ours.
 * @param whole the part from the top left corner that is wanted; all of it when not given
 */
export function readStoredPng(png: Uint8Array, whole?: Size): Rows {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const start = signatureLength + chunkHead;
  const stored = sizeOfPng(png);
  const [depth, colourType] = [png[start + 8], png[start + 9]];
  if (depth !== 8 || colourType !== 6) {
    throw new Error(`Unexpected PNG: depth ${depth}, colour type ${colourType}`);
  }
  const { width, height } = whole ?? stored;
  const data = pixelMemory({ width, height });
  const take = rowsInto(data, stored.width * 4, width * 4);
  const piece = blocksOf(take);
  let at = signatureLength;
  while (at + chunkHead <= png.length) {
    const length = view.getUint32(at);
    const from = at + chunkHead;
    if (view.getUint32(at + 4) === imageData) piece(png, from, from + length);
    at = from + length + chunkTail;
  }
  const [taken, expected] = [take(png, 0, 0), (stored.width * 4 + 1) * stored.height];
  if (taken !== expected) throw new Error(`Unexpected PNG: ${taken} bytes of ${expected}`);
  return { data, width, height };
}

/** Takes a part of some bytes, and says how many it has taken in all. */
type Take = (bytes: Uint8Array, from: number, to: number) => number;

/** Hands on what stored blocks hold; neither they nor their heads end where a chunk does. */
function blocksOf(take: Take): (bytes: Uint8Array, from: number, to: number) => void {
  /** Bytes of a head that are still to come, what they said so far, and bytes left of a block. */
  let head = zlibHead + blockHead;
  let said = 0;
  let left = 0;
  let isLast = false;
  return (bytes, from, to) => {
    for (let at = from; at < to; ) {
      if (left > 0) {
        const end = Math.min(to, at + left);
        take(bytes, at, end);
        left -= end - at;
        at = end;
        continue;
      }
      if (head === 0) {
        // Behind the last block stands a checksum.
        if (isLast) return;
        head = blockHead;
      }
      const byte = bytes[at] as number;
      at += 1;
      head -= 1;
      if (head === 4) {
        if (byte > 1) throw new Error("Unexpected PNG: a compressed block");
        isLast = byte === 1;
      } else if (head === 3) said = byte;
      else if (head === 2) said |= byte << 8;
      else if (head === 0) left = said;
    }
  };
}

/** Copies the beginning of each row, without the byte that names its filter. */
function rowsInto(data: Uint8Array, row: number, kept: number): Take {
  let taken = 0;
  return (bytes, from, to) => {
    for (let at = from; at < to; ) {
      const y = Math.floor(taken / (row + 1));
      const x = (taken % (row + 1)) - 1;
      if (x < 0) {
        if (bytes[at] !== 0) throw new Error("Unexpected PNG: a filtered row");
        at += 1;
        taken += 1;
        continue;
      }
      const count = Math.min(to - at, row - x);
      const wanted = Math.min(count, kept - x);
      const place = y * kept + x;
      if (wanted > 0 && place < data.length) data.set(bytes.subarray(at, at + wanted), place);
      at += count;
      taken += count;
    }
    return taken;
  };
}

/**
 * A PNG of 8 bits that holds RGBA rows as they are, for the runtime's codec alone: it reads no further
 * than the last row, so that zlib's checksum, which takes longer than all else here, stays zero.
 * Source: PNG (W3C, third edition), RFC 1950 and 1951.
 */
function writeStoredPng({ data, width, height }: Rows): Uint8Array {
  const row = width * 4 + 1;
  const length = row * height;
  const blocks = Math.ceil(length / longestBlock);
  const dataLength = zlibHead + blocks * blockHead + length + zlibTail;
  const around = chunkHead + chunkTail;
  const file = new Uint8Array(signatureLength + headerLength + dataLength + 3 * around);
  const view = new DataView(file.buffer);
  file.set(signature);
  let at = signatureLength;
  const chunk = (type: number, contentLength: number, fill: (start: number) => void) => {
    view.setUint32(at, contentLength);
    view.setUint32(at + 4, type);
    const end = at + chunkHead + contentLength;
    fill(at + chunkHead);
    view.setUint32(end, crc32(file.subarray(at + 4, end)));
    at = end + chunkTail;
  };
  chunk(imageHeader, headerLength, (start) => {
    view.setUint32(start, width);
    view.setUint32(start + 4, height);
    file.set([8, 6], start + 8);
  });
  chunk(imageData, dataLength, (start) => {
    file.set([0x78, 1], start);
    let to = start + zlibHead;
    for (let from = 0; from < length; from += longestBlock) {
      const size = Math.min(longestBlock, length - from);
      file[to] = from + size === length ? 1 : 0;
      view.setUint16(to + 1, size, true);
      view.setUint16(to + 3, size ^ 0xffff, true);
      to += blockHead;
      copyRows(data, row, { from, size }, file.subarray(to, to + size));
      to += size;
    }
  });
  chunk(imageEnd, 0, () => {});
  return file;
}

/** Copies a piece of all rows; the byte before each, which names its filter, stays zero. */
function copyRows(
  data: Uint8Array,
  row: number,
  { from, size }: { from: number; size: number },
  target: Uint8Array,
): void {
  for (let at = from; at < from + size; ) {
    const y = Math.floor(at / row);
    const x = Math.max(1, at - y * row);
    const end = Math.min((y + 1) * row, from + size);
    // As many filter bytes are not among the pixels.
    const before = y + 1;
    if (y * row + x < end) {
      target.set(data.subarray(y * row + x - before, end - before), y * row + x - from);
    }
    at = end;
  }
}
