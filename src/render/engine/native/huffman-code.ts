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
function decodingTable(table: HuffmanTable): Uint16Array {
  const quick = new Uint16Array(quickCodes);
  const rests: Uint16Array[] = [];
  for (const { code, length, symbol } of codesOf(table)) {
    const entry = (length << 8) | symbol;
    if (length <= quickBits) {
      const first = code << (quickBits - length);
      quick.fill(entry, first, first + (1 << (quickBits - length)));
      continue;
    }
    const start = code >> (length - quickBits);
    if (quick[start] === 0) {
      quick[start] = longerFrom | rests.length;
      rests.push(new Uint16Array(restCodes));
    }
    const rest = rests[(quick[start] as number) & (longerFrom - 1)];
    const first = (code << (longestCode - length)) & (restCodes - 1);
    rest?.fill(entry, first, first + (1 << (longestCode - length)));
  }
  const entries = new Uint16Array(quickCodes + rests.length * restCodes);
  entries.set(quick);
  for (const [number, rest] of rests.entries()) entries.set(rest, quickCodes + number * restCodes);
  return entries;
}

/** Encoders that make no tables of their own all write the four of the standard. */
const mostKnown = 8;
const known = new Map<string, Uint16Array>();

/** The same, of a table that was met before as it was made then. */
export function knownDecodingTable(table: HuffmanTable): Uint16Array {
  const key = Buffer.concat([table.counts, table.symbols]).toString("latin1");
  const met = known.get(key);
  if (met) return met;
  if (known.size === mostKnown) known.clear();
  const made = decodingTable(table);
  known.set(key, made);
  return made;
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
export function optimalTable(frequencies: Int32Array): HuffmanTable {
  // As one number each they are put in order without being compared by a function; of equals the last
  // is the rarer one.
  const ranked = Float64Array.from(frequencies, (count, symbol) => count * 256 + 255 - symbol)
    .filter((rank) => rank >= 256)
    .sort();
  // One symbol more, as rare as can be, takes the code of all ones.
  const weights = [1, ...Array.from(ranked, (rank) => Math.floor(rank / 256))];
  // The shortest codes go to the most frequent symbols.
  const symbols = Uint8Array.from(ranked.reverse(), (rank) => 255 - (rank % 256));
  return { counts: limitedCounts(codeLengths(weights)), symbols };
}

/**
 * How many symbols get each code length, by merging the two rarest again and again. What is merged
 * comes out in order, so that the rarest stand at the head of either queue.
 * @param leaves how often each symbol occurs, the rarest first; two at least
 */
function codeLengths(leaves: readonly number[]): number[] {
  const root = 2 * leaves.length - 2;
  const weights = new Float64Array(root + 1);
  weights.set(leaves);
  const parents = new Uint16Array(root + 1);
  let [leaf, merged] = [0, leaves.length];
  for (let made = leaves.length; made <= root; made += 1) {
    for (let child = 0; child < 2; child += 1) {
      const isLeaf =
        leaf < leaves.length &&
        (merged === made || (weights[leaf] as number) <= (weights[merged] as number));
      const rarest = isLeaf ? leaf : merged;
      if (isLeaf) leaf += 1;
      else merged += 1;
      weights[made] = (weights[made] as number) + (weights[rarest] as number);
      parents[rarest] = made;
    }
  }
  const depths = new Uint8Array(root + 1);
  const counts: number[] = [];
  for (let node = root - 1; node >= 0; node -= 1) {
    const depth = (depths[parents[node] as number] as number) + 1;
    depths[node] = depth;
    if (node < leaves.length) counts[depth] = (counts[depth] ?? 0) + 1;
  }
  return counts;
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
