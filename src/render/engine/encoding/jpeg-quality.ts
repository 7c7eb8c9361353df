/** Table K.1 and K.2 of ITU-T T.81, by rows: what libjpeg scales for a quality. */
// biome-ignore format: eight by eight
const luminance = [
  16, 11, 10, 16,  24,  40,  51,  61,
  12, 12, 14, 19,  26,  58,  60,  55,
  14, 13, 16, 24,  40,  57,  69,  56,
  14, 17, 22, 29,  51,  87,  80,  62,
  18, 22, 37, 56,  68, 109, 103,  77,
  24, 35, 55, 64,  81, 104, 113,  92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103,  99,
];
// biome-ignore format: eight by eight
const chrominance = [
  17, 18, 24, 47, 99, 99, 99, 99,
  18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
];

/** A file's table, in the order of the file: along diagonals. */
interface Table {
  values: number[];
  /** 255 or 65535. */
  most: number;
}

/**
 * The quality, 1 to 100 on libjpeg's scale, whose quantisation tables are nearest to those of a
 * JPEG: exact where libjpeg's own tables were scaled, an estimate for other encoders (cameras,
 * Photoshop, MozJPEG). Undefined where the bytes hold no whole table before the first scan.
 */
export function jpegQuality(bytes: Uint8Array): number | undefined {
  const tables = tablesOf(bytes);
  // By convention the first table is for luminance and the second one for chrominance.
  const pairs = [luminance, chrominance].flatMap((standard, number) => {
    const table = tables.get(number);
    return table ? [{ table, scaled: scaledTablesOf(standard) }] : [];
  });
  if (pairs.length === 0) return undefined;
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  // Most files are of a high quality: once it is found, others are soon seen to be farther away.
  for (let quality = 100; quality > 0; quality -= 1) {
    let sum = 0;
    for (const { table, scaled } of pairs) {
      sum += difference(table, scaled[quality - 1] ?? [], least - sum);
    }
    if (sum > least) continue;
    least = sum;
    nearest = quality;
  }
  return nearest;
}

/** How far two tables are apart; where that is more than `most`, it may be any number above. */
function difference(table: Table, scaled: readonly number[], most: number): number {
  let sum = 0;
  for (let i = 0; i < 64 && sum <= most; i += 1) {
    sum += Math.abs(Math.min(scaled[i] ?? 0, table.most) - (table.values[i] ?? 0));
  }
  return sum;
}

/** Made when a first JPEG comes in. */
const scaledTables = new Map<readonly number[], number[][]>();

/** What libjpeg makes of a standard table for the qualities 1 to 100, in the order of files. */
function scaledTablesOf(standard: readonly number[]): number[][] {
  const known = scaledTables.get(standard);
  if (known) return known;
  const made = Array.from({ length: 100 }, (_, i) => {
    return diagonals.map((place) => scaledValue(standard[place] ?? 0, i + 1));
  });
  scaledTables.set(standard, made);
  return made;
}

/** How libjpeg's jpeg_quality_scaling() and jpeg_add_quant_table() do it. */
function scaledValue(value: number, quality: number): number {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return Math.max(Math.floor((value * scale + 50) / 100), 1);
}

/** Where the values of a file's table lie in one that is written by rows. */
const diagonals = Array.from({ length: 64 }, (_, place) => place).sort((a, b) => {
  const [x, y, u, v] = [a % 8, a >> 3, b % 8, b >> 3];
  if (x + y !== u + v) return x + y - (u + v);
  return (x + y) % 2 === 0 ? x - u : y - v;
});

/** Every quantisation table before the first scan, by its number; the last of a number counts. */
function tablesOf(bytes: Uint8Array): Map<number, Table> {
  const tables = new Map<number, Table>();
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return tables;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    // Any number of 0xff may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === 0xda || marker === 0xd9 || end < at + 4 || end > view.byteLength) break;
    if (marker === 0xdb) readTables(view, at + 4, end, tables);
    at = end;
  }
  return tables;
}

function readTables(view: DataView, start: number, end: number, tables: Map<number, Table>) {
  let at = start;
  while (at < end) {
    const head = view.getUint8(at);
    const wide = head >> 4 !== 0;
    const next = at + 1 + (wide ? 128 : 64);
    if (next > end) return;
    const first = at + 1;
    const values = Array.from({ length: 64 }, (_, i) =>
      wide ? view.getUint16(first + i * 2) : view.getUint8(first + i),
    );
    tables.set(head & 15, { values, most: wide ? 65_535 : 255 });
    at = next;
  }
}
