import { type Coverage, readCoverage } from "./coverage.ts";

/** What a font file says of itself. */
export interface FontNames {
  families: string[];
  /** Family and style in one, such as `Noto Sans CJK JP Bold`. */
  fullNames: string[];
  /** Its characters; none where it has images or colours for them, which are not drawn. */
  coverage: Coverage;
  /** 100 to 900; 400 is regular, 700 bold. */
  weight: number;
  italic: boolean;
  /** Whether it has more weights, of which that one alone is drawn. */
  isVariable: boolean;
}

/** Source: the OpenType specification, table `name`: family, and family across weights. */
const familyIds = [1, 16];
const fullNameIds = [4];

/**
 * Reads family, weight and slant of a TrueType or OpenType file. Pure; undefined for anything else.
 */
export function readFontNames(bytes: Uint8Array): FontNames | undefined {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const name = tableAt(view, "name");
    const os2 = tableAt(view, "OS/2");
    const families = name === undefined ? [] : namesOf(view, name, familyIds);
    if (name === undefined || families.length === 0) return undefined;
    return {
      families,
      fullNames: namesOf(view, name, fullNameIds),
      coverage: coverageOf(view),
      weight: os2 === undefined ? 400 : view.getUint16(os2 + 4),
      // Bit 0 of `fsSelection`.
      italic: os2 !== undefined && (view.getUint16(os2 + 62) & 1) === 1,
      isVariable: tableAt(view, "fvar") !== undefined,
    };
  } catch {
    // It ended before what it promised.
    return undefined;
  }
}

function tableAt(view: DataView, tag: string): number | undefined {
  const magic = view.getUint32(0);
  if (magic !== 0x00010000 && magic !== 0x4f54544f && magic !== 0x74727565) return undefined;
  for (let i = 0; i < view.getUint16(4); i += 1) {
    const record = 12 + 16 * i;
    if (tagAt(view, record) === tag) return view.getUint32(record + 8);
  }
  return undefined;
}

/** Tables of glyphs that are images, or have colours. */
const colouredTables = ["CBDT", "COLR", "SVG ", "sbix"];

function coverageOf(view: DataView): Coverage {
  const table = tableAt(view, "cmap");
  const isColoured = colouredTables.some((tag) => tableAt(view, tag) !== undefined);
  if (table === undefined || isColoured) return new Uint32Array();
  return readCoverage(new DataView(view.buffer, view.byteOffset + table));
}

function namesOf(view: DataView, table: number, ids: readonly number[]): string[] {
  const found = new Set<string>();
  const strings = table + view.getUint16(table + 4);
  for (let i = 0; i < view.getUint16(table + 2); i += 1) {
    const record = table + 6 + 12 * i;
    if (!ids.includes(view.getUint16(record + 6))) continue;
    const start = strings + view.getUint16(record + 10);
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, view.getUint16(record + 8));
    // Macintosh's platform has one byte for a character, the others have two.
    const encoding = view.getUint16(record) === 1 ? "latin1" : "utf-16be";
    found.add(new TextDecoder(encoding).decode(bytes));
  }
  return [...found];
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}
