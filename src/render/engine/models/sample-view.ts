import type { Box, Size } from "../../plan/size.ts";
import type { Pixels } from "../native/rgba.ts";

/**
 * Writes what lies in a box of the image, averaged to a view: red, green and blue from -1 to 1.
 * What lies outside the image is black, and what can be seen through lies on black.
 */
export function sampleView(pixels: Pixels, box: Box, view: Size, rgb: Float32Array): void {
  const rows = shares(box.top, box.height, view.height, pixels.height);
  const columns = shares(box.left, box.width, view.width, pixels.width);
  const first = rows[0]?.from ?? 0;
  const last = rows.reduce((most, { from, weights }) => Math.max(most, from + weights.length), 0);
  const narrowed = narrow(pixels, columns, first, Math.max(first, last));
  const stride = view.width * 3;
  for (const [y, { from, weights }] of rows.entries()) {
    const line = rgb.subarray(y * stride, (y + 1) * stride).fill(-1);
    for (const [v, weight] of weights.entries()) {
      const share = weight / 127.5;
      const start = (from + v - first) * stride;
      for (let i = 0; i < stride; i += 1) {
        line[i] = (line[i] as number) + share * (narrowed[start + i] as number);
      }
    }
  }
}

/** Rows of an image as wide as the view, without alpha. */
function narrow(
  { data, width, opaque }: Pixels,
  columns: readonly Share[],
  first: number,
  last: number,
): Float32Array {
  const narrowed = new Float32Array((last - first) * columns.length * 3);
  let to = 0;
  for (let y = first; y < last; y += 1) {
    for (const { from, weights } of columns) {
      let at = (y * width + from) * 4;
      let [red, green, blue] = [0, 0, 0];
      for (let u = 0; u < weights.length; u += 1) {
        const weight = weights[u] as number;
        const share = opaque ? weight : (weight * (data[at + 3] as number)) / 255;
        red += (data[at] as number) * share;
        green += (data[at + 1] as number) * share;
        blue += (data[at + 2] as number) * share;
        at += 4;
      }
      narrowed[to] = red;
      narrowed[to + 1] = green;
      narrowed[to + 2] = blue;
      to += 3;
    }
  }
  return narrowed;
}

/** Which pixels of a side go into each of the view's, and how much of it each of them is. */
interface Share {
  from: number;
  weights: number[];
}

function shares(start: number, length: number, count: number, whole: number): Share[] {
  const step = length / count;
  // An enlarged pixel lies between two.
  const reach = Math.max(step, 1);
  return Array.from({ length: count }, (_, i) => {
    const middle = start + (i + 0.5) * step;
    const [low, high] = [middle - reach / 2, middle + reach / 2];
    const from = Math.min(whole, Math.max(0, Math.floor(low)));
    const weights: number[] = [];
    for (let pixel = from; pixel < Math.min(whole, high); pixel += 1) {
      weights.push((Math.min(high, pixel + 1) - Math.max(low, pixel)) / reach);
    }
    return { from, weights };
  });
}
