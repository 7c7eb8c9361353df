import { Failure } from "../../../failure.ts";
import type { Colour, TextDecoration } from "../../plan/operations.ts";
import type { Size } from "../../plan/size.ts";
import { drawable, layOutText, type TextBox, type TextLayout } from "../../plan/text/layout.ts";
import { nameOfCharacter, noteUndrawn } from "../undrawn.ts";
import { type FontChoice, fontsFor } from "./fallback.ts";
import type { Font } from "./font.ts";
import { glyphCutter } from "./glyph-cutter.ts";
import { lineShaper } from "./line.ts";
import type { Bitmap } from "./rasteriser.ts";

/** A text layer before it is turned, rounded or faded. Lengths are in pixels. */
export interface TextSpec extends TextBox, FontChoice {
  /** Newlines start a new line. */
  text: string;
  fontSize: number;
  /** Added between two letters. */
  letterSpacing?: number;
  /** Lines that are drawn with the letters. */
  decorations?: readonly TextDecoration[];
  colour: Colour;
  background: Colour;
  /** Around the text box, in CSS order: top, right, bottom, left. */
  padding: readonly [top: number, right: number, bottom: number, left: number];
}

/** Rows of red, green, blue and alpha, 0 to 255; alpha is not multiplied in. */
export interface Raster extends Size {
  data: Uint8Array;
}

/** A text box with a longer side is an ELIMIT failure, as ImageKit's documentation of layers has it. */
const maxTextSide = 16_383;
/** ImageKit's limit on any image; two sides within theirs could still ask for a gigabyte. */
const maxTextPixels = 100_000_000;

/**
 * The exact size that `drawText` gives.
 * @throws Failure ELIMIT if it is too large, EFORMAT if the font cannot be read
 */
export async function measureText(spec: TextSpec): Promise<Size> {
  const { width, height } = await compose(spec);
  return { width, height };
}

/**
 * Draws text on its background.
 * @throws Failure ELIMIT if it is too large, EFORMAT if the font cannot be read
 */
export async function drawText(spec: TextSpec): Promise<Raster> {
  const { width, height, layout, fonts, missing } = await compose(spec);
  for (const char of missing) noteUndrawn(nameOfCharacter(char));
  const [top, , , left] = spec.padding;
  const canvas: Bitmap = { left, top, width, height, coverage: new Uint8Array(width * height) };
  const cut = glyphCutter(fonts, spec.fontSize);
  for (const { font, glyph, x, up, baseline } of layout.glyphs) {
    const { bitmap, pixel } = cut(font, glyph, x);
    stamp(canvas, bitmap, pixel, baseline - Math.round(up));
  }
  const [{ rules }] = fonts;
  for (const decoration of spec.decorations ?? []) {
    const { top: above, thickness } = rules[decoration];
    const rows = Math.max(1, Math.round(thickness * spec.fontSize));
    for (const { left: from, right: to, baseline } of layout.spans) {
      const first = baseline - Math.round(above * spec.fontSize);
      rule(canvas, { left: from, right: to, top: first, bottom: first + rows });
    }
  }
  return { width, height, data: coloured(canvas.coverage, spec.colour, spec.background) };
}

interface Composition extends Size {
  layout: TextLayout;
  fonts: readonly [Font, ...Font[]];
  missing: ReadonlySet<string>;
}

async function compose(spec: TextSpec): Promise<Composition> {
  const text = drawable(spec.text);
  const { fonts, missing } = await fontsFor(text, spec);
  const { fontSize, letterSpacing, padding } = spec;
  const { ascent, descent, gap } = fonts[0].lines;
  const lines = { ascent: ascent * fontSize, descent: descent * fontSize, gap: gap * fontSize };

  const layout = layOutText(text, lineShaper(fonts, fontSize, letterSpacing), lines, spec);
  const width = layout.width + padding[1] + padding[3];
  const height = layout.height + padding[0] + padding[2];
  if (Math.max(width, height) > maxTextSide || width * height > maxTextPixels) {
    throw new Failure(
      "ELIMIT",
      `The text is too large: a side has at most ${maxTextSide} pixels and the whole at most ` +
        `${maxTextPixels}, asked for ${width}x${height}`,
    );
  }
  return { width, height, layout, fonts, missing };
}

/** Adds a glyph's coverage to the canvas, whose `left` and `top` are the text box's corner. */
function stamp(canvas: Bitmap, glyph: Bitmap, x: number, baseline: number): void {
  const left = canvas.left + x + glyph.left;
  const top = canvas.top + baseline + glyph.top;
  const firstColumn = Math.max(0, -left);
  const lastColumn = Math.min(glyph.width, canvas.width - left);
  const lastRow = Math.min(glyph.height, canvas.height - top);
  for (let row = Math.max(0, -top); row < lastRow; row++) {
    const to = (top + row) * canvas.width + left;
    const from = row * glyph.width;
    for (let column = firstColumn; column < lastColumn; column++) {
      const ink = glyph.coverage[from + column] ?? 0;
      if (ink > 0) {
        canvas.coverage[to + column] = Math.min(255, (canvas.coverage[to + column] ?? 0) + ink);
      }
    }
  }
}

/** Covers a bar of whole pixels, told from the text box's corner. */
function rule(
  canvas: Bitmap,
  bar: { left: number; right: number; top: number; bottom: number },
): void {
  const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  const left = within(canvas.left + bar.left, canvas.width);
  const right = within(canvas.left + bar.right, canvas.width);
  const bottom = within(canvas.top + bar.bottom, canvas.height);
  for (let y = within(canvas.top + bar.top, canvas.height); y < bottom; y++) {
    canvas.coverage.fill(255, y * canvas.width + left, y * canvas.width + right);
  }
}

/** A pixel depends on its coverage only: there are 256 of them to work out. */
function coloured(coverage: Uint8Array, colour: Colour, background: Colour): Uint8Array {
  const palette = new Uint8Array(4 * 256);
  for (let ink = 0; ink < 256; ink++) palette.set(blend(colour, ink / 255, background), 4 * ink);
  const table = new Uint32Array(palette.buffer);
  const pixels = new Uint32Array(coverage.length);
  for (let i = 0; i < coverage.length; i++) pixels[i] = table[coverage[i] ?? 0] ?? 0;
  return new Uint8Array(pixels.buffer);
}

/** The text's colour over the background's, by the usual rule for straight alpha, in sRGB. */
function blend(colour: Colour, ink: number, background: Colour): number[] {
  const over = colour.alpha * ink;
  const under = background.alpha * (1 - over);
  const alpha = over + under;
  const mix = (a: number, b: number) =>
    // Where nothing is seen the text's colour stays, so that later resizing draws no dark seams.
    Math.round(alpha === 0 ? a : (a * over + b * under) / alpha);
  return [
    mix(colour.red, background.red),
    mix(colour.green, background.green),
    mix(colour.blue, background.blue),
    Math.round(alpha * 255),
  ];
}
