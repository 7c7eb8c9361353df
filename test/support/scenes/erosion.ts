import { clamp, randomFrom } from "./noise.ts";

/**
 * Rain on a square grid of heights (in units of one cell): each drop runs downhill, picks up soil
 * where it is fast and drops it where it slows, and so cuts the gullies that noise alone never has.
 */
export function erode(heights: Float32Array, cells: number, drops: number, seed: number): void {
  const random = randomFrom(seed);
  for (let drop = 0; drop < drops; drop++) {
    run(heights, cells, 1 + random() * (cells - 4), 1 + random() * (cells - 4));
  }
}

function run(heights: Float32Array, cells: number, startX: number, startY: number): void {
  let x = startX;
  let y = startY;
  let wayX = 0;
  let wayY = 0;
  let speed = 1;
  let water = 1;
  let soil = 0;
  for (let step = 0; step < 90; step++) {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const i = row * cells + column;
    const fx = x - column;
    const fy = y - row;
    const a = heights[i] ?? 0;
    const b = heights[i + 1] ?? 0;
    const c = heights[i + cells] ?? 0;
    const d = heights[i + cells + 1] ?? 0;
    const slopeX = (b - a) * (1 - fy) + (d - c) * fy;
    const slopeY = (c - a) * (1 - fx) + (d - b) * fx;
    wayX = wayX * 0.12 - slopeX * 0.88;
    wayY = wayY * 0.12 - slopeY * 0.88;
    const length = Math.hypot(wayX, wayY);
    if (length < 1e-6) return;
    wayX /= length;
    wayY /= length;
    const nextX = x + wayX;
    const nextY = y + wayY;
    if (nextX < 1 || nextY < 1 || nextX > cells - 3 || nextY > cells - 3) return;

    const here = a + slopeX * fx + slopeY * fy;
    const fall = levelAt(heights, cells, nextX, nextY) - here;
    const carries = Math.max(-fall, 0.008) * speed * water * 3;
    // Uphill: fill the hole behind; overloaded: let some fall; otherwise dig, but never a pit.
    const change =
      fall > 0
        ? Math.min(fall, soil)
        : soil > carries
          ? (soil - carries) * 0.2
          : -Math.min((carries - soil) * 0.16, -fall * 0.5);
    heights[i] = a + change * (1 - fx) * (1 - fy);
    heights[i + 1] = b + change * fx * (1 - fy);
    heights[i + cells] = c + change * (1 - fx) * fy;
    heights[i + cells + 1] = d + change * fx * fy;
    soil -= change;
    speed = Math.sqrt(clamp(speed * speed - fall * 3, 0.01, 12));
    water *= 0.972;
    x = nextX;
    y = nextY;
  }
}

function levelAt(heights: Float32Array, cells: number, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  const i = row * cells + column;
  const fx = x - column;
  const fy = y - row;
  const top = (heights[i] ?? 0) * (1 - fx) + (heights[i + 1] ?? 0) * fx;
  const bottom = (heights[i + cells] ?? 0) * (1 - fx) + (heights[i + cells + 1] ?? 0) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** Evens out the single-cell furrows that drops leave: each point moves towards its neighbours. */
export function soften(heights: Float32Array, cells: number, amount: number): void {
  const before = heights.slice();
  for (let i = cells + 1; i < heights.length - cells - 1; i++) {
    const sides =
      (before[i - 1] ?? 0) +
      (before[i + 1] ?? 0) +
      (before[i - cells] ?? 0) +
      (before[i + cells] ?? 0);
    const corners =
      (before[i - cells - 1] ?? 0) +
      (before[i - cells + 1] ?? 0) +
      (before[i + cells - 1] ?? 0) +
      (before[i + cells + 1] ?? 0);
    heights[i] = (before[i] ?? 0) * (1 - amount) + ((sides * 2 + corners) / 12) * amount;
  }
}
