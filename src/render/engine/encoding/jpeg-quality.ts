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
  const pairs = [
    { table: tables.get(0), standard: luminance },
    { table: tables.get(1), standard: chrominance },
  ];
  if (pairs.every(({ table }) => table === undefined)) return undefined;
  const differences = Array.from({ length: 100 }, (_, i) =>
    pairs.reduce((sum, { table, standard }) => sum + difference(table, standard, i + 1), 0),
  );
  return differences.indexOf(Math.min(...differences)) + 1;
}

function difference(table: Table | undefined, standard: number[], quality: number): number {
  if (table === undefined) return 0;
  // How libjpeg's jpeg_quality_scaling() and jpeg_add_quant_table() do it.
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  return diagonals.reduce((sum, place, i) => {
    const scaled = Math.floor(((standard[place] ?? 0) * scale + 50) / 100);
    const value = Math.min(Math.max(scaled, 1), table.most);
    return sum + Math.abs(value - (table.values[i] ?? 0));
  }, 0);
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
