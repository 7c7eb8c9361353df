import type { Font } from "./font.ts";
import { missing } from "./line.ts";
import type { Bitmap } from "./rasteriser.ts";

/** A glyph's coverage, and the pixel that its pen stands on. */
interface Cut {
  bitmap: Bitmap;
  pixel: number;
}

/** Up to this size, in pixels, a shift by part of a pixel is seen in the rhythm of the letters. */
const fineUpTo = 64;

/**
 * Cuts a glyph for a pen at `x`. The rasteriser knows whole pixels only, so small text is drawn
 * four times as large and averaged, which places it to a quarter of a pixel. Coverage is an exact
 * area, and so is its average.
 */
export function glyphCutter(fonts: readonly Font[], size: number) {
  const parts = size <= fineUpTo ? 4 : 1;
  const large = new Map<string, Bitmap>();
  const cuts = new Map<string, Bitmap>();
  return (font: number | undefined, glyph: number, x: number): Cut => {
    const face = font === undefined ? undefined : fonts[font];
    const steps = Math.round(x * parts);
    const pixel = Math.floor(steps / parts);
    const part = face ? steps - pixel * parts : 0;
    const name = `${font} ${glyph}`;
    const key = `${part} ${name}`;
    let bitmap = cuts.get(key);
    if (!bitmap) {
      const source = large.get(name) ?? face?.rasterise(glyph, size * parts) ?? missingBitmap(size);
      large.set(name, source);
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

function missingBitmap(size: number): Bitmap {
  const left = Math.round(missing.left * size);
  const top = Math.round(missing.top * size);
  const width = Math.max(1, Math.round((missing.right - missing.left) * size));
  const height = Math.max(1, -top);
  const line = Math.max(1, Math.round(missing.line * size));
  const coverage = new Uint8Array(width * height).fill(255);
  for (let y = line; y < height - line; y++) {
    coverage.fill(0, y * width + line, Math.max(y * width + line, (y + 1) * width - line));
  }
  return { left, top, width, height, coverage };
}
