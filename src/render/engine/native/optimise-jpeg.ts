import { readScan } from "./baseline-scan.ts";
import { type HuffmanTable, optimalTable } from "./huffman-code.ts";
import { readSymbols, writeSymbols } from "./scan-symbols.ts";

/**
 * The same JPEG with Huffman tables made for it: no pixel changes, and photos take some 4 % fewer
 * bytes. What is no baseline JPEG of one interleaved scan without restarts comes back as it is.
 * Source: ITU-T T.81, annexes B, F and K.2.
 */
export function optimiseJpeg(jpeg: Uint8Array): Uint8Array {
  const scan = readScan(jpeg);
  if (!scan) return jpeg;
  const symbols = readSymbols(jpeg, scan);
  if (!symbols) return jpeg;
  const tables = symbols.frequencies.map((counts) =>
    counts.some((count) => count > 0) ? optimalTable(counts) : undefined,
  );
  const head = [
    ...scan.kept.map(([from, to]) => jpeg.subarray(from, to)),
    tablesSegment(tables),
    jpeg.subarray(...scan.header),
  ];
  const coded = writeSymbols(symbols, tables, jpeg.length);
  if (!coded) return jpeg;
  const whole = Buffer.concat([...head, coded, Uint8Array.of(0xff, 0xd9)]);
  return whole.length < jpeg.length ? whole : jpeg;
}

function tablesSegment(tables: (HuffmanTable | undefined)[]): Uint8Array {
  const parts = tables.flatMap((table, number) =>
    table ? [Uint8Array.of(((number >> 1) << 4) | (number & 1)), table.counts, table.symbols] : [],
  );
  const length = 2 + parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Uint8Array.of(0xff, 0xc4, length >> 8, length & 255), ...parts]);
}
