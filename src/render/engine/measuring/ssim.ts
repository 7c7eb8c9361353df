import type { Pixels } from "../native/rgba.ts";

/** Pixels of a window's side, and how far the next one lies from it. */
const windowSide = 8;
const stride = 4;

/** Constants of SSIM for values up to 255. Source: Wang et al., 2004. */
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/** Share of the windows that count, the least alike: an image is judged by where it looks worst. */
const worstShare = 0.1;

/**
 * How alike two images of one size are where they are least alike, 0 to 1: the mean structural
 * similarity of luma over the worst tenth of the windows.
 */
export function worstLikeness(a: Pixels, b: Pixels): number {
  const windows = similarities(lumaOf(a), lumaOf(b), a.width, a.height);
  if (windows.length === 0) return 1;
  const worst = windows.sort().subarray(0, Math.ceil(windows.length * worstShare));
  return worst.reduce((sum, value) => sum + value, 0) / worst.length;
}

/** Rec. 601, as JPEG has it. */
function lumaOf({ data, width, height }: Pixels): Float32Array {
  const luma = new Float32Array(width * height);
  for (let i = 0; i < luma.length; i += 1) {
    const at = i * 4;
    luma[i] =
      0.299 * (data[at] as number) +
      0.587 * (data[at + 1] as number) +
      0.114 * (data[at + 2] as number);
  }
  return luma;
}

function similarities(
  a: Float32Array,
  b: Float32Array,
  width: number,
  height: number,
): Float32Array {
  const across = Math.floor((width - windowSide) / stride) + 1;
  const down = Math.floor((height - windowSide) / stride) + 1;
  if (across < 1 || down < 1) return new Float32Array();
  const found = new Float32Array(across * down);
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      found[y * across + x] = similarity(a, b, (y * width + x) * stride, width);
    }
  }
  return found;
}

/** Of the windows that begin at an index. */
function similarity(a: Float32Array, b: Float32Array, start: number, width: number): number {
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let y = 0; y < windowSide; y += 1) {
    const row = start + y * width;
    for (let i = row; i < row + windowSide; i += 1) {
      const valueA = a[i] as number;
      const valueB = b[i] as number;
      sumA += valueA;
      sumB += valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
      products += valueA * valueB;
    }
  }
  const count = windowSide * windowSide;
  const [meanA, meanB] = [sumA / count, sumB / count];
  const varianceA = squaresA / count - meanA * meanA;
  const varianceB = squaresB / count - meanB * meanB;
  const covariance = products / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + c1) * (2 * covariance + c2)) /
    ((meanA * meanA + meanB * meanB + c1) * (varianceA + varianceB + c2))
  );
}
