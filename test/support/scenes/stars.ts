import { clamp, cloudNoise, hash2, smoothstep } from "./noise.ts";
import { add, cross, dot, scale, type Triple, unit } from "./vector.ts";

/** A clear night: scattered stars, and the band of the Milky Way about the pole `axis`. */
export function starlight(way: Triple, axis: Triple): Triple {
  const band = milkyWay(way, axis);
  let light: Triple = scale(
    [0.085, 0.092, 0.14],
    band * (0.75 + 0.5 * hash2(way[0] * 2400, way[1] * 2400)),
  );
  // Many faint stars, a few bright ones: cells per unit, stars per cell, pixels' worth of breadth.
  for (const [cells, share, breadth] of [
    [210, 0.2, 0.6],
    [90, 0.1, 0.8],
    [34, 0.1, 1.25],
  ] as const) {
    light = add(light, starsOf(way, cells, share * (1 + band), breadth));
  }
  return light;
}

function starsOf(way: Triple, size: number, share: number, breadth: number): Triple {
  // A plane in front of the camera is enough sky for one picture, and has no seams.
  const x = (way[0] / (way[2] + 1.2)) * size;
  const y = (way[1] / (way[2] + 1.2)) * size;
  const column = Math.floor(x);
  const row = Math.floor(y);
  const cell = column + size * 131;
  if (hash2(cell, row) > share) return [0, 0, 0];
  const offX = x - column - 0.2 - 0.6 * hash2(cell, row + 4001);
  const offY = y - row - 0.2 - 0.6 * hash2(cell + 4001, row);
  const radius = 0.00042 * breadth * size;
  const spot = Math.exp(-(offX * offX + offY * offY) / (radius * radius));
  if (spot < 0.01) return [0, 0, 0];
  const bright = spot * (0.16 + 2 * hash2(row, cell) ** 3) * breadth;
  const warm = hash2(cell + 9, row + 9);
  return [bright * (0.75 + 0.35 * warm), bright * 0.86, bright * (1.15 - 0.4 * warm)];
}

function milkyWay(way: Triple, axis: Triple): number {
  const across = dot(way, axis);
  const side = unit(cross(axis, [0.3, 0.2, 0.9]));
  const along = Math.atan2(dot(way, side), dot(way, cross(axis, side)));
  const swirl = cloudNoise(along * 3, across * 6, 4) * 0.13;
  const body = Math.exp(-(((across + swirl * 0.6) / 0.17) ** 2));
  const lanes = cloudNoise(along * 4 + 7, across * 13 + swirl * 9, 6);
  const dust = smoothstep(0.12, -0.3, lanes) * Math.exp(-((across / 0.09) ** 2));
  const core = 0.7 + 0.6 * cloudNoise(along * 2 + 3, across * 4, 5);
  return clamp(body * core * (1 - 0.75 * dust), 0, 1);
}
