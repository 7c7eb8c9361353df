import type { BaselineScan } from "./baseline-scan.ts";
import {
  decodingTable,
  encodingTable,
  type HuffmanTable,
  longerFrom,
  quickBits,
  quickCodes,
  restOf,
} from "./huffman-code.ts";

/** Everything that a scan says. */
interface ScanSymbols {
  count: number;
  /** For each symbol its table's number, itself, and the bits that follow it: 8, 8 and 16 bits. */
  entries: Uint32Array;
  frequencies: Uint32Array[];
}

/** By so many bytes reading may be ahead of what is coded. */
const aheadBytes = 8;

/** A block has 64 symbols at most, of 16 bits with 15 more behind each. */
const longestBlockBytes = (64 * 31) / 8;

export function readSymbols(
  jpeg: Uint8Array,
  { components, mcus, tables, data }: BaselineScan,
): ScanSymbols | undefined {
  const lookUps = tables.map((table) => table && decodingTable(table));
  const { coded, end } = unstuffed(jpeg, data);
  // A symbol takes a bit at least, in practice four and more.
  let entries = new Uint32Array(coded.length * 2);
  const frequencies = Array.from({ length: 4 }, () => new Uint32Array(256));
  const order = components.flatMap(({ blocks, dc, ac }) =>
    Array.from({ length: blocks }, () => [dc, ac] as const),
  );
  let at = 0;
  let bits = 0;
  let held = 0;
  let count = 0;

  for (let mcu = 0; mcu < mcus; mcu += 1) {
    for (const [dc, ac] of order) {
      // A cut scan is read on in what it was filled up with.
      if (at > end) return undefined;
      if (count + 64 > entries.length) entries = doubled(entries);
      let number = dc;
      let lookUp = lookUps[dc];
      let table = frequencies[dc] as Uint32Array;
      for (let k = 0; k < 64; ) {
        if (lookUp === undefined) return undefined;
        if (held < 16) {
          bits = (bits << 16) | ((coded[at] as number) << 8) | (coded[at + 1] as number);
          at += 2;
          held += 16;
        }
        let found = lookUp[(bits >> (held - quickBits)) & (quickCodes - 1)] as number;
        if (found >= longerFrom) found = lookUp[restOf(found, bits >> (held - 16))] as number;
        if (found === 0) return undefined;
        const symbol = found & 0xff;
        held -= found >> 8;
        const size = symbol & 15;
        if (held < size) {
          bits = (bits << 16) | ((coded[at] as number) << 8) | (coded[at + 1] as number);
          at += 2;
          held += 16;
        }
        held -= size;
        entries[count] = (number << 24) | (symbol << 16) | ((bits >> held) & ((1 << size) - 1));
        count += 1;
        table[symbol] = (table[symbol] as number) + 1;
        if (k === 0) {
          k = 1;
          number = ac;
          lookUp = lookUps[ac];
          table = frequencies[ac] as Uint32Array;
        } else if (symbol === 0) break;
        else k += (symbol >> 4) + 1;
      }
    }
  }
  return at > end ? undefined : { count, entries, frequencies };
}

/** Coded data without the zeros that stand behind each 0xff, and with ones behind it. */
function unstuffed(jpeg: Uint8Array, [from, to]: BaselineScan["data"]) {
  const coded = new Uint8Array(to - from + aheadBytes + longestBlockBytes);
  let length = 0;
  for (let at = from; at < to; at += 1) {
    const byte = jpeg[at] as number;
    coded[length] = byte;
    length += 1;
    if (byte === 0xff) at += 1;
  }
  return { coded: coded.fill(0xff, length), end: length + aheadBytes };
}

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** Bits that are put one after the other, as a scan has them. */
class BitWriter {
  readonly bytes: Uint8Array;
  length = 0;
  #bits = 0;
  /** How many of the last bits are still to be written: fewer than 16. */
  #held = 0;

  constructor(mostBytes: number) {
    this.bytes = new Uint8Array(mostBytes);
  }

  /** @param count 16 at most */
  put(value: number, count: number): void {
    this.#bits = (this.#bits << count) | value;
    this.#held += count;
    if (this.#held < 16) return;
    this.#held -= 16;
    this.#write((this.#bits >> (this.#held + 8)) & 0xff);
    this.#write((this.#bits >> this.#held) & 0xff);
  }

  /** Fills the last byte up with ones. */
  end(): Uint8Array {
    this.put(0x7f, 7);
    if (this.#held >= 8) this.#write((this.#bits >> (this.#held - 8)) & 0xff);
    return this.bytes.subarray(0, this.length);
  }

  #write(byte: number): void {
    this.bytes[this.length] = byte;
    this.length += 1;
    if (byte !== 0xff) return;
    this.bytes[this.length] = 0;
    this.length += 1;
  }
}

/** The coded data, or undefined when it would be no shorter than `most` bytes. */
export function writeSymbols(
  { count, entries }: ScanSymbols,
  tables: (HuffmanTable | undefined)[],
  most: number,
): Uint8Array | undefined {
  const words = new Uint32Array(4 * 256);
  for (const [number, table] of tables.entries()) {
    if (table) words.set(encodingTable(table), number * 256);
  }
  const writer = new BitWriter(most + aheadBytes);
  for (let i = 0; i < count; i += 1) {
    const entry = entries[i] as number;
    const word = words[entry >>> 16] as number;
    writer.put(word & 0xffff, word >> 16);
    writer.put(entry & 0xffff, (entry >> 16) & 15);
    if (writer.length > most) return undefined;
  }
  return writer.end();
}
