/** The longest code that JPEG allows, in bits (ITU-T T.81, annex C). */
const longestCode = 16;

/** A Huffman table as DHT carries it: how many codes each length has, and their symbols in order. */
export interface HuffmanTable {
  /** Index 0 is length 1; 16 numbers. */
  counts: Uint8Array;
  symbols: Uint8Array;
}

/** Each code of a table, the shortest first, as JPEG numbers them. Source: ITU-T T.81, annex C. */
function* codesOf({ counts, symbols }: HuffmanTable) {
  let [at, code] = [0, 0];
  for (let length = 1; length <= longestCode; length += 1) {
    for (let i = 0; i < (counts[length - 1] ?? 0); i += 1) {
      yield { code, length, symbol: symbols[at] ?? 0 };
      code += 1;
      at += 1;
    }
    code <<= 1;
  }
}

/** Most codes are no longer than this: a table of them stays in the processor's nearest memory. */
export const quickBits = 10;
export const quickCodes = 1 << quickBits;
/** What is found is no smaller where a code is longer. */
export const longerFrom = 0x8000;
const restBits = longestCode - quickBits;
const restCodes = 1 << restBits;

/** Where to look up a longer code. @param bits of which the last 16 begin with it */
export function restOf(found: number, bits: number): number {
  return quickCodes + (found & (longerFrom - 1)) * restCodes + (bits & (restCodes - 1));
}

/**
 * What a decoder looks up by the next 10 bits: the code's length in the upper byte, the symbol below.
 * Where a code is longer, the highest bit is set, and the others number the table of 64 that goes on.
 */
export function decodingTable(table: HuffmanTable): Uint16Array {
  const entries = new Uint16Array(quickCodes + quickCodes * restCodes);
  let rests = 0;
  for (const { code, length, symbol } of codesOf(table)) {
    const entry = (length << 8) | symbol;
    if (length <= quickBits) {
      const first = code << (quickBits - length);
      entries.fill(entry, first, first + (1 << (quickBits - length)));
      continue;
    }
    const start = code >> (length - quickBits);
    if (entries[start] === 0) {
      entries[start] = longerFrom | rests;
      rests += 1;
    }
    const first = restOf(entries[start] as number, code << (longestCode - length));
    entries.fill(entry, first, first + (1 << (longestCode - length)));
  }
  return entries.slice(0, quickCodes + rests * restCodes);
}

/** What an encoder looks up by symbol: the code in the lower 16 bits, its length above them. */
export function encodingTable(table: HuffmanTable): Uint32Array {
  const words = new Uint32Array(256);
  for (const { code, length, symbol } of codesOf(table)) words[symbol] = (length << 16) | code;
  return words;
}

/**
 * The table with which these symbols take the fewest bits. The code of all ones stays free, as JPEG
 * wants it. Source: ITU-T T.81, annex K.2.
 * @param frequencies how often each of the 256 symbols occurs
 */
export function optimalTable(frequencies: Uint32Array): HuffmanTable {
  const lengths = limitedCounts(codeLengths(frequencies));
  const used = [...frequencies.keys()].filter((symbol) => (frequencies[symbol] ?? 0) > 0);
  // The shortest codes go to the most frequent symbols.
  used.sort((a, b) => (frequencies[b] ?? 0) - (frequencies[a] ?? 0) || a - b);
  return { counts: lengths, symbols: Uint8Array.from(used) };
}

/** How many symbols get each code length, by merging the two rarest again and again. */
function codeLengths(frequencies: Uint32Array): number[] {
  // One symbol more, which never occurs, takes the code of all ones.
  const weights = Uint32Array.of(...frequencies, 1);
  /** The first symbols of the trees that are left, in order. */
  const trees: number[] = [];
  for (const [symbol, weight] of weights.entries()) if (weight > 0) trees.push(symbol);
  const lengths = new Uint8Array(weights.length);
  /** The next symbol of the same tree, -1 at its end. */
  const next = new Int16Array(weights.length).fill(-1);
  while (trees.length > 1) {
    const [first, second] = twoLightest(trees, weights);
    const [rarest, other] = [trees[first] as number, trees[second] as number];
    weights[rarest] = (weights[rarest] as number) + (weights[other] as number);
    trees.splice(second, 1);
    next[deepen(rarest)] = other;
    deepen(other);
  }
  const counts: number[] = [];
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1;
  return counts;

  /** Makes the codes of a tree longer by one bit; gives its last symbol. */
  function deepen(first: number): number {
    let symbol = first;
    for (;;) {
      lengths[symbol] = (lengths[symbol] as number) + 1;
      const following = next[symbol] as number;
      if (following < 0) return symbol;
      symbol = following;
    }
  }
}

/** Which two of the trees weigh least, the lightest first; of equals the last. */
function twoLightest(trees: readonly number[], weights: Uint32Array): [number, number] {
  let [first, second] = [-1, -1];
  let [least, secondLeast] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < trees.length; i += 1) {
    const weight = weights[trees[i] as number] as number;
    if (weight <= least) {
      [second, secondLeast] = [first, least];
      [first, least] = [i, weight];
    } else if (weight <= secondLeast) {
      [second, secondLeast] = [i, weight];
    }
  }
  return [first, second];
}

/** Brings codes above 16 bits down, and takes the reserved one away. */
function limitedCounts(counts: number[]): Uint8Array {
  const at = (length: number) => counts[length] ?? 0;
  for (let length = counts.length - 1; length > longestCode; length -= 1) {
    while (at(length) > 0) {
      let shorter = length - 2;
      while (at(shorter) === 0) shorter -= 1;
      counts[length] = at(length) - 2;
      counts[length - 1] = at(length - 1) + 1;
      counts[shorter + 1] = at(shorter + 1) + 2;
      counts[shorter] = at(shorter) - 1;
    }
  }
  let longest = longestCode;
  while (longest > 0 && at(longest) === 0) longest -= 1;
  counts[longest] = at(longest) - 1;
  return Uint8Array.from({ length: longestCode }, (_, i) => at(i + 1));
}
