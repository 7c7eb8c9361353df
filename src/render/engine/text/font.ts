import { readFile, stat } from "node:fs/promises";
import { Failure } from "../../../failure.ts";
import type { FontFamily } from "../../../url/parameters/font-family.ts";
import { faceOf as fontOfCollection } from "../../fonts/collection.ts";
import { mostFontBytes } from "../../fonts/library.ts";
import { unpackedFont } from "../../fonts/woff.ts";
import type { LineMetrics } from "../../plan/text/layout.ts";
import { bundledFontFile, type ScriptFont } from "./font-files.ts";
import {
  type Rule,
  readLineMetrics,
  readRules,
  tablesOf,
  withGlyphNumbers,
} from "./font-tables.ts";
import { openShaper, type Shaper } from "./harfbuzz.ts";
import { openRasteriser, type Rasteriser } from "./rasteriser.ts";

/** An open font. */
export interface Font extends Pick<Shaper, "shape">, Pick<Rasteriser, "extent" | "rasterise"> {
  /** For a size of one pixel. */
  lines: LineMetrics;
  /** Lines under the letters and through them. */
  rules: { underline: Rule; strikethrough: Rule };
  /** Whether it has all characters of a grapheme, and outlines to draw them with. */
  has(grapheme: string): boolean;
  /** How much memory it holds, in bytes. */
  memory: number;
}

/** A collection of fonts, of which one is drawn, may be larger than a font. */
const mostFileBytes = 64 * 1024 * 1024;

/** Fonts stay open until they hold more memory than this together, in bytes. */
const openBudget = 128 * 1024 * 1024;

/** Most recently used last. */
const open = new Map<string, Font>();

/** A bundled family in one of its four styles: Open Sans unless another is named. */
export function bundledFont(
  style: { bold: boolean; italic: boolean },
  family?: FontFamily | ScriptFont,
): Promise<Font> {
  return fontFile(bundledFontFile(style, family));
}

/**
 * Opens a TrueType, OpenType or WOFF file, or finds it still open.
 * @param face which of the fonts of a collection
 * @throws Failure EFORMAT if it is no such file, ELIMIT if the font is over `mostFontBytes`
 */
export async function fontFile(path: string, face = 0): Promise<Font> {
  const { size, mtimeMs } = await stat(path);
  checkSize(size, mostFileBytes);
  const key = `${path} ${face} ${size} ${mtimeMs}`;
  const font = open.get(key) ?? (await openFont(await readFile(path), face));
  open.delete(key);
  open.set(key, font);
  closeOldest(key);
  return font;
}

function checkSize(bytes: number, most = mostFontBytes): void {
  if (bytes <= most) return;
  throw new Failure(
    "ELIMIT",
    `The font is too large: expected at most ${most} bytes, got ${bytes}`,
  );
}

/** An instance without references is collected, and its memory with it. */
function closeOldest(newest: string): void {
  let held = 0;
  for (const font of open.values()) held += font.memory;
  for (const [key, font] of open) {
    if (held <= openBudget || key === newest) return;
    open.delete(key);
    held -= font.memory;
  }
}

/** Opens a font from its bytes: HarfBuzz chooses and places its glyphs, fontdue draws them. */
async function openFont(file: Uint8Array, face: number): Promise<Font> {
  const bytes = guarded(() => fontOfCollection(unpackedFont(file), face));
  checkSize(bytes.length);
  const tables = guarded(() => tablesOf(bytes));
  const lines = guarded(() => readLineMetrics(bytes, tables));
  const rules = guarded(() => readRules(bytes, tables));
  const numbered = guarded(() => withGlyphNumbers(bytes, tables));
  const [shaper, rasteriser] = await Promise.all([
    openShaper(bytes).catch(unreadable),
    openRasteriser(numbered).catch(unreadable),
  ]);
  const isColoured = colouredTables.some((tag) => tables.has(tag));
  const draws = (char: string) => {
    const glyph = shaper.glyphOf(char);
    if (glyph === 0 || !isColoured || /\s/.test(char)) return glyph !== 0;
    const { left, right } = rasteriser.extent(glyph);
    return right > left;
  };
  return {
    lines,
    rules,
    memory: shaper.memory() + rasteriser.memory(),
    has: (grapheme) => guarded(() => [...grapheme].every((char) => isUnseen(char) || draws(char))),
    shape: (...run) => guarded(() => shaper.shape(...run)),
    extent: (glyph) => guarded(() => rasteriser.extent(glyph)),
    rasterise: (glyph, size) => guarded(() => rasteriser.rasterise(glyph, size)),
  };
}

/** Tables of coloured glyphs, as of emoji, which have images or layers where others have outlines. */
const colouredTables = ["CBDT", "COLR", "SVG ", "sbix"];

/** Joiners and marks of direction, which shape what stands beside them and are not drawn. */
function isUnseen(char: string): boolean {
  return /\p{Default_Ignorable_Code_Point}/u.test(char);
}

/** Reading past a table's end and a library that gives up are one thing: a damaged font. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    return unreadable(cause);
  }
}

function unreadable(cause: unknown): never {
  if (cause instanceof Failure) throw cause;
  throw new Failure(
    "EFORMAT",
    "Cannot read the font: expected a TrueType, OpenType or WOFF file",
    cause === undefined ? undefined : { cause },
  );
}
