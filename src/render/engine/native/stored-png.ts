import type { Size } from "../../plan/size.ts";
import { pixelMemory } from "./bitmap.ts";

const signatureLength = 8;
/** Length and type before a chunk's data, a checksum behind it. */
const chunkHead = 8;
const chunkTail = 4;
const imageData = 0x49444154;
/** Of zlib's stream, and of each stored block in it (RFC 1950, 2.2; RFC 1951, 3.2.4). */
const zlibHead = 2;
const blockHead = 5;

/** Pixels in memory, row by row: red, green, blue and alpha. */
interface Rows extends Size {
  data: Uint8Array<ArrayBuffer>;
}

/**
 * Reads what the runtime's codec writes as PNG without compression: RGBA of 8 bits, stored blocks,
 * no row filtered. Any other PNG is an error of ours.
 * @param whole the part from the top left corner that is wanted; all of it when not given
 */
export function readStoredPng(png: Uint8Array, whole?: Size): Rows {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const start = signatureLength + chunkHead;
  const stored = { width: view.getUint32(start), height: view.getUint32(start + 4) };
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
