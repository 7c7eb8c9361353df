import { readFile } from "node:fs/promises";
import { Failure } from "../../../failure.ts";
import { packagedFile } from "../../../runtime/runtime.ts";
import type { Extent } from "../../plan/text/layout.ts";
import { charOfGlyph } from "./font-tables.ts";

/** Coverage of pixels by a glyph, 0 to 255; `left` and `top` from the pen, downwards positive. */
export interface Bitmap {
  left: number;
  top: number;
  width: number;
  height: number;
  coverage: Uint8Array;
}

/** Draws the glyphs of one font, by their numbers; a size is that of the em square in pixels. */
export interface Rasteriser {
  /** For a size of one pixel. */
  extent(glyph: number): Extent;
  rasterise(glyph: number, size: number): Bitmap;
  /** Bytes of memory that it holds. */
  memory(): number;
}

/** A made-up font may hold letters of a thousand ems. */
const maxGlyphPixels = 100_000_000;

/** The exports that are used of the rasteriser, fontdue; pointers are offsets into its memory. */
interface Fontdue {
  memory: WebAssembly.Memory;
  walloc(bytes: number): number;
  /** The length of the buffer that was asked for last. */
  wlen(): number;
  /** Takes the bytes over; 0 if they are no font. */
  font_new(bytes: number, length: number, scale: number): number;
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
  bounds: { xmin: number; width: number };
}

/**
 * The size for which curves are divided into straight lines, once for all sizes: with less, round
 * letters of a few hundred pixels show corners.
 */
const flattenedFor = 512;

/**
 * Opens a font whose characters are its glyphs' numbers. Each has an instance of its own:
 * WebAssembly memory never shrinks, and what a damaged font does to its instance does not reach
 * another font.
 */
export async function openRasteriser(bytes: Uint8Array): Promise<Rasteriser> {
  compiled ??= readFile(packagedFile("imagescript/wasm/any/font.wasm")).then((file) =>
    WebAssembly.compile(file),
  );
  const wasm = new WebAssembly.Instance(await compiled).exports as unknown as Fontdue;
  const buffer = (start: number) => new Uint8Array(wasm.memory.buffer, start, wasm.wlen());
  const json = (start: number) => JSON.parse(new TextDecoder().decode(buffer(start)));

  const copy = wasm.walloc(bytes.length);
  new Uint8Array(wasm.memory.buffer, copy, bytes.length).set(bytes);
  const font = wasm.font_new(copy, bytes.length, flattenedFor);
  if (font === 0) throw new Error("The rasteriser knows no such font");

  const measure = (glyph: number, size: number): GlyphMetrics => {
    const result = wasm.font_metrics(font, charOfGlyph(glyph), size);
    const metrics = json(wasm.font_metrics_buffer(result));
    wasm.font_metrics_free(result);
    return metrics;
  };
  const extents = new Map<number, Extent>();

  return {
    extent(glyph) {
      const known = extents.get(glyph);
      if (known) return known;
      const { bounds } = measure(glyph, 1);
      const extent = { left: bounds.xmin, right: bounds.xmin + bounds.width };
      extents.set(glyph, extent);
      return extent;
    },
    rasterise(glyph, size) {
      const { width, height } = measure(glyph, size);
      if (width * height > maxGlyphPixels) {
        throw new Failure("ELIMIT", `A letter is too large: ${width}x${height} pixels`);
      }
      const result = wasm.font_rasterize(font, charOfGlyph(glyph), size);
      const coverage = buffer(wasm.font_rasterize_buffer(result)).slice();
      const { xmin, ymin }: GlyphMetrics = json(wasm.font_rasterize_metrics(result));
      wasm.font_rasterize_free(result);
      return { left: xmin, top: -(ymin + height), width, height, coverage };
    },
    memory: () => wasm.memory.buffer.byteLength,
  };
}

let compiled: Promise<WebAssembly.Module> | undefined;
