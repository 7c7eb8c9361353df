import { clamp, mix } from "./noise.ts";
import { type Triple, unit } from "./vector.ts";

/** Ground as a square grid of heights in metres, with its corner at (left, near). */
export interface Terrain {
  readonly left: number;
  readonly near: number;
  readonly cells: number;
  /** Metres between two grid points. */
  readonly spacing: number;
  readonly heights: Float32Array;
  /** Highest point of each block of 16 x 16 cells, so that a ray can pass over it in one step. */
  readonly summits: Float32Array;
}

type Site = { left: number; near: number; cells: number; spacing: number };

const block = 16;

export function shapeTerrain(site: Site, heightAt: (x: number, z: number) => number): Terrain {
  const { left, near, cells, spacing } = site;
  const heights = new Float32Array(cells * cells);
  for (let row = 0, i = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++, i++) {
      heights[i] = heightAt(left + column * spacing, near + row * spacing);
    }
  }
  return withSummits(site, heights);
}

/** A terrain over heights that were worked on (eroded, levelled) after they were shaped. */
export function withSummits(site: Site, heights: Float32Array): Terrain {
  const { cells } = site;
  const blocks = Math.ceil(cells / block);
  const summits = new Float32Array(blocks * blocks).fill(-Infinity);
  for (let row = 0, i = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++, i++) {
      const at = Math.floor(row / block) * blocks + Math.floor(column / block);
      summits[at] = Math.max(summits[at] ?? 0, heights[i] ?? 0);
    }
  }
  return { ...site, heights, summits };
}

export function groundAt(terrain: Terrain, x: number, z: number): number {
  return sampleGrid(terrain, terrain.heights, x, z);
}

/** The value between four points of any grid that lies over the terrain. */
export function sampleGrid(terrain: Terrain, grid: Float32Array, x: number, z: number): number {
  const last = terrain.cells - 1.001;
  const column = clamp((x - terrain.left) / terrain.spacing, 0, last);
  const row = clamp((z - terrain.near) / terrain.spacing, 0, last);
  const c = Math.floor(column);
  const r = Math.floor(row);
  const i = r * terrain.cells + c;
  const f = column - c;
  const top = mix(grid[i] ?? 0, grid[i + 1] ?? 0, f);
  const bottom = mix(grid[i + terrain.cells] ?? 0, grid[i + terrain.cells + 1] ?? 0, f);
  return mix(top, bottom, row - r);
}

export function facing(
  heightAt: (x: number, z: number) => number,
  x: number,
  z: number,
  reach: number,
): Triple {
  return unit([
    heightAt(x - reach, z) - heightAt(x + reach, z),
    2 * reach,
    heightAt(x, z - reach) - heightAt(x, z + reach),
  ]);
}

export interface Ground {
  terrain: Terrain;
  /**
   * The exact surface, no more than `relief` above the grid's own heights. It is asked from the
   * height `asking`: relief that stays well below need not be worked out.
   */
  heightAt: (x: number, z: number, asking: number) => number;
  relief: number;
}

/**
 * The distance at which a ray first meets the ground, or undefined. `detail` is the size of a pixel
 * one metre away: nothing finer than a pixel is looked for.
 */
export function meetGround(
  ground: Ground,
  from: Triple,
  way: Triple,
  range: { start: number; end: number; detail: number },
): number | undefined {
  const { terrain, heightAt, relief } = ground;
  const blockSize = terrain.spacing * block;
  const blocks = Math.ceil(terrain.cells / block);
  // Trees are narrower than the grid's cells, and must not be stepped over.
  const step = relief > 0 ? 0.9 : terrain.spacing * 0.35;
  let t = range.start;
  let before = t;
  while (t < range.end) {
    const x = from[0] + way[0] * t;
    const y = from[1] + way[1] * t;
    const z = from[2] + way[2] * t;
    const column = Math.floor((x - terrain.left) / blockSize);
    const row = Math.floor((z - terrain.near) / blockSize);
    if (column < 0 || row < 0 || column >= blocks || row >= blocks) {
      // Off the grid: only walk on while the grid still lies ahead.
      if (t - range.start > 2 * blockSize * blocks) return undefined;
      before = t;
      t += blockSize;
      continue;
    }
    const exit = t + leaving(x, z, way, terrain, blockSize, column, row);
    const lowest = Math.min(y, from[1] + way[1] * exit);
    if (lowest > (terrain.summits[row * blocks + column] ?? 0) + relief) {
      before = t;
      t = exit + 1e-3 * blockSize;
      continue;
    }
    if (y < heightAt(x, z, y)) return closeIn(heightAt, from, way, before, t);
    before = t;
    t += Math.max(step, t * range.detail);
  }
  const { end } = range;
  const y = from[1] + way[1] * end;
  const last = heightAt(from[0] + way[0] * end, from[2] + way[2] * end, y);
  return y < last ? closeIn(heightAt, from, way, before, end) : undefined;
}

function leaving(
  x: number,
  z: number,
  way: Triple,
  terrain: Terrain,
  size: number,
  column: number,
  row: number,
): number {
  const edgeX = terrain.left + (way[0] > 0 ? column + 1 : column) * size;
  const edgeZ = terrain.near + (way[2] > 0 ? row + 1 : row) * size;
  const alongX = way[0] === 0 ? Infinity : (edgeX - x) / way[0];
  const alongZ = way[2] === 0 ? Infinity : (edgeZ - z) / way[2];
  return Math.max(Math.min(alongX, alongZ), 1e-3);
}

function closeIn(
  heightAt: Ground["heightAt"],
  from: Triple,
  way: Triple,
  above: number,
  below: number,
): number {
  let high = above;
  let low = below;
  for (let i = 0; i < 7; i++) {
    const middle = (high + low) / 2;
    const y = from[1] + way[1] * middle;
    const surface = heightAt(from[0] + way[0] * middle, from[2] + way[2] * middle, y);
    if (y < surface) low = middle;
    else high = middle;
  }
  return (high + low) / 2;
}
