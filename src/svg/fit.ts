import type { SvgSize } from "./length.ts";
import { svgNamespace } from "./names.ts";
import { svgExtent } from "./size.ts";

/**
 * A sanitised SVG inside another that stretches it to exactly `width` by `height`: on its own it
 * would keep its shape and miss one of the two by a pixel.
 */
export function fitted(text: string, { width, height }: SvgSize): string {
  const extent = svgExtent(text);
  // Attributes hold no ">" here: it is written as a reference.
  const end = text.indexOf(">") + 1;
  // A root is not moved by `x` and `y`, but an element within would be.
  const root = text.slice(0, end).replace(/ (?:x|y|width|height|overflow)="[^"]*"/g, "");
  // It fills the whole image, so to clip it would only cost time.
  const place = `<svg width="${extent.width}" height="${extent.height}" overflow="visible"`;
  const viewBox = `0 0 ${extent.width} ${extent.height}`;
  // Browsers' size of letters is 16 pixels; the rasteriser's own is 12.
  return `<svg xmlns="${svgNamespace}" font-size="16px" width="${width}" height="${height}" viewBox="${viewBox}" preserveAspectRatio="none">${root.replace("<svg", place)}${text.slice(end)}</svg>`;
}
