import type { LineMetrics } from "../../plan/text/layout.ts";

/** Where a font's tables are, and the records that say so. Source: the OpenType specification. */
interface FontTable {
  /** Of its record. */
  record: number;
  offset: number;
}

type FontTables = ReadonlyMap<string, FontTable>;

/** @throws RangeError if the file ends before one of its tables */
export function tablesOf(bytes: Uint8Array): FontTables {
  const view = viewOf(bytes);
  const tables = new Map<string, FontTable>();
  for (let i = 0; i < view.getUint16(4); i++) {
    const record = 12 + 16 * i;
    const offset = view.getUint32(record + 8);
    // The rasteriser would draw what is left of a file that was cut off, which may be nothing.
    if (offset + view.getUint32(record + 12) > bytes.length) throw new RangeError("Cut off");
    tables.set(tagAt(view, record), { record, offset });
  }
  return tables;
}

/** Ascent, descent and line gap, from the tables `head` and `hhea`. */
export function readLineMetrics(bytes: Uint8Array, tables: FontTables): LineMetrics {
  const view = viewOf(bytes);
  const head = offsetOf(tables, "head");
  const hhea = offsetOf(tables, "hhea");
  const unitsPerEm = view.getUint16(head + 18);
  if (unitsPerEm === 0) throw new RangeError("The font has no units");
  const units = (offset: number) => view.getInt16(hhea + offset) / unitsPerEm;
  const [ascent, descent, gap] = [units(4), -units(6), Math.max(0, units(8))];
  // Some fonts leave these fields empty.
  return ascent + descent > 0 ? { ascent, descent, gap } : { ascent: 0.8, descent: 0.2, gap: 0 };
}

/** A line that is drawn with letters: its upper edge above the baseline, and how thick it is, in ems. */
export interface Rule {
  top: number;
  thickness: number;
}

/** What a font says of a line under its letters and of one through them: tables `post` and `OS/2`. */
export function readRules(
  bytes: Uint8Array,
  tables: FontTables,
): { underline: Rule; strikethrough: Rule } {
  const view = viewOf(bytes);
  const unitsPerEm = view.getUint16(offsetOf(tables, "head") + 18);
  const ruleAt = (tag: string, top: number, thickness: number, usual: Rule): Rule => {
    const table = tables.get(tag)?.offset;
    // Some fonts leave these fields empty, or have no such table.
    if (table === undefined || view.getInt16(table + thickness) <= 0) return usual;
    const ems = (offset: number) => view.getInt16(table + offset) / unitsPerEm;
    return { top: ems(top), thickness: ems(thickness) };
  };
  return {
    underline: ruleAt("post", 8, 10, { top: -0.1, thickness: 0.05 }),
    strikethrough: ruleAt("OS/2", 28, 26, { top: 0.3, thickness: 0.05 }),
  };
}

/** Private use plane 15: as many characters as a font may have glyphs, but for three. */
const firstChar = 0xf0000;
const mostGlyphs = 0xfffd;

/** The character that stands for a glyph in a font that `withGlyphNumbers` made. */
export function charOfGlyph(glyph: number): number {
  return firstChar + glyph;
}

/**
 * The font with another table of characters, in which each glyph has one of its own: the rasteriser
 * finds glyphs by characters only, and joined letters and ligatures have none.
 * Source: the OpenType specification, `cmap` format 12.
 */
export function withGlyphNumbers(bytes: Uint8Array, tables: FontTables): Uint8Array {
  const record = tables.get("cmap")?.record;
  if (record === undefined) throw new RangeError("The font has no characters");
  const glyphs = Math.min(viewOf(bytes).getUint16(offsetOf(tables, "maxp") + 4), mostGlyphs);
  const table = [
    [0, 1],
    // Windows, the full repertoire: one group.
    [3, 10, 0, 12],
    [12, 0, 0, 28, 0, 0, 0, 1],
    [firstChar >> 16, 0, (firstChar + glyphs - 1) >> 16, (firstChar + glyphs - 1) & 0xffff, 0, 0],
  ].flat();
  const at = Math.ceil(bytes.length / 4) * 4;
  const numbered = new Uint8Array(at + table.length * 2);
  numbered.set(bytes);
  const view = viewOf(numbered);
  for (const [i, word] of table.entries()) view.setUint16(at + 2 * i, word);
  view.setUint32(record + 8, at);
  view.setUint32(record + 12, table.length * 2);
  return numbered;
}

function offsetOf(tables: FontTables, tag: string): number {
  const table = tables.get(tag);
  if (!table) throw new RangeError("Tables are missing");
  return table.offset;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}
