import { readFile, stat } from "node:fs/promises";
import { Failure } from "../../../failure.ts";
import { packagedFile } from "../../../runtime/runtime.ts";
import type { FontFamily } from "../../../url/parameters/font-family.ts";
import type { Extent, LineMetrics } from "../../plan/text/text-layout.ts";
import { bundledFontFile } from "./font-files.ts";

/** Coverage of pixels by a glyph, 0 to 255; `left` and `top` from the pen, downwards positive. */
export interface Bitmap {
  left: number;
  top: number;
  width: number;
  height: number;
  coverage: Uint8Array;
}

/** An open font. Characters are single code points; a size is that of the em square in pixels. */
export interface Font {
  /** For a size of one pixel. */
  lines: LineMetrics;
  has(char: string): boolean;
  /** For a size of one pixel. */
  extent(char: string): Extent;
  rasterise(char: string, size: number): Bitmap;
  /** How much memory it holds, in bytes. */
  memory: number;
}

/** A larger font is an ELIMIT failure: open, its outlines take about 60 times its file. */
const maxFontBytes = 12 * 1024 * 1024;

/** A made-up font may hold letters of a thousand ems. */
const maxGlyphPixels = 100_000_000;

/** Fonts stay open until they hold more memory than this together, in bytes. */
const openBudget = 128 * 1024 * 1024;

/** Most recently used last. */
const open = new Map<string, Font>();

/** A bundled family in one of its four styles: Open Sans unless another is named. */
export function bundledFont(
  style: { bold: boolean; italic: boolean },
  family?: FontFamily,
): Promise<Font> {
  return fontFile(bundledFontFile(style, family));
}

/**
 * Opens a TrueType or OpenType file, or finds it still open.
 * @throws Failure EFORMAT if it is no such file, ELIMIT if it is over `maxFontBytes`
 */
export async function fontFile(path: string): Promise<Font> {
  const { size, mtimeMs } = await stat(path);
  if (size > maxFontBytes) {
    throw new Failure(
      "ELIMIT",
      `The font is too large: expected at most ${maxFontBytes} bytes, got ${size}`,
    );
  }
  const key = `${path} ${size} ${mtimeMs}`;
  const font = open.get(key) ?? (await openFont(await readFile(path)));
  open.delete(key);
  open.set(key, font);
  closeOldest(key);
  return font;
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

/** The exports that are used of the rasteriser, fontdue; pointers are offsets into its memory. */
interface Rasteriser {
  memory: WebAssembly.Memory;
  walloc(bytes: number): number;
  /** The length of the buffer that was asked for last. */
  wlen(): number;
  /** Takes the bytes over; 0 if they are no font. */
  font_new(bytes: number, length: number, scale: number): number;
  /** The glyph's number, 0 if there is none. */
  font_has(font: number, codePoint: number): number;
  font_metrics(font: number, codePoint: number, size: number): number;
  font_metrics_buffer(metrics: number): number;
  font_metrics_free(metrics: number): void;
  font_rasterize(font: number, codePoint: number, size: number): number;
  font_rasterize_buffer(glyph: number): number;
  font_rasterize_metrics(glyph: number): number;
  font_rasterize_free(glyph: number): void;
}

/** As JSON; `xmin` and `ymin` from the pen, upwards positive, in whole pixels or exactly. */
interface GlyphMetrics {
  xmin: number;
  ymin: number;
  width: number;
  height: number;
  advance_width: number;
  bounds: { xmin: number; width: number };
}

/**
 * The size for which curves are divided into straight lines, once for all sizes: with less, round
 * letters of a few hundred pixels show corners.
 */
const flattenedFor = 512;

/**
 * Opens a font from its bytes. Each has an instance of its own: WebAssembly memory never shrinks,
 * and what a damaged font does to its instance does not reach another font.
 */
async function openFont(bytes: Uint8Array): Promise<Font> {
  const module = await rasteriser();
  const lines = guarded(() => readLineMetrics(bytes));
  const wasm = new WebAssembly.Instance(module).exports as unknown as Rasteriser;
  const buffer = (start: number) => new Uint8Array(wasm.memory.buffer, start, wasm.wlen());
  const json = (start: number) => JSON.parse(new TextDecoder().decode(buffer(start)));

  const font = guarded(() => {
    const start = wasm.walloc(bytes.length);
    new Uint8Array(wasm.memory.buffer, start, bytes.length).set(bytes);
    return wasm.font_new(start, bytes.length, flattenedFor);
  });
  if (font === 0) throw unreadable();

  const measure = (char: string, size: number) =>
    guarded((): GlyphMetrics => {
      const result = wasm.font_metrics(font, codePoint(char), size);
      const metrics = json(wasm.font_metrics_buffer(result));
      wasm.font_metrics_free(result);
      return metrics;
    });
  const extents = new Map<string, Extent>();

  return {
    lines,
    memory: wasm.memory.buffer.byteLength,
    has: (char) => guarded(() => wasm.font_has(font, codePoint(char)) !== 0),
    extent(char) {
      const known = extents.get(char);
      if (known) return known;
      const { advance_width: advance, bounds } = measure(char, 1);
      const extent = { advance, left: bounds.xmin, right: bounds.xmin + bounds.width };
      extents.set(char, extent);
      return extent;
    },
    rasterise(char, size) {
      const { width, height } = measure(char, size);
      if (width * height > maxGlyphPixels) {
        throw new Failure("ELIMIT", `A letter is too large: ${width}x${height} pixels`);
      }
      return guarded(() => {
        const glyph = wasm.font_rasterize(font, codePoint(char), size);
        const coverage = buffer(wasm.font_rasterize_buffer(glyph)).slice();
        const { xmin, ymin }: GlyphMetrics = json(wasm.font_rasterize_metrics(glyph));
        wasm.font_rasterize_free(glyph);
        return { left: xmin, top: -(ymin + height), width, height, coverage };
      });
    },
  };
}

let compiled: Promise<WebAssembly.Module> | undefined;

function rasteriser(): Promise<WebAssembly.Module> {
  compiled ??= readFile(packagedFile("imagescript/wasm/any/font.wasm")).then((bytes) =>
    WebAssembly.compile(bytes),
  );
  return compiled;
}

function codePoint(char: string): number {
  return char.codePointAt(0) ?? 0;
}

/** Reading past a table's end and the rasteriser's panics are one thing: a damaged font. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause?: unknown): Failure {
  return new Failure(
    "EFORMAT",
    "Cannot read the font: expected a TrueType or OpenType file",
    cause === undefined ? undefined : { cause },
  );
}

/**
 * Ascent, descent and line gap, which the rasteriser keeps to itself.
 * Source: the OpenType specification, tables `head` and `hhea`.
 */
function readLineMetrics(bytes: Uint8Array): LineMetrics {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A collection starts with the offsets of its fonts; the first one is used.
  const start = tagAt(view, 0) === "ttcf" ? view.getUint32(12) : 0;
  const tables = new Map<string, number>();
  for (let i = 0; i < view.getUint16(start + 4); i++) {
    const record = start + 12 + 16 * i;
    const offset = view.getUint32(record + 8);
    // The rasteriser would draw what is left of a file that was cut off, which may be nothing.
    if (offset + view.getUint32(record + 12) > bytes.length) throw new RangeError("Cut off");
    tables.set(tagAt(view, record), offset);
  }
  const head = tables.get("head");
  const hhea = tables.get("hhea");
  if (head === undefined || hhea === undefined) throw new RangeError("Tables are missing");
  const unitsPerEm = view.getUint16(head + 18);
  if (unitsPerEm === 0) throw new RangeError("The font has no units");
  const units = (offset: number) => view.getInt16(hhea + offset) / unitsPerEm;
  const [ascent, descent, gap] = [units(4), -units(6), Math.max(0, units(8))];
  // Some fonts leave these fields empty.
  return ascent + descent > 0 ? { ascent, descent, gap } : { ascent: 0.8, descent: 0.2, gap: 0 };
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(offset + i)));
}
