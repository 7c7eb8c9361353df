/** What a font file says of itself. */
export interface FontNames {
  families: string[];
  /** 100 to 900; 400 is regular, 700 bold. */
  weight: number;
  italic: boolean;
  /** Whether it has more weights, of which that one alone is drawn. */
  isVariable: boolean;
}

/** Source: the OpenType specification, table `name`: family, and family across weights. */
const familyIds = [1, 16];

/**
 * Reads family, weight and slant of a TrueType or OpenType file. Pure; undefined for anything else.
 */
export function readFontNames(bytes: Uint8Array): FontNames | undefined {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const name = tableAt(view, "name");
    const os2 = tableAt(view, "OS/2");
    const families = name === undefined ? [] : familiesOf(view, name);
    if (families.length === 0) return undefined;
    return {
      families,
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
  const start = tagAt(view, 0) === "ttcf" ? view.getUint32(12) : 0;
  const magic = view.getUint32(start);
  if (magic !== 0x00010000 && magic !== 0x4f54544f && magic !== 0x74727565) return undefined;
  for (let i = 0; i < view.getUint16(start + 4); i += 1) {
    const record = start + 12 + 16 * i;
    if (tagAt(view, record) === tag) return view.getUint32(record + 8);
  }
  return undefined;
}

function familiesOf(view: DataView, table: number): string[] {
  const found = new Set<string>();
  const strings = table + view.getUint16(table + 4);
  for (let i = 0; i < view.getUint16(table + 2); i += 1) {
    const record = table + 6 + 12 * i;
    if (!familyIds.includes(view.getUint16(record + 6))) continue;
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
