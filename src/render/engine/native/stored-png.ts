import { isOpaque, type Pixels } from "./pixels.ts";

const signatureLength = 8;
/** Length and type before a chunk's data, a checksum behind it. */
const chunkHead = 8;
const chunkTail = 4;
/** Of zlib's stream, and of each stored block in it (RFC 1950, 2.2; RFC 1951, 3.2.4). */
const zlibHead = 2;
const blockHead = 5;

/**
 * Reads what the runtime's codec writes as PNG without compression: RGBA of 8 bits, stored blocks,
 * no row filtered. Any other PNG is an error of ours.
 */
export function readStoredPng(png: Uint8Array): Pixels {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const start = signatureLength + chunkHead;
  const [width, height] = [view.getUint32(start), view.getUint32(start + 4)];
  const [depth, colourType] = [png[start + 8], png[start + 9]];
  const bands = colourType === 6 ? 4 : colourType === 2 ? 3 : 0;
  if (depth !== 8 || bands === 0) throw new Error(`Unexpected PNG: depth ${depth}, ${colourType}`);
  const stream = joined(png, view);
  const row = width * bands;
  const rows = unblocked(stream, (row + 1) * height);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const from = y * (row + 1);
    if (rows[from] !== 0) throw new Error("Unexpected PNG: a filtered row");
    if (bands === 4) data.set(rows.subarray(from + 1, from + 1 + row), y * row);
    else widen(rows.subarray(from + 1, from + 1 + row), data, y * width * 4);
  }
  return { data, width, height, opaque: bands === 3 || isOpaque(data) };
}

/** The data of all IDAT chunks. */
function joined(png: Uint8Array, view: DataView): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = signatureLength;
  while (at + chunkHead <= png.length) {
    const length = view.getUint32(at);
    const isData = view.getUint32(at + 4) === 0x49444154;
    if (isData) parts.push(png.subarray(at + chunkHead, at + chunkHead + length));
    at += chunkHead + length + chunkTail;
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}

function unblocked(stream: Uint8Array, total: number): Uint8Array {
  const out = new Uint8Array(total);
  let at = zlibHead;
  let written = 0;
  let last = false;
  while (!last) {
    const head = stream[at];
    if (head === undefined || head > 1) throw new Error("Unexpected PNG: a compressed block");
    last = head === 1;
    const length = (stream[at + 1] ?? 0) | ((stream[at + 2] ?? 0) << 8);
    out.set(stream.subarray(at + blockHead, at + blockHead + length), written);
    written += length;
    at += blockHead + length;
  }
  if (written !== total) throw new Error(`Unexpected PNG: ${written} bytes of ${total}`);
  return out;
}

function widen(row: Uint8Array, data: Uint8Array, at: number): void {
  for (let i = 0, to = at; i < row.length; i += 3, to += 4) {
    data[to] = row[i] as number;
    data[to + 1] = row[i + 1] as number;
    data[to + 2] = row[i + 2] as number;
    data[to + 3] = 255;
  }
}
