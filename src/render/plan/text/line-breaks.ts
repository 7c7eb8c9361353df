// @ts-types="../../../linebreak.d.ts"
import LineBreaker from "linebreak";

/** Scripts without spaces between words, whose words a dictionary tells apart. */
const unspaced = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Indices behind which a line of the paragraph may end, ascending. Pure.
 * Source: Unicode Annex 14; words of South-East Asian scripts by the runtime's dictionaries.
 */
export function lineBreaks(paragraph: string): number[] {
  const breaker = new LineBreaker(paragraph);
  const places = new Set<number>();
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) places.add(next.position);
  if (unspaced.test(paragraph)) {
    const words = new Intl.Segmenter("th", { granularity: "word" }).segment(paragraph);
    for (const { index } of words) {
      const between = paragraph.slice(index - 1, index + 1);
      if (index > 0 && [...between].every((char) => unspaced.test(char))) places.add(index);
    }
  }
  return [...places].sort((a, b) => a - b);
}
