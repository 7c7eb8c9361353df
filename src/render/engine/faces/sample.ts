import type { Box } from "../../plan/size.ts";
import type { Pixels } from "../native/rgba.ts";
import { modelSide } from "./model.ts";

/**
 * What lies in a square of the image, averaged to the model's square: red, green and blue from -1
 * to 1. What lies outside the image is black, and what can be seen through lies on black.
 */
export function sampleSquare({ data, width, height }: Pixels, square: Box): Float32Array {
  const rgb = new Float32Array(modelSide * modelSide * 3).fill(-1);
  const columns = shares(square.left, square.width, width);
  const rows = shares(square.top, square.height, height);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      let [red, green, blue] = [0, 0, 0];
      for (let v = 0; v < row.weights.length; v += 1) {
        let at = ((row.from + v) * width + column.from) * 4;
        for (let u = 0; u < column.weights.length; u += 1) {
          const share = (row.weights[v] as number) * (column.weights[u] as number);
          const seen = (share * (data[at + 3] as number)) / 255;
          red += (data[at] as number) * seen;
          green += (data[at + 1] as number) * seen;
          blue += (data[at + 2] as number) * seen;
          at += 4;
        }
      }
      const at = (y * modelSide + x) * 3;
      rgb[at] = red / 127.5 - 1;
      rgb[at + 1] = green / 127.5 - 1;
      rgb[at + 2] = blue / 127.5 - 1;
    }
  }
  return rgb;
}

/** Which pixels of a side go into each of the model's, and how much of it each of them is. */
interface Share {
  from: number;
  weights: number[];
}

function shares(start: number, length: number, whole: number): Share[] {
  const step = length / modelSide;
  // An enlarged pixel lies between two.
  const reach = Math.max(step, 1);
  return Array.from({ length: modelSide }, (_, i) => {
    const middle = start + (i + 0.5) * step;
    const [low, high] = [middle - reach / 2, middle + reach / 2];
    const from = Math.max(0, Math.floor(low));
    const weights: number[] = [];
    for (let pixel = from; pixel < Math.min(whole, high); pixel += 1) {
      weights.push((Math.min(high, pixel + 1) - Math.max(low, pixel)) / reach);
    }
    return { from, weights };
  });
}
