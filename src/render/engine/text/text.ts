import { Failure } from "../../../failure.ts";
import type { FontFamily } from "../../../url/parameters/font-family.ts";
import type { Colour } from "../../plan/operations.ts";
import type { Size } from "../../plan/size.ts";
import {
  drawable,
  type Extent,
  layOutText,
  type TextBox,
  type TextLayout,
} from "../../plan/text/text-layout.ts";
import { nameOfCharacter, noteUndrawn } from "../undrawn.ts";
import { type Bitmap, bundledFont, type Font, fontFile } from "./font.ts";

/** A text layer before it is turned, rounded or faded. Lengths are in pixels. */
export interface TextSpec extends TextBox {
  /** Newlines start a new line. */
  text: string;
  fontSize: number;
  /** The path of a TrueType or OpenType file, drawn as it is; absent: the bundled family. */
  font?: string;
  /** A bundled family, where no file is named; absent: Open Sans. */
  family?: FontFamily;
  /** These two choose among a bundled family's styles. */
  bold: boolean;
  italic: boolean;
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
  const { width, height, layout, faceOf } = await compose(spec);
  const [top, , , left] = spec.padding;
  const canvas: Bitmap = { left, top, width, height, coverage: new Uint8Array(width * height) };
  const cut = glyphCutter(faceOf, spec.fontSize);
  for (const { char, x, baseline } of layout.glyphs) {
    if (!faceOf(char)) noteUndrawn(nameOfCharacter(char));
    const { bitmap, pixel } = cut(char, x);
    stamp(canvas, bitmap, pixel, baseline);
  }
  return { width, height, data: coloured(canvas.coverage, spec.colour, spec.background) };
}

interface Composition extends Size {
  layout: TextLayout;
  faceOf(char: string): Font | undefined;
}

async function compose(spec: TextSpec): Promise<Composition> {
  const text = drawable(spec.text);
  const faces = await facesFor(text, spec);
  const faceOf = (char: string) => faces.find((face) => face.has(char));
  const { fontSize, padding } = spec;

  const measured = new Map<string, Extent>();
  const measure = (char: string): Extent => {
    const known = measured.get(char);
    if (known) return known;
    const { advance, left, right } = faceOf(char)?.extent(char) ?? missing.extent;
    const extent = { advance: advance * fontSize, left: left * fontSize, right: right * fontSize };
    measured.set(char, extent);
    return extent;
  };
  const { ascent, descent, gap } = faces[0].lines;
  const lines = { ascent: ascent * fontSize, descent: descent * fontSize, gap: gap * fontSize };

  const layout = layOutText(text, measure, lines, spec);
  const width = layout.width + padding[1] + padding[3];
  const height = layout.height + padding[0] + padding[2];
  if (Math.max(width, height) > maxTextSide || width * height > maxTextPixels) {
    throw new Failure(
      "ELIMIT",
      `The text is too large: a side has at most ${maxTextSide} pixels and the whole at most ` +
        `${maxTextPixels}, asked for ${width}x${height}`,
    );
  }
  return { width, height, layout, faceOf };
}

/** The font that was asked for and, where it lacks a character, the bundled one. */
async function facesFor(text: string, spec: TextSpec): Promise<[Font, ...Font[]]> {
  if (spec.font === undefined && spec.family === undefined) return [await bundledFont(spec)];
  const asked = await (spec.font === undefined
    ? bundledFont(spec, spec.family)
    : fontFile(spec.font));
  const complete = [...text].every((char) => char === "\n" || asked.has(char));
  return complete ? [asked] : [asked, await bundledFont(spec)];
}

/** What stands for a character that no font has: an upright frame, measured in ems. */
const missing = { extent: { advance: 0.6, left: 0.07, right: 0.53 }, top: -0.7, line: 0.05 };

function missingBitmap(size: number): Bitmap {
  const left = Math.round(missing.extent.left * size);
  const top = Math.round(missing.top * size);
  const width = Math.max(1, Math.round((missing.extent.right - missing.extent.left) * size));
  const height = Math.max(1, -top);
  const line = Math.max(1, Math.round(missing.line * size));
  const coverage = new Uint8Array(width * height).fill(255);
  for (let y = line; y < height - line; y++) {
    coverage.fill(0, y * width + line, Math.max(y * width + line, (y + 1) * width - line));
  }
  return { left, top, width, height, coverage };
}

/** Up to this size, in pixels, a shift by part of a pixel is seen in the rhythm of the letters. */
const fineUpTo = 64;

/**
 * Cuts a glyph for a pen at `x`. The rasteriser knows whole pixels only, so small text is drawn
 * four times as large and averaged, which places it to a quarter of a pixel. Coverage is an exact
 * area, and so is its average.
 */
function glyphCutter(faceOf: (char: string) => Font | undefined, size: number) {
  const parts = size <= fineUpTo ? 4 : 1;
  const large = new Map<string, Bitmap>();
  const cuts = new Map<string, Bitmap>();
  return (char: string, x: number): { bitmap: Bitmap; pixel: number } => {
    const face = faceOf(char);
    const steps = Math.round(x * parts);
    const pixel = Math.floor(steps / parts);
    const part = face ? steps - pixel * parts : 0;
    const key = `${part}${char}`;
    let bitmap = cuts.get(key);
    if (!bitmap) {
      const source = large.get(char) ?? face?.rasterise(char, size * parts) ?? missingBitmap(size);
      large.set(char, source);
      bitmap = face && parts > 1 ? averaged(source, part, parts) : source;
      cuts.set(key, bitmap);
    }
    return { bitmap, pixel };
  };
}

/** A bitmap in pixels from one in parts of a pixel, moved to the right by `shift` parts. */
function averaged(source: Bitmap, shift: number, parts: number): Bitmap {
  const from = source.left + shift;
  const left = Math.floor(from / parts);
  const top = Math.floor(source.top / parts);
  const width = Math.ceil((from + source.width) / parts) - left;
  const height = Math.ceil((source.top + source.height) / parts) - top;
  const sums = new Uint16Array(width * height);
  for (let y = 0; y < source.height; y++) {
    const row = (Math.floor((source.top + y) / parts) - top) * width - left;
    for (let x = 0; x < source.width; x++) {
      const at = row + Math.floor((from + x) / parts);
      sums[at] = (sums[at] ?? 0) + (source.coverage[y * source.width + x] ?? 0);
    }
  }
  const area = parts * parts;
  const coverage = Uint8Array.from(sums, (sum) => Math.round(sum / area));
  return { left, top, width, height, coverage };
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
