import type { BaselineScan, ScanComponent } from "./baseline-scan.ts";
import {
  encodingTable,
  type HuffmanTable,
  knownDecodingTable,
  longerFrom,
  quickBits,
  quickCodes,
  restOf,
} from "./huffman-code.ts";

/** Everything that a scan says. */
interface ScanSymbols {
  count: number;
  /**
   * For each symbol its table's number, itself, and the bits that follow it: 8, 8 and 16 bits. The
   * next scan that is read may take the same memory.
   */
  entries: Uint32Array;
  /** How often each symbol of each table occurs, 256 numbers a table. */
  frequencies: Int32Array[];
}

const symbolsOfTable = 256;
const mostTables = 4;

/** By so many bytes reading may be ahead of what is coded. */
const aheadBytes = 8;

/** A block has 64 symbols at most, of 16 bits with 15 more behind each. */
const symbolsOfBlock = 64;
const longestBlockBytes = (symbolsOfBlock * 31) / 8;

/**
 * Memory for the symbols of most renditions, which each would otherwise take anew from the system.
 * More is not kept.
 */
const usual = new Uint32Array(256 * 1024);

export function readSymbols(
  jpeg: Uint8Array,
  { components, mcus, tables, data }: BaselineScan,
): ScanSymbols | undefined {
  const lookUps = tables.map((table) => table && knownDecodingTable(table));
  const { coded, end } = unstuffed(jpeg, data);
  // A symbol takes a bit at least, in practice four and more.
  const likely = coded.length * 2;
  let entries: Uint32Array = likely <= usual.length ? usual : new Uint32Array(likely);
  const frequencies = new Int32Array(mostTables * symbolsOfTable);
  const blocks = components.flatMap((each) => Array<typeof each>(each.blocks).fill(each));
  let at = 0;
  let bits = 0;
  let held = 0;
  let count = 0;

  for (let mcu = 0; mcu < mcus; mcu += 1) {
    for (let block = 0; block < blocks.length; block += 1) {
      const { dc, ac } = blocks[block] as ScanComponent;
      let lookUp = lookUps[dc];
      const lookUpAc = lookUps[ac];
      // A cut scan is read on in what it was filled up with.
      if (at > end || !lookUp || !lookUpAc) return undefined;
      if (count + symbolsOfBlock > entries.length) entries = doubled(entries);
      let number = dc << 8;
      for (let k = 0; k < symbolsOfBlock; ) {
        if (held < 16) {
          bits = (bits << 16) | ((coded[at] as number) << 8) | (coded[at + 1] as number);
          at += 2;
          held += 16;
        }
        let found = lookUp[(bits >> (held - quickBits)) & (quickCodes - 1)] as number;
        if (found >= longerFrom) found = lookUp[restOf(found, bits >> (held - 16))] as number;
        if (found === 0) return undefined;
        const symbol = found & 0xff;
        const size = symbol & 15;
        held -= found >> 8;
        if (held < size) {
          bits = (bits << 16) | ((coded[at] as number) << 8) | (coded[at + 1] as number);
          at += 2;
          held += 16;
        }
        held -= size;
        const kind = number | symbol;
        frequencies[kind] = (frequencies[kind] as number) + 1;
        entries[count] = (kind << 16) | ((bits >> held) & ((1 << size) - 1));
        count += 1;
        if (k === 0) {
          k = 1;
          number = ac << 8;
          lookUp = lookUpAc;
        } else if (symbol === 0) break;
        else k += (symbol >> 4) + 1;
      }
    }
  }
  if (at > end) return undefined;
  const ofTable = (_: unknown, table: number) =>
    frequencies.subarray(table * symbolsOfTable, (table + 1) * symbolsOfTable);
  return { count, entries, frequencies: Array.from({ length: mostTables }, ofTable) };
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

function doubled(values: Uint32Array): Uint32Array {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** The coded data, or undefined when it would be no shorter than `most` bytes. */
export function writeSymbols(
  { count, entries }: ScanSymbols,
  tables: (HuffmanTable | undefined)[],
  most: number,
): Uint8Array | undefined {
  const codes = new Uint32Array(mostTables * symbolsOfTable);
  for (const [number, table] of tables.entries()) {
    if (table) codes.set(encodingTable(table), number * symbolsOfTable);
  }
  // One word more than may be, each of its bytes stuffed.
  const bytes = new Uint8Array(most + 8);
  let length = 0;
  let word = 0;
  let free = 32;
  for (let i = 0; i < count; i += 1) {
    const entry = entries[i] as number;
    const code = codes[entry >>> 16] as number;
    const size = (entry >>> 16) & 15;
    const bits = (code >>> 16) + size;
    const value = ((code & 0xffff) << size) | (entry & 0xffff);
    if (bits <= free) {
      free -= bits;
      word |= value << free;
      continue;
    }
    const over = bits - free;
    length = putWord(bytes, length, word | (value >>> over));
    if (length > most) return undefined;
    free = 32 - over;
    word = value << free;
  }
  // The last byte is filled up with ones.
  if (free < 32) word |= (1 << free) - 1;
  for (let shift = 24; shift >= (free & ~7); shift -= 8) {
    length = putByte(bytes, length, (word >>> shift) & 0xff);
  }
  return length > most ? undefined : bytes.subarray(0, length);
}

/** Writes four bytes; gives where the next one belongs. */
function putWord(bytes: Uint8Array, at: number, word: number): number {
  if (((~word - 0x01010101) & word & 0x80808080) !== 0) {
    let next = at;
    for (let shift = 24; shift >= 0; shift -= 8) {
      next = putByte(bytes, next, (word >>> shift) & 0xff);
    }
    return next;
  }
  // None of them is 0xff.
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
  return at + 4;
}

function putByte(bytes: Uint8Array, at: number, byte: number): number {
  bytes[at] = byte;
  if (byte !== 0xff) return at + 1;
  bytes[at + 1] = 0;
  return at + 2;
}
