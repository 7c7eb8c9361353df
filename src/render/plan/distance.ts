import type { Size } from "./size.ts";

/**
 * How far each place of a grid is from the nearest that is set, in places, squared; Infinity where
 * none is. In time that grows with the places only. Pure.
 * Source: P. Felzenszwalb and D. Huttenlocher, Distance Transforms of Sampled Functions, 2012.
 */
export function squaredDistances(
  isSet: (index: number) => boolean,
  { width, height }: Size,
): Float64Array {
  const grid = new Float64Array(width * height);
  for (let i = 0; i < grid.length; i++) grid[i] = isSet(i) ? 0 : Number.POSITIVE_INFINITY;
  const longest = Math.max(width, height);
  const room: Room = {
    heights: new Float64Array(longest),
    peaks: new Int32Array(longest),
    from: new Float64Array(longest + 1),
  };
  for (let x = 0; x < width; x++) spread(grid, { start: x, step: width, count: height }, room);
  for (let y = 0; y < height; y++) {
    spread(grid, { start: y * width, step: 1, count: width }, room);
  }
  return grid;
}

interface Line {
  start: number;
  step: number;
  count: number;
}

/** Made once for all lines. */
interface Room {
  heights: Float64Array;
  /** The places whose parabolas are part of the envelope, and from where on each is. */
  peaks: Int32Array;
  from: Float64Array;
}

/** Along one line: the lower envelope of a parabola over each place. */
function spread(
  grid: Float64Array,
  { start, step, count }: Line,
  { heights, peaks, from }: Room,
): void {
  let last = -1;
  for (let place = 0; place < count; place++) {
    const height = grid[start + place * step] ?? 0;
    heights[place] = height;
    if (height === Number.POSITIVE_INFINITY) continue;
    let meets = Number.NEGATIVE_INFINITY;
    for (; last >= 0; last--) {
      const peak = peaks[last] ?? 0;
      const before = heights[peak] ?? 0;
      meets = (height + place * place - before - peak * peak) / (2 * (place - peak));
      if (meets > (from[last] ?? 0)) break;
    }
    last += 1;
    peaks[last] = place;
    from[last] = last === 0 ? Number.NEGATIVE_INFINITY : meets;
    from[last + 1] = Number.POSITIVE_INFINITY;
  }
  if (last < 0) return;
  for (let place = 0, nearest = 0; place < count; place++) {
    while ((from[nearest + 1] ?? 0) < place) nearest += 1;
    const peak = peaks[nearest] ?? 0;
    grid[start + place * step] = (place - peak) ** 2 + (heights[peak] ?? 0);
  }
}
