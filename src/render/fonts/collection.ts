import { sfntOf, type Tables } from "./woff.ts";

/** A collection of more is taken for one of so many. */
const mostFaces = 64;

const collection = 0x74746366;

/** How many fonts are in a file. */
export function facesIn(bytes: Uint8Array): number {
  const view = viewOf(bytes);
  return isCollection(view) ? Math.min(mostFaces, view.getUint32(8)) : 1;
}

/**
 * One of the fonts of a collection (`.ttc`, `.otc`) as a file of its own; a file of one font is left
 * as it is. Source: the OpenType specification, "Font Collections". RangeError for one that is not there.
 * @param isNeeded which of its tables
 */
export function faceOf(
  bytes: Uint8Array,
  face: number,
  isNeeded: (tag: string) => boolean = () => true,
): Uint8Array {
  const view = viewOf(bytes);
  if (face >= facesIn(bytes)) throw new RangeError("There are fewer fonts in the file");
  if (!isCollection(view)) return bytes;
  const start = view.getUint32(12 + 4 * face);
  const tables: Tables = new Map();
  for (let i = 0; i < view.getUint16(start + 4); i += 1) {
    const record = start + 12 + 16 * i;
    const tag = String.fromCharCode(...bytes.subarray(record, record + 4));
    if (!isNeeded(tag)) continue;
    const [offset, length] = [view.getUint32(record + 8), view.getUint32(record + 12)];
    if (offset + length > bytes.length) throw new RangeError("Cut off");
    tables.set(tag, bytes.subarray(offset, offset + length));
  }
  return sfntOf(view.getUint32(start), tables);
}

/** How large a font is on its own and unpacked, as far as its file says. */
export function bytesOf(bytes: Uint8Array, face: number): number {
  const view = viewOf(bytes);
  // WOFF says it in its header, in both of its versions.
  if (String.fromCharCode(...bytes.subarray(0, 3)) === "wOF") return view.getUint32(16);
  if (!isCollection(view)) return bytes.length;
  const start = view.getUint32(12 + 4 * face);
  const records = Array.from({ length: view.getUint16(start + 4) }, (_, i) => start + 12 + 16 * i);
  return records.reduce((sum, record) => sum + view.getUint32(record + 12), 0);
}

function isCollection(view: DataView): boolean {
  return view.byteLength >= 12 && view.getUint32(0) === collection;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
