import type { Box } from "../../plan/size.ts";
import type { Pixels } from "../native/pixels.ts";
import { modelSide } from "./model.ts";

/**
 * What lies in a square of the image, averaged to the model's square: red, green and blue from -1
 * to 1. What lies outside the image is black, and what can be seen through lies on black.
 */
export function sampleSquare({ data, width, height }: Pixels, square: Box): Float32Array {
  const rgb = new Float32Array(modelSide * modelSide * 3).fill(-1);
  const step = square.width / modelSide;
  const columns = spans(square.left, step, width);
  const rows = spans(square.top, step, height);
  for (const [y, row] of rows.entries()) {
    if (!row) continue;
    for (const [x, column] of columns.entries()) {
      if (!column) continue;
      let [red, green, blue] = [0, 0, 0];
      for (let v = row.from; v < row.to; v += 1) {
        for (
          let at = (v * width + column.from) * 4, end = (v * width + column.to) * 4;
          at < end;
          at += 4
        ) {
          const alpha = (data[at + 3] as number) / 255;
          red += (data[at] as number) * alpha;
          green += (data[at + 1] as number) * alpha;
          blue += (data[at + 2] as number) * alpha;
        }
      }
      const scale = 1 / (127.5 * (row.to - row.from) * (column.to - column.from));
      const at = (y * modelSide + x) * 3;
      rgb[at] = red * scale - 1;
      rgb[at + 1] = green * scale - 1;
      rgb[at + 2] = blue * scale - 1;
    }
  }
  return rgb;
}

/** Which pixels become each pixel of a side; undefined outside the image. */
function spans(start: number, step: number, length: number) {
  return Array.from({ length: modelSide }, (_, i) => {
    const from = Math.floor(start + i * step);
    const to = Math.max(from + 1, Math.floor(start + (i + 1) * step));
    const inside = { from: Math.max(0, from), to: Math.min(length, to) };
    return inside.from < inside.to ? inside : undefined;
  });
}
