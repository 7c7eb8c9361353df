/** Which characters a font has: the first and the last of each stretch, in ascending order. */
export type Coverage = Uint32Array;

/** As many as a damaged table may name. */
const mostStretches = 100_000;

/**
 * Reads which characters a TrueType or OpenType file has. Pure; RangeError where it breaks off.
 * Source: the OpenType specification, table `cmap`, formats 4 and 12.
 * @param table the table `cmap`
 */
export function readCoverage(table: DataView): Coverage {
  const stretches: number[] = [];
  for (let i = 0; i < table.getUint16(2); i += 1) {
    const at = table.getUint32(4 + 8 * i + 4);
    const format = table.getUint16(at);
    if (format === 12) readGroups(table, at, stretches);
    else if (format === 4) readSegments(table, at, stretches);
    if (stretches.length > 2 * mostStretches) throw new RangeError("A font has fewer characters");
  }
  return joined(stretches);
}

function readGroups(table: DataView, at: number, stretches: number[]): void {
  const groups = Math.min(mostStretches, table.getUint32(at + 12));
  for (let i = 0; i < groups; i += 1) {
    const group = at + 16 + 12 * i;
    stretches.push(table.getUint32(group), table.getUint32(group + 4));
  }
}

/** What a segment has no glyphs for counts as well: who draws asks the font itself. */
function readSegments(table: DataView, at: number, stretches: number[]): void {
  const size = table.getUint16(at + 6);
  for (let i = 0; i < size; i += 2) {
    const last = table.getUint16(at + 14 + i);
    // The last segment is there to end the search.
    if (last !== 0xffff) stretches.push(table.getUint16(at + 16 + size + i), last);
  }
}

function joined(stretches: readonly number[]): Coverage {
  const pairs = Array.from({ length: stretches.length / 2 }, (_, i) => [
    stretches[2 * i] as number,
    stretches[2 * i + 1] as number,
  ]).toSorted(([a = 0], [b = 0]) => a - b);
  const whole: number[] = [];
  for (const [first = 0, last = 0] of pairs) {
    const end = whole.length - 1;
    if (whole.length > 0 && first <= (whole[end] ?? 0) + 1)
      whole[end] = Math.max(whole[end] ?? 0, last);
    else whole.push(first, last);
  }
  return Uint32Array.from(whole);
}

export function covers(coverage: Coverage, char: string): boolean {
  const code = char.codePointAt(0) ?? 0;
  let [low, high] = [0, coverage.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((coverage[2 * middle + 1] ?? 0) < code) low = middle + 1;
    else high = middle;
  }
  return low < coverage.length / 2 && (coverage[2 * low] ?? 0) <= code;
}
