import { familyOf, isBundledName, isFontFile } from "../../parameters/font-family.ts";
import { type TextStyle, textStyle } from "../../parameters/text-style.ts";
import { decode } from "../../tokens.ts";
import type { PlainStep } from "../../transformation.ts";
import { type Row, rowOf } from "../support.ts";
import { borderOf } from "../surface.ts";
import { clampedIn, numberIn } from "../values/values.ts";
import { supportOf, type TokenSupport } from "./place.ts";

interface WordRow extends Row {
  bold?: true;
  weight?: number;
  italic?: true;
  align?: TextStyle["align"];
  decoration?: "underline" | "strikethrough";
}

/** Of a weight that not every font has. */
export const nearestWeight = "drawn in the nearest weight that there is";

function weighs(weight: number): WordRow {
  return { meaning: "Weight", fate: "approximate", note: nearestWeight, weight };
}

function aligned(align: TextStyle["align"], note?: string): WordRow {
  const row = { meaning: "Alignment of lines", align };
  return note === undefined ? { ...row, fate: "exact" } : { ...row, fate: "approximate", note };
}

/** What may follow a font's size; what has a value of its own is here by its name. */
export const styleWords: Record<string, WordRow> = {
  normal: { meaning: "Weight", fate: "exact" },
  bold: { meaning: "Weight", fate: "exact", bold: true },
  thin: weighs(100),
  extralight: weighs(200),
  light: weighs(300),
  medium: weighs(500),
  semibold: weighs(600),
  demibold: weighs(600),
  extrabold: weighs(800),
  heavy: weighs(900),
  black: weighs(900),
  italic: { meaning: "Slanted letters", fate: "exact", italic: true },
  left: aligned("left"),
  center: aligned("center"),
  right: aligned("right"),
  start: aligned("left", "left, whichever way is written"),
  end: aligned("right", "right, whichever way is written"),
  justify: aligned("left", "left"),
  // Added to the font's own lines, which a metric twin has as well.
  line_spacing: { meaning: "Room between lines", fate: "exact" },
  antialias: { meaning: "Smoothing", fate: "approximate", note: "always in greys" },
  hinting: { meaning: "Hinting", fate: "approximate", note: "never hinted" },
  letter_spacing: { meaning: "Room between letters", fate: "exact" },
  underline: { meaning: "A line under the text", fate: "exact", decoration: "underline" },
  strikethrough: { meaning: "A line through the text", fate: "exact", decoration: "strikethrough" },
  stroke: {
    meaning: "Letters with an outline, as `bo` says it",
    fate: "approximate",
    note: "the outline lies outside the letters",
  },
};

/** A style as `Arial_40_bold` says it. */
export interface WrittenStyle {
  style: TextStyle;
  /** What of it is not rendered as Cloudinary does. */
  fates: TokenSupport[];
  /** Whether the border of the component is the letters' outline. */
  stroke: boolean;
  /** That outline, where the style says it. */
  outline?: LetterOutline;
}

/**
 * Reads `FONT_SIZE[_WORD…]`. Undefined for what is none, which is the name of a stored style.
 * @param token what the style is a part of
 */
export function readStyle(text: string, token: string): WrittenStyle | undefined {
  const parts = splitStyle(text);
  if (!parts || textStyle.fs.kind.parse(String(parts.size)) === undefined) return undefined;
  const { font, size, words } = parts;
  const rows = words.map((word) => rowOf(styleWords, nameOf(word)));
  const file = fontFile(font);
  const name = decode(font);
  const family = file === undefined ? familyOf(name) : undefined;
  const stoodIn = file === undefined && !isBundledName(name);
  const differs = rows.flatMap((row) => (row?.fate === "approximate" ? (row.note ?? []) : []));
  const standIn = family ? `${family}, of the same metrics,` : "the bundled family";
  const notes = [...(stoodIn ? [`${standIn} in place of ${font}`] : []), ...differs];
  // A metric twin breaks its lines where the font itself does, and its letters hardly differ.
  const unseen = differs.length === 0 && family ? { unseen: true as const } : {};
  const main: TokenSupport =
    notes.length > 0
      ? { token, fate: "approximate", note: notes.join("; "), ...unseen }
      : { token, fate: "exact" };
  const stroked = words.find((word) => nameOf(word) === "stroke") ?? "";
  const outline = letterOutline(/_bo_(.+)$/.exec(stroked)?.[1] ?? "");
  const lost = words.flatMap((word, i) => lostWord(word, rows[i]) ?? []);
  return {
    style: styleOf(size, words, rows, file ?? (stoodIn ? namedFont(name) : undefined)),
    fates: [main, ...lost],
    stroke: words.some((word) => nameOf(word) === "stroke"),
    ...(outline ? { outline } : {}),
  };
}

/** What goes around each letter. */
export type LetterOutline = NonNullable<PlainStep["outline"]>;

/** The outline that a border is, `2px_solid_red`; undefined for none. */
export function letterOutline(border: string): LetterOutline | undefined {
  const reading = borderOf(border);
  const { width, colour } = (reading && "fields" in reading && reading.fields.border) || {};
  if (typeof width !== "number" || !colour) return undefined;
  return { mo: "outer", wi: Math.min(100, Math.max(1, Math.round(width))), bl: 0, co: colour };
}

function lostWord(token: string, row: WordRow | undefined): TokenSupport | undefined {
  if (!row) return { token, fate: "ignored", note: "no such style" };
  return row.fate === "ignored" ? supportOf(token, row) : undefined;
}

/** A line of each bundled family, in ems. */
const lineHeights: Record<string, number> = {
  arimo: 1.15,
  tinos: 1.15,
  cousine: 1.133,
  gelasio: 1.25,
};
const lineHeight = 1.36;

function styleOf(
  size: number,
  words: string[],
  rows: (WordRow | undefined)[],
  font: string | undefined,
): TextStyle {
  const has = (of: (row: WordRow) => boolean | undefined) => rows.some((row) => row && of(row));
  const typography: NonNullable<TextStyle["typography"]> = [
    ...(has(({ bold }) => bold) ? (["b"] as const) : []),
    ...(has(({ italic }) => italic) ? (["i"] as const) : []),
    ...(["strikethrough", "underline"] as const).filter((line) =>
      has(({ decoration }) => decoration === line),
    ),
  ];
  const weight = rows.findLast((row) => row?.weight !== undefined)?.weight;
  const spaced = words.findLast((word) => nameOf(word) === "line_spacing");
  const spacing = numberIn(spaced?.slice("line_spacing_".length), -2000, 2000);
  const tracked = words.findLast((word) => nameOf(word) === "letter_spacing");
  const tracking = clampedIn(tracked?.slice("letter_spacing_".length), -100, 500);
  const height = Math.max(
    1,
    Math.round(size * (lineHeights[familyOf(font ?? "") ?? ""] ?? lineHeight) + (spacing ?? 0)),
  );
  return {
    fontSize: size,
    align: rows.findLast((row) => row?.align)?.align ?? "left",
    ...(font === undefined ? {} : { font }),
    ...(typography.length === 0 ? {} : { typography }),
    ...(weight === undefined ? {} : { weight }),
    ...(spacing === undefined ? {} : { lineHeight: Math.min(4000, height) }),
    ...(tracking === undefined ? {} : { letterSpacing: tracking }),
  };
}

/** A family that the server may have; in a URL of ours `@@` would be a slash. */
function namedFont(name: string): string | undefined {
  const plain = name.replace(/^\/+/, "").toWellFormed();
  return plain === "" || plain.includes("@@") ? undefined : plain;
}

/** A font of the customer's own, of the kinds that can be drawn. */
function fontFile(font: string): string | undefined {
  const path = decode(font).replaceAll(":", "/").replace(/^\/+/, "").toWellFormed();
  // In a URL of ours `@@` would be a slash.
  return isFontFile(path) && !path.includes("@@") ? path : undefined;
}

interface Parts {
  font: string;
  size: number;
  words: string[];
}

/** Takes a style apart. A font's name may hold numbers: the first that words follow is the size. */
function splitStyle(text: string): Parts | undefined {
  for (const match of text.matchAll(/_(\d+(?:\.\d+)?)(?=_|$)/g)) {
    const font = text.slice(0, match.index);
    const words = wordsOf(text.slice(match.index + match[0].length));
    if (font !== "" && words) return { font, size: Number(match[1]), words };
  }
  return undefined;
}

function wordsOf(text: string): string[] | undefined {
  const valued = "l(?:etter|ine)_spacing_-?[\\d.]+|(?:antialias|hinting)_[a-z]+";
  const word = new RegExp(`_(${valued}|stroke(?:_bo_\\d+px_solid_[^_]+)?|[a-z]+)`, "iy");
  const found: string[] = [];
  for (let end = 0; end < text.length; end = word.lastIndex) {
    const match = word.exec(text);
    if (!match) return undefined;
    found.push(match[1] as string);
  }
  return found;
}

/** `letter_spacing` of `letter_spacing_4`. */
function nameOf(word: string): string {
  return /^(?:l(?:etter|ine)_spacing|[a-z]+)/i.exec(word)?.[0].toLowerCase() ?? "";
}
