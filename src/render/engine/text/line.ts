import type { LineGlyph, ShapedLine, ShapeLine } from "../../plan/text/layout.ts";
import { graphemesOf, type TextRun, textRuns } from "../../plan/text/runs.ts";
import type { Font } from "./font.ts";

/** What stands for a letter that no font has: an upright frame, measured in ems. */
export const missing = { advance: 0.6, left: 0.07, right: 0.53, top: -0.7, line: 0.05 };

/** Scripts whose letters are joined, so that none may be set apart. */
const joined = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}]/u;
/** What belongs to no script, and stays in the font of what it stands beside. */
const shared = /^[^\p{L}\p{M}]*$/u;

/**
 * Sets lines in the first of these fonts that has the letters.
 * @param fontSize pixels of an em
 * @param letterSpacing pixels that are added between two letters
 */
export function lineShaper(fonts: readonly Font[], fontSize: number, letterSpacing = 0): ShapeLine {
  const chosen = new Map<string, number>();
  const fontOf = (grapheme: string, previous: number | undefined): number | undefined => {
    if (previous !== undefined && shared.test(grapheme) && fonts[previous]?.has(grapheme)) {
      return previous;
    }
    const font = chosen.get(grapheme) ?? fonts.findIndex((each) => each.has(grapheme));
    chosen.set(grapheme, font);
    return font < 0 ? undefined : font;
  };

  const shape = (line: string, rightToLeft: boolean): ShapedLine => {
    const glyphs: LineGlyph[] = [];
    let pen = 0;
    let last = 0;
    let cluster: number | undefined;
    for (const run of textRuns(line, rightToLeft, fontOf)) {
      const isJoined = joined.test(line.slice(run.from, run.to));
      for (const { advance, right: shift, up, cluster: next, ...glyph } of glyphsOf(line, run)) {
        // Spacing stands between letters, and not before the marks of one.
        if (cluster !== undefined && next !== cluster && !isJoined) {
          pen += Math.max(letterSpacing, -last);
        }
        cluster = next;
        const { left, right } = extentOf(run.font, glyph.id);
        glyphs.push({
          font: run.font,
          glyph: glyph.id,
          x: pen + shift * fontSize,
          up: up * fontSize,
          left: left * fontSize,
          right: right * fontSize,
        });
        last = advance * fontSize;
        pen += last;
      }
    }
    return { width: pen, glyphs };
  };

  const glyphsOf = (line: string, { from, to, level, font }: TextRun) =>
    font === undefined
      ? framesOf(line, from, to)
      : (fonts[font]?.shape(line, from, to, {
          rightToLeft: level % 2 === 1,
          ligatures: letterSpacing === 0,
        }) ?? []);
  const extentOf = (font: number | undefined, glyph: number) =>
    font === undefined ? missing : (fonts[font]?.extent(glyph) ?? missing);

  const shaped = new Map<string, ShapedLine>();
  return (line, rightToLeft) => {
    const key = `${rightToLeft ? "<" : ">"}${line}`;
    const known = shaped.get(key) ?? shape(line, rightToLeft);
    shaped.set(key, known);
    return known;
  };
}

/** A frame for each letter. */
function framesOf(line: string, from: number, to: number) {
  let cluster = from;
  return graphemesOf(line.slice(from, to)).map((grapheme) => {
    const frame = { id: 0, cluster, advance: missing.advance, right: 0, up: 0 };
    cluster += grapheme.length;
    return frame;
  });
}
