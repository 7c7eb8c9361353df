import type { Size } from "../size.ts";
import { lineBreaks } from "./line-breaks.ts";
import { clipLine, type LineClip, withinHeight } from "./line-clip.ts";
import { graphemesOf, runsRightToLeft } from "./runs.ts";

/** Where a glyph has ink, in pixels from the pen; without ink `left` equals `right`. */
export interface Extent {
  left: number;
  right: number;
}

/** A glyph of a line, with its pen at `x` from the line's start and `up` above its baseline, in pixels. */
export interface LineGlyph extends Extent {
  /** Which of the fonts; undefined for a letter that none has. */
  font: number | undefined;
  /** Its number there. */
  glyph: number;
  x: number;
  up: number;
}

/** A line as its fonts set it: glyphs in the order in which they are seen, from the left. */
export interface ShapedLine {
  /** In pixels, from the first pen to the last. */
  width: number;
  glyphs: readonly LineGlyph[];
}

export type ShapeLine = (line: string, rightToLeft: boolean) => ShapedLine;

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
  /** That lines may take; of what is longer the last line ends in dots. */
  height?: number;
  /** Lines are cut off at the width there, instead of broken. */
  clip?: LineClip;
}

/** A glyph with ink, with its pen at `x`, on a baseline that lies on a whole pixel. */
interface PlacedGlyph extends LineGlyph {
  baseline: number;
}

/** What a line takes of its baseline. */
interface LineSpan {
  left: number;
  right: number;
  baseline: number;
}

export interface TextLayout extends Size {
  lines: number;
  spans: LineSpan[];
  glyphs: PlacedGlyph[];
}

/**
 * Breaks text into lines and places every glyph. Pure.
 *
 * Lines end at newlines and where Unicode lets them; a word that is longer than a whole line breaks
 * between any two letters. The box is exactly `width` wide unless a single letter is wider; without
 * `width` it holds the ink that stands out of the advance widths, as italics do.
 */
export function layOutText(
  text: string,
  shape: ShapeLine,
  font: LineMetrics,
  { align, width, lineHeight, height: most, clip }: TextBox,
): TextLayout {
  const content = font.ascent + font.descent;
  const pitch = lineHeight ?? content + font.gap;
  // A line height below the font's own moves lines together, but cuts neither the first nor last.
  const ends = Math.max(pitch, content);
  const room = (width ?? Number.POSITIVE_INFINITY) + slack;
  const rows = most === undefined ? Number.POSITIVE_INFINITY : 1 + (most - ends) / pitch;

  const paragraphs = text.split("\n").map((paragraph) => {
    const rightToLeft = runsRightToLeft(paragraph);
    const widthOf = (line: readonly string[]) => shape(line.join(""), rightToLeft).width;
    const fits = (line: readonly string[]) => staysWithin(line, room, widthOf);
    const letters = graphemesOf(paragraph);
    const lines =
      clip === undefined
        ? breakLines(letters, lineBreaks(paragraph), fits)
        : [clipLine(letters, clip, fits)];
    return { lines, rightToLeft, fits };
  });
  const lines = withinHeight(paragraphs, rows).map(({ line, rightToLeft }) =>
    shape(line.join(""), rightToLeft),
  );
  const widths = lines.map((line) => line.width);
  const inner = Math.max(1, Math.ceil(Math.max(width ?? 0, ...widths) - slack));

  const top = (ends - content) / 2 + font.ascent;
  const spans = lines.map((line, row): LineSpan => {
    const left = (inner - line.width) * shares[align];
    return { left, right: left + line.width, baseline: Math.round(top + row * pitch) };
  });
  const glyphs = lines.flatMap((line, row) => {
    const { left: start = 0, baseline = 0 } = spans[row] ?? {};
    return line.glyphs
      .filter(({ left, right }) => left !== right)
      .map((glyph) => ({ ...glyph, x: start + glyph.x, baseline }));
  });
  const height = Math.max(1, Math.ceil((lines.length - 1) * pitch + ends - slack));
  const layout = { width: inner, height, lines: lines.length, spans, glyphs };
  return width === undefined ? aroundInk(layout) : layout;
}

/**
 * Text as it can be drawn: accents joined with their letters, one kind of newline, and without what
 * a reader does not see, but for what joins letters or says where they run. Pure.
 */
export function drawable(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replaceAll("\t", "    ")
    .replace(
      /(?![\n\u200B-\u200F\u061C\u202A-\u202E\u2066-\u2069])[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu,
      "",
    );
}

/** Rounding errors of summed advances must neither wrap a line nor widen a box. */
const slack = 1e-3;

const shares = { left: 0, center: 0.5, right: 1 };

type Fits = (line: readonly string[]) => boolean;

/** Letters that are shaped to see whether a line is far too long. */
const firstLetters = 16;

/** Whether a line fits. A word of a thousand letters is not shaped whole for each of its lines. */
function staysWithin(
  line: readonly string[],
  room: number,
  widthOf: (line: readonly string[]) => number,
): boolean {
  if (room === Number.POSITIVE_INFINITY) return true;
  for (let count = firstLetters; count < line.length; count *= 2) {
    // Letters that join with what follows may get narrower, but not by half.
    if (widthOf(line.slice(0, count)) > 2 * room) return false;
  }
  return widthOf(line) <= room;
}

/** @param breaks indices of UTF-16 units behind which a line may end */
function breakLines(letters: readonly string[], breaks: readonly number[], fits: Fits): string[][] {
  const allowed = new Set(breaks);
  const places: number[] = [];
  let units = 0;
  for (const [i, letter] of letters.entries()) {
    units += letter.length;
    if (allowed.has(units)) places.push(i + 1);
  }
  const lines: string[][] = [];
  let start = 0;
  while (start < letters.length) {
    const end = lineEnd(letters, start, places, fits);
    lines.push(withoutTrailingSpaces(letters.slice(start, end)));
    start = end;
  }
  return lines.length === 0 ? [[]] : lines;
}

/** The index behind the line's last letter: at least one beyond `start`, however narrow. */
function lineEnd(
  letters: readonly string[],
  start: number,
  places: readonly number[],
  fits: Fits,
): number {
  // Spaces hang over the edge: those at a line's end take no room.
  const upTo = (end: number) => withoutTrailingSpaces(letters.slice(start, end));
  // A break behind indentation would leave an empty line.
  const indent = letters.findIndex((letter, i) => i >= start && !isSpace(letter));
  const ends = indent < 0 ? [] : places.filter((end) => end > indent);
  const whole = lastThat(ends.length, (i) => fits(upTo(ends[i] ?? letters.length)));
  if (whole !== undefined) return ends[whole] ?? letters.length;
  const single = lastThat(letters.length - start, (i) => fits(upTo(start + 1 + i)));
  return start + 1 + (single ?? 0);
}

/**
 * The largest of as many numbers, from 0, of which something holds that holds of all smaller ones.
 * Looks near 0 first: a line is short beside its paragraph.
 */
function lastThat(count: number, holds: (i: number) => boolean): number | undefined {
  let [known, unknown] = [-1, 0];
  while (unknown < count && holds(unknown)) [known, unknown] = [unknown, 2 * unknown + 1];
  unknown = Math.min(unknown, count);
  while (unknown - known > 1) {
    const middle = (known + unknown) >> 1;
    if (holds(middle)) known = middle;
    else unknown = middle;
  }
  return known < 0 ? undefined : known;
}

/** Spaces at which a line may break: all but those that exist to forbid it. */
function isSpace(char: string): boolean {
  return /(?![\u00A0\u2007\u202F])[\p{Zs}\u200B]/u.test(char);
}

function withoutTrailingSpaces(line: readonly string[]): string[] {
  return line.slice(0, line.findLastIndex((char) => !isSpace(char)) + 1);
}

/** Widens the box where ink stands out of it. */
function aroundInk(layout: TextLayout): TextLayout {
  const lefts = layout.glyphs.map(({ x, left }) => x + left);
  const rights = layout.glyphs.map(({ x, right }) => x + right);
  const shift = Math.ceil(-Math.min(0, ...lefts) - slack);
  return {
    ...layout,
    width: Math.ceil(Math.max(layout.width, ...rights) - slack) + shift,
    spans: layout.spans.map((span) => ({
      ...span,
      left: span.left + shift,
      right: span.right + shift,
    })),
    glyphs: layout.glyphs.map((glyph) => ({ ...glyph, x: glyph.x + shift })),
  };
}
