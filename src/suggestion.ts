/** The known word that a mistyped one most likely stands for; undefined when none is near. */
export function suggestionFor(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A short word is near to many.
  let least = Math.min(2, Math.floor(word.length / 2)) + 1;
  for (const candidate of known) {
    const prefix = word.length >= 3 && candidate.startsWith(word);
    // Each letter more or less is an edit.
    if (!prefix && Math.abs(word.length - candidate.length) >= least) continue;
    const distance = prefix ? 1 : editsBetween(word, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Letters to insert, remove, replace or swap with their neighbour. */
function editsBetween(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let edits = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) edits = Math.min(edits, (before[j - 2] ?? 0) + 1);
      next.push(edits);
    }
    [before, row] = [row, next];
  }
  return row[to.length] ?? 0;
}

/** The sentence that ends a message about an unknown word. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const found = suggestionFor(word, known);
  return found === undefined ? "" : `: did you mean ${found}?`;
}
