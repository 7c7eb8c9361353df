import bidiFactory from "bidi-js";

const bidi = bidiFactory();

/** A part of a line that is shaped at once: one direction, one script, one font. */
export interface TextRun {
  /** Index of its first UTF-16 unit. */
  from: number;
  /** Index behind its last. */
  to: number;
  /** Embedding level: odd ones run from right to left. */
  level: number;
  /** Which of the fonts; undefined where none has the letters. */
  font: number | undefined;
}

/** Whether a paragraph without another direction runs from right to left: by its first strong letter. */
export function runsRightToLeft(paragraph: string): boolean {
  return (bidi.getEmbeddingLevels(paragraph, "auto").paragraphs[0]?.level ?? 0) % 2 === 1;
}

/**
 * Divides a line into runs, in the order in which they are seen from the left. Pure.
 * Source: Unicode Annex 9 (rules P2 to L2) and Annex 24 (scripts).
 * @param fontOf which font is taken for a grapheme
 * @param previous the font of what stands before it, which digits and signs keep
 */
export function textRuns(
  line: string,
  rightToLeft: boolean,
  fontOf: (grapheme: string, previous: number | undefined) => number | undefined,
): TextRun[] {
  const { levels } = bidi.getEmbeddingLevels(line, rightToLeft ? "rtl" : "ltr");
  const runs: (TextRun & { script: string | undefined })[] = [];
  let font: number | undefined;
  for (const { segment, index } of graphemes.segment(line)) {
    const level = levels[index] ?? 0;
    const script = scriptOf(segment);
    font = fontOf(segment, font);
    const last = runs.at(-1);
    const goesOn =
      last?.level === level &&
      last.font === font &&
      (script === undefined || last.script === undefined || last.script === script);
    if (goesOn) {
      last.to = index + segment.length;
      last.script ??= script;
    } else runs.push({ from: index, to: index + segment.length, level, font, script });
  }
  return inVisualOrder(runs.map(({ script: _, ...run }) => run));
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What a reader takes for one letter: a letter and its marks, an emoji of several code points. */
export function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Scripts whose letters are joined, reordered or stacked by rules of their own, and the commonest. */
const scripts = [
  "Latin",
  "Greek",
  "Cyrillic",
  "Arabic",
  "Hebrew",
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Devanagari",
  "Bengali",
  "Tamil",
  "Thai",
  "Georgian",
  "Armenian",
].map((name) => ({ name, letters: new RegExp(`\\p{Script=${name}}`, "u") }));
const letter = /\p{L}/u;

/** Undefined for what every script uses: spaces, digits, signs. */
function scriptOf(grapheme: string): string | undefined {
  return (
    scripts.find(({ letters }) => letters.test(grapheme))?.name ??
    (letter.test(grapheme) ? "other" : undefined)
  );
}

/** Rule L2: from the highest level down, every stretch of runs of that level or above is reversed. */
function inVisualOrder(runs: readonly TextRun[]): TextRun[] {
  const ordered = [...runs];
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let start = 0; start < ordered.length; start += 1) {
      let end = start;
      while ((ordered[end]?.level ?? -1) >= level) end += 1;
      if (end - start > 1)
        ordered.splice(start, end - start, ...ordered.slice(start, end).reverse());
      start = Math.max(start, end);
    }
  }
  return ordered;
}
