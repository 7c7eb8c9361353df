import { cloudNoise, hash2, noise, smoothstep } from "./noise.ts";
import { groundAt, type Terrain } from "./terrain.ts";
import { blend, type Triple } from "./vector.ts";

export interface Trees {
  tallest: number;
  /** Height of the ground with its trees. Above `asking` the answer need not be exact. */
  heightAt: (x: number, z: number, asking: number) => number;
  /** The tree that covers a place: how high it rises above the ground in all, and its colour. */
  treeAt: (x: number, z: number, ground: number) => { height: number; colour: Triple };
}

/** Conifers, one to a cell of a jittered grid, from the water up to the tree line. */
export function forest(
  terrain: Terrain,
  { spacing, height, below }: { spacing: number; height: number; below: number },
): Trees {
  const tallest = height * 1.45;

  function grown(column: number, row: number): number {
    const x = column * spacing;
    const z = row * spacing;
    const ground = groundAt(terrain, x, z);
    const line = below + 170 * cloudNoise(x / 210, z / 210, 3);
    if (ground < 5 || ground > line) return 0;
    const clearing = cloudNoise(x / 150 + 9, z / 150, 3);
    const steep = Math.hypot(
      groundAt(terrain, x + 14, z) - groundAt(terrain, x - 14, z),
      groundAt(terrain, x, z + 14) - groundAt(terrain, x, z - 14),
    );
    const chance = smoothstep(-0.3, -0.12, clearing) * smoothstep(38, 26, steep);
    if (hash2(column * 3 + 1, row * 7 + 2) > chance) return 0;
    const stunted = smoothstep(line + 10, line - 260, ground);
    return height * (0.35 + 0.65 * stunted) * (0.6 + 0.8 * hash2(column, row));
  }

  // Asking the ground for every tree at every step of every ray would be slow: ask once a cell.
  const columns = Math.ceil((terrain.cells * terrain.spacing) / spacing);
  const firstColumn = Math.floor(terrain.left / spacing);
  const firstRow = Math.floor(terrain.near / spacing);
  const heights = new Float32Array(columns * columns);
  for (let row = 0; row < columns; row++) {
    for (let column = 0; column < columns; column++) {
      heights[row * columns + column] = grown(firstColumn + column, firstRow + row);
    }
  }

  let nearest = 0;
  function canopy(x: number, z: number): number {
    const midColumn = Math.floor(x / spacing);
    const midRow = Math.floor(z / spacing);
    let best = 0;
    for (let row = midRow - 1; row <= midRow + 1; row++) {
      for (let column = midColumn - 1; column <= midColumn + 1; column++) {
        const at = (row - firstRow) * columns + column - firstColumn;
        const tall = heights[at] ?? 0;
        if (tall <= best) continue;
        const offX = x - (column + 0.2 + 0.6 * hash2(column, row + 999)) * spacing;
        const offZ = z - (row + 0.2 + 0.6 * hash2(column + 999, row)) * spacing;
        const away = Math.hypot(offX, offZ) / (tall * 0.24);
        if (away >= 1.15) continue;
        // Boughs: a conifer's outline is ragged, in whorls round the trunk.
        const bough = 0.3 * noise(offX * 1.5 + column, offZ * 1.5 + row);
        const rise = tall * (1 - away + bough * Math.min(1, away * 3));
        if (rise > best) {
          best = rise;
          nearest = at;
        }
      }
    }
    return best;
  }

  return {
    tallest,
    heightAt(x, z, asking) {
      const ground = groundAt(terrain, x, z);
      return asking > ground + tallest ? ground : ground + canopy(x, z);
    },
    treeAt(x, z) {
      if (canopy(x, z) <= 0) return { height: 0, colour: [0, 0, 0] };
      const age = hash2(nearest, 5);
      const colour = blend([0.022, 0.045, 0.024], [0.05, 0.075, 0.03], age);
      // A few larches among the firs have turned for the autumn.
      const turned = smoothstep(0.8, 1, hash2(nearest, 77)) * 0.85;
      return { height: heights[nearest] ?? 0, colour: blend(colour, [0.24, 0.14, 0.02], turned) };
    },
  };
}
