import { brotliDecompressSync, inflateSync } from "node:zlib";
import { byteReader } from "./byte-reader.ts";
import { outlinesOf } from "./woff2-glyphs.ts";

export type Tables = Map<string, Uint8Array>;

/** Unpacked, a font is no larger than this: a few bytes could else be gigabytes. */
const mostBytes = 32 * 1024 * 1024;

/**
 * A font as it was before it was packed for the web; what is no WOFF is left as it is.
 * Source: W3C, WOFF File Format 1.0 and 2.0. RangeError, or an error of zlib's, for a damaged one.
 * @param isNeeded which of its tables: of outlines alone there is much to unpack
 */
export function unpackedFont(
  bytes: Uint8Array,
  isNeeded: (tag: string) => boolean = () => true,
): Uint8Array {
  const signature = String.fromCharCode(...bytes.subarray(0, 4));
  if (signature === "wOFF") return sfntOf(flavorOf(bytes), tablesOfWoff(bytes, isNeeded));
  if (signature === "wOF2") return sfntOf(flavorOf(bytes), tablesOfWoff2(bytes, isNeeded));
  return bytes;
}

function flavorOf(bytes: Uint8Array): number {
  const flavor = byteReader(bytes.subarray(4)).u32();
  if (flavor === 0x74746366) throw new RangeError("It is a collection of fonts");
  return flavor;
}

/** Each table is packed by itself, where that makes it smaller. */
function tablesOfWoff(bytes: Uint8Array, isNeeded: (tag: string) => boolean): Tables {
  const tables: Tables = new Map();
  const count = byteReader(bytes.subarray(12)).u16();
  const directory = byteReader(bytes.subarray(44));
  let left = mostBytes;
  for (let i = 0; i < count; i += 1) {
    const tag = tagOf(directory.take(4));
    const [offset, packed, length] = [directory.u32(), directory.u32(), directory.u32()];
    directory.u32();
    if (!isNeeded(tag)) continue;
    // Of all tables together: one piece of the file may be named as any number of them.
    left -= length;
    if (packed > length || left < 0) throw new RangeError("A table is too long");
    const table = byteReader(bytes.subarray(offset)).take(packed);
    tables.set(tag, packed < length ? inflateSync(table, { maxOutputLength: length }) : table);
  }
  return tables;
}

/** The tags that a number stands for, in their order. Source: WOFF 2.0, 5. */
const knownTags = (
  "cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx " +
  "kern LTSH PCLT VDMX vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG  sbix " +
  "acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar gvar hsty just lcar mort morx opbd prop trak " +
  "Zapf Silf Glat Gloc Feat Sill"
).match(/.{4} ?/g) as string[];

/** All tables are packed together, outlines and their widths taken apart before. */
function tablesOfWoff2(bytes: Uint8Array, isNeeded: (tag: string) => boolean): Tables {
  const header = byteReader(bytes.subarray(12));
  const count = header.u16();
  header.take(6);
  const packedLength = header.u32();
  const directory = byteReader(bytes.subarray(48));
  let directoryLength = 0;
  const base128 = () => {
    let value = 0;
    for (let i = 0; i < 5; i += 1) {
      const byte = directory.u8();
      directoryLength += 1;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return value;
    }
    throw new RangeError("A length is too long");
  };
  const entries = Array.from({ length: count }, () => {
    const flags = directory.u8();
    const index = flags & 0x3f;
    directoryLength += index === 0x3f ? 5 : 1;
    const tag = index === 0x3f ? tagOf(directory.take(4)) : (knownTags[index] ?? "").slice(0, 4);
    const version = flags >> 6;
    const isOutline = tag === "glyf" || tag === "loca";
    const isTransformed = isOutline ? version !== 3 : version !== 0;
    const length = base128();
    return { tag, isTransformed, length: isTransformed ? base128() : length };
  });
  const packed = byteReader(bytes.subarray(48 + directoryLength)).take(packedLength);
  const data = byteReader(brotliDecompressSync(packed, { maxOutputLength: mostBytes }));
  const all = entries.map(({ tag, length }) => [tag, data.take(length)] as const);
  const tables: Tables = new Map(all.filter(([tag]) => isNeeded(tag)));
  const isTransformed = (tag: string) =>
    isNeeded(tag) && entries.some((entry) => entry.tag === tag && entry.isTransformed);
  if (isTransformed("glyf")) {
    const { glyf, loca, lefts } = outlinesOf(tableOf(tables, "glyf"));
    tables.set("glyf", glyf).set("loca", loca);
    const head = new Uint8Array(tableOf(tables, "head"));
    // Offsets of four bytes each.
    new DataView(head.buffer).setInt16(50, 1);
    tables.set("head", head);
    if (isTransformed("hmtx")) tables.set("hmtx", metricsOf(tables, lefts));
  }
  return tables;
}

/** Widths and left edges of the letters; edges that their outlines tell were left out. */
function metricsOf(tables: Tables, lefts: readonly number[]): Uint8Array {
  const stream = byteReader(tableOf(tables, "hmtx"));
  const count = byteReader(tableOf(tables, "hhea").subarray(34)).u16();
  const flags = stream.u8();
  const widths = Array.from({ length: count }, () => stream.u16());
  const edges = lefts.map((left, i) => (flags & (i < count ? 1 : 2) ? left : stream.i16()));
  const view = new DataView(new ArrayBuffer(2 * (count + edges.length)));
  let at = 0;
  for (const [i, edge] of edges.entries()) {
    if (i < count) {
      view.setUint16(at, widths[i] ?? 0);
      at += 2;
    }
    view.setInt16(at, edge);
    at += 2;
  }
  return new Uint8Array(view.buffer);
}

function tableOf(tables: Tables, tag: string): Uint8Array {
  const table = tables.get(tag);
  if (!table) throw new RangeError(`The table ${tag} is missing`);
  return table;
}

/** A font file of these tables; their checksums, which only installers look at, are left out. */
export function sfntOf(flavor: number, tables: Tables): Uint8Array {
  const sorted = [...tables].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const start = 12 + 16 * sorted.length;
  const padded = (length: number) => Math.ceil(length / 4) * 4;
  const total = sorted.reduce((sum, [, table]) => sum + padded(table.length), start);
  const file = new Uint8Array(total);
  const view = new DataView(file.buffer);
  view.setUint32(0, flavor);
  view.setUint16(4, sorted.length);
  let at = start;
  for (const [i, [tag, table]] of sorted.entries()) {
    const record = 12 + 16 * i;
    for (let j = 0; j < 4; j += 1) file[record + j] = tag.charCodeAt(j);
    view.setUint32(record + 8, at);
    view.setUint32(record + 12, table.length);
    file.set(table, at);
    at += padded(table.length);
  }
  return file;
}

function tagOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
