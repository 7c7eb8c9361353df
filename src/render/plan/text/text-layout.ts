import type { Size } from "../size.ts";
import { clipLine, type LineClip, withinHeight } from "./line-clip.ts";

/** What a character takes of its line, in pixels from the pen; without ink `left` equals `right`. */
export interface Extent {
  advance: number;
  left: number;
  right: number;
}

/** Of a whole font, in pixels; all positive: `descent` is the depth below the baseline. */
export interface LineMetrics {
  ascent: number;
  descent: number;
  /** Additional room between two lines. */
  gap: number;
}

export interface TextBox {
  align: "left" | "center" | "right";
  /** Where lines are wrapped, and the least width of the box; absent, lines end where asked. */
  width?: number;
  /** From one baseline to the next; the font's own if absent. */
  lineHeight?: number;
  /** Added between two letters. */
  letterSpacing?: number;
  /** That lines may take; of what is longer the last line ends in dots. */
  height?: number;
  /** Lines are cut off at the width there, instead of broken. */
  clip?: LineClip;
}

/** A character other than a space, with its pen at `x` of the baseline, which lies on a whole pixel. */
interface PlacedGlyph {
  char: string;
  x: number;
  baseline: number;
}

export interface TextLayout extends Size {
  lines: number;
  glyphs: PlacedGlyph[];
}

/**
 * Breaks text into lines and places every character. Pure.
 *
 * Lines break at newlines, after spaces and hyphens and between ideographs; a word that is longer
 * than a whole line breaks anywhere. The box is exactly `width` wide unless a single glyph is
 * wider; without `width` it holds the ink that stands out of the advance widths, as italics do.
 */
export function layOutText(
  text: string,
  measure: (char: string) => Extent,
  font: LineMetrics,
  { align, width, lineHeight, letterSpacing = 0, height: most, clip }: TextBox,
): TextLayout {
  const advance = (char: string) =>
    char === zeroWidthSpace ? 0 : Math.max(0, measure(char).advance + letterSpacing);
  // Behind the last letter of a line is no room.
  const widthOf = (line: readonly string[]) =>
    line.reduce((sum, char) => sum + advance(char), line.length > 0 ? -letterSpacing : 0);
  const room = (width ?? Number.POSITIVE_INFINITY) + slack;
  const fits = (line: readonly string[]) => widthOf(line) <= room;
  const content = font.ascent + font.descent;
  const pitch = lineHeight ?? content + font.gap;
  // A line height below the font's own moves lines together, but cuts neither the first nor last.
  const ends = Math.max(pitch, content);

  const paragraphs = text.split("\n").map((paragraph) => [...paragraph]);
  const broken =
    clip === undefined
      ? paragraphs.flatMap((chars) => breakLines(chars, advance, room + letterSpacing))
      : paragraphs.map((chars) => clipLine(chars, clip, fits));
  const lines = most === undefined ? broken : withinHeight(broken, 1 + (most - ends) / pitch, fits);
  const widths = lines.map(widthOf);
  const inner = Math.max(1, Math.ceil(Math.max(width ?? 0, ...widths) - slack));

  const top = (ends - content) / 2 + font.ascent;

  const glyphs = lines.flatMap((line, row) => {
    let x = (inner - (widths[row] ?? 0)) * shares[align];
    return line.flatMap((char) => {
      const glyph = { char, x, baseline: Math.round(top + row * pitch) };
      x += advance(char);
      return isSpace(char) ? [] : glyph;
    });
  });
  const height = Math.max(1, Math.ceil((lines.length - 1) * pitch + ends - slack));
  const layout = { width: inner, height, lines: lines.length, glyphs };
  return width === undefined ? aroundInk(layout, measure) : layout;
}

/**
 * Text as it can be drawn: accents joined with their letters, one kind of newline, and without what
 * a reader does not see, such as joiners and variation selectors. Pure.
 */
export function drawable(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\t", "    ")
    .replace(/(?![\n\u200B])[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, "");
}

/** Rounding errors of summed advances must neither wrap a line nor widen a box. */
const slack = 1e-3;

const zeroWidthSpace = "\u200B";

const shares = { left: 0, center: 0.5, right: 1 };

function breakLines(chars: string[], advance: (char: string) => number, width: number): string[][] {
  const lines: string[][] = [];
  let start = 0;
  while (start < chars.length) {
    const end = lineEnd(chars, start, advance, width);
    lines.push(withoutTrailingSpaces(chars.slice(start, end)));
    start = end;
  }
  return lines.length === 0 ? [[]] : lines;
}

/** The index after the line's last character: at least one beyond `start`, however narrow. */
function lineEnd(
  chars: string[],
  start: number,
  advance: (char: string) => number,
  width: number,
): number {
  let x = 0;
  let possible: number | undefined;
  let inked = false;
  for (let i = start; i < chars.length; i++) {
    const char = chars[i] as string;
    x += advance(char);
    // Spaces hang over the edge: the one at a line's end takes no room.
    if (x > width && i > start && !isSpace(char)) return possible ?? i;
    inked ||= !isSpace(char);
    // A break after indentation would leave an empty line.
    if (inked && mayBreak(char, chars[i + 1] ?? "")) possible = i + 1;
  }
  return chars.length;
}

function mayBreak(char: string, next: string): boolean {
  if (isSpace(char)) return true;
  if (/[-\u2010\u2013\u2014]/.test(char)) return /\p{L}/u.test(next);
  return (
    (ideograph.test(char) || ideograph.test(next)) && !closing.test(next) && !opening.test(char)
  );
}

/** Scripts that are written without spaces. */
const ideograph = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const opening = /[\p{Ps}\p{Pi}]/u;
const closing = /[\p{Pe}\p{Pf}\p{Po}\p{Zs}ー]/u;

/** Spaces at which a line may break: all but those that exist to forbid it. */
function isSpace(char: string): boolean {
  return /(?![\u00A0\u2007\u202F])[\p{Zs}\u200B]/u.test(char);
}

function withoutTrailingSpaces(line: string[]): string[] {
  return line.slice(0, line.findLastIndex((char) => !isSpace(char)) + 1);
}

/** Widens the box where ink stands out of it. */
function aroundInk(layout: TextLayout, measure: (char: string) => Extent): TextLayout {
  let left = 0;
  let right = layout.width;
  for (const { char, x } of layout.glyphs) {
    const ink = measure(char);
    if (ink.left === ink.right) continue;
    left = Math.min(left, x + ink.left);
    right = Math.max(right, x + ink.right);
  }
  const shift = Math.ceil(-left - slack);
  return {
    ...layout,
    width: Math.ceil(right - slack) + shift,
    glyphs: layout.glyphs.map((glyph) => ({ ...glyph, x: glyph.x + shift })),
  };
}
