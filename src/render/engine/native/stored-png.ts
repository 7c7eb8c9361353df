import { crc32 } from "node:zlib";
import type { Box, Size } from "../../plan/size.ts";
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
export function readStoredPng(png: Uint8Array, whole: Size = sizeOfPng(png)): Rows {
  const { width, height } = whole;
  const data = pixelMemory(whole);
  const copy = rowCopier(png);
  for (let y = 0; y < height; y += 1) copy(y, 0, width * 4, data, y * width * 4);
  return { data, width, height };
}

/** The part of an image that lies in a box, without its pixels being looked at. */
export function cutStored({ file }: Stored, box: Box): Stored {
  const copy = rowCopier(file);
  const { left, top, width, height } = box;
  const cut = newStoredPng(box, (y, from, to, target, at) =>
    copy(top + y, left * 4 + from, left * 4 + to, target, at),
  );
  return { file: cut, width, height, opaque: true };
}

/** Copies the bytes of a row from one to another, the byte that names its filter not counted. */
type CopyRow = (y: number, from: number, to: number, target: Uint8Array, at: number) => void;

/** Copies parts of a stored PNG's rows, which are taken from the top to the bottom. */
function rowCopier(png: Uint8Array): CopyRow {
  const { width, height } = sizeOfPng(png);
  const [depth, colourType] = png.subarray(signatureLength + chunkHead + 8);
  if (depth !== 8 || colourType !== 6) {
    throw new Error(`Unexpected PNG: depth ${depth}, colour type ${colourType}`);
  }
  const row = width * 4 + 1;
  const pieces = storedPieces(png);
  const length = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  if (length !== row * height) {
    throw new Error(`Unexpected PNG: ${length} bytes of ${row * height}`);
  }
  let number = 0;
  /** How many bytes of rows lie before the piece. */
  let before = 0;
  const pieceAt = (place: number) => {
    let { from, to } = pieces[number] as Piece;
    while (place >= before + to - from) {
      before += to - from;
      number += 1;
      ({ from, to } = pieces[number] as Piece);
    }
    // A very long row is taken in several parts, and each begins with a look at the row's filter.
    while (place < before) {
      number -= 1;
      ({ from, to } = pieces[number] as Piece);
      before -= to - from;
    }
    return { at: from + place - before, to };
  };
  return (y, from, to, target, at) => {
    const filter = pieceAt(y * row);
    if (png[filter.at] !== 0) throw new Error("Unexpected PNG: a filtered row");
    for (let x = from; x < to; ) {
      const piece = pieceAt(y * row + 1 + x);
      const end = Math.min(piece.to, piece.at + to - x);
      target.set(png.subarray(piece.at, end), at + x - from);
      x += end - piece.at;
    }
  };
}

/** Where some bytes of rows lie in a file. */
interface Piece {
  from: number;
  to: number;
}

/** What stored blocks hold; neither they nor their heads end where a chunk does. */
function storedPieces(png: Uint8Array): Piece[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const pieces: Piece[] = [];
  /** Bytes of a head that are still to come, what they said so far, and bytes left of a block. */
  let head = zlibHead + blockHead;
  let said = 0;
  let left = 0;
  let isLast = false;
  for (let chunk = signatureLength; chunk + chunkHead <= png.length; ) {
    const end = chunk + chunkHead + view.getUint32(chunk);
    const isData = view.getUint32(chunk + 4) === imageData;
    for (let at = isData ? chunk + chunkHead : end; at < end; ) {
      if (left > 0) {
        const to = Math.min(end, at + left);
        pieces.push({ from: at, to });
        left -= to - at;
        at = to;
        continue;
      }
      // Behind the last block stands a checksum.
      if (head === 0 && isLast) break;
      if (head === 0) head = blockHead;
      const byte = png[at] as number;
      at += 1;
      head -= 1;
      if (head === 4) {
        if (byte > 1) throw new Error("Unexpected PNG: a compressed block");
        isLast = byte === 1;
      } else if (head === 3) said = byte;
      else if (head === 2) said |= byte << 8;
      else if (head === 0) left = said;
    }
    chunk = end + chunkTail;
  }
  return pieces;
}

function writeStoredPng({ data, ...size }: Rows): Uint8Array {
  const row = size.width * 4;
  return newStoredPng(size, (y, from, to, target, at) =>
    target.set(data.subarray(y * row + from, y * row + to), at),
  );
}

/**
 * A PNG of 8 bits that holds RGBA rows as they are, for the runtime's codec alone: it reads no further
 * than the last row, so that zlib's checksum, which takes longer than all else here, stays zero.
 * Source: PNG (W3C, third edition), RFC 1950 and 1951.
 */
function newStoredPng({ width, height }: Size, copy: CopyRow): Uint8Array {
  const row = width * 4 + 1;
  // No block holds more than one row, so that rows begin at even distances.
  const blocksOfRow = Math.ceil(row / longestBlock);
  const dataLength = zlibHead + (blocksOfRow * blockHead + row) * height + zlibTail;
  const around = chunkHead + chunkTail;
  // Every byte is written here: nothing need be cleared first.
  const file = Buffer.allocUnsafeSlow(signatureLength + headerLength + dataLength + 3 * around);
  file.set(signature);
  let at = signatureLength;
  const chunk = (type: number, length: number, fill: (start: number) => void) => {
    file.writeUInt32BE(length, at);
    file.writeUInt32BE(type, at + 4);
    const end = at + chunkHead + length;
    fill(at + chunkHead);
    file.writeUInt32BE(crc32(file.subarray(at + 4, end)), end);
    at = end + chunkTail;
  };
  chunk(imageHeader, headerLength, (start) => {
    file.writeUInt32BE(width, start);
    file.writeUInt32BE(height, start + 4);
    file.set([8, 6, 0, 0, 0], start + 8);
  });
  chunk(imageData, dataLength, (start) => {
    file.set([0x78, 1], start);
    let to = start + zlibHead;
    for (let y = 0; y < height; y += 1) {
      for (let from = 0; from < row; from += longestBlock) {
        const size = Math.min(longestBlock, row - from);
        file[to] = y === height - 1 && from + size === row ? 1 : 0;
        file.writeUInt16LE(size, to + 1);
        file.writeUInt16LE(size ^ 0xffff, to + 3);
        to += blockHead;
        // The byte before each row, which names its filter, is zero.
        const filter = from === 0 ? 1 : 0;
        if (filter) file[to] = 0;
        copy(y, from + filter - 1, from + size - 1, file, to + filter);
        to += size;
      }
    }
    file.writeUInt32BE(0, to);
  });
  chunk(imageEnd, 0, () => {});
  return file;
}
