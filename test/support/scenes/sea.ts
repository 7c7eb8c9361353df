import { clamp, cloudNoise, mix, noise, smoothstep } from "./noise.ts";
import { sky, type Weather } from "./sky.ts";
import { groundAt, sampleGrid, type Terrain } from "./terrain.ts";
import { addScaled, blend, dot, scale, type Triple, unit } from "./vector.ts";

/** The colour of the sea at a place of its surface, seen along a direction from a distance. */
export type Ocean = (at: Triple, way: Triple, distance: number) => Triple;

export function seaSurface(
  terrain: Terrain,
  weather: Weather,
  sunReaches: (from: Triple, way: Triple) => number,
  daylight = 1,
): Ocean {
  const shoreDistance = distanceFromLand(terrain);
  return (at, way, distance) => {
    const [x, , z] = at;
    const offshore = sampleGrid(terrain, shoreDistance, x, z);
    const depth = Math.max(0, -groundAt(terrain, x, z));
    const normal = waves(x, z, distance, offshore);
    const bounced = addScaled(way, normal, -2 * dot(way, normal));
    const up: Triple = [bounced[0], Math.abs(bounced[1]) + 0.01, bounced[2]];
    const mirrored = sky(weather, unit(up));
    const grazing = clamp(1 + dot(way, normal), 0, 1);
    const fresnel = 0.02 + 0.98 * grazing ** 5;
    const sunny = offshore < 160 ? sunReaches([x, 0.3, z], weather.sun) : 1;

    const clear: Triple = [0.16, 0.42, 0.4];
    const deep: Triple = [0.012, 0.075, 0.105];
    const sand: Triple = [0.42, 0.42, 0.3];
    const water = blend(
      blend(sand, clear, 1 - Math.exp(-depth * 1.2)),
      deep,
      1 - Math.exp(-depth / 3.4),
    );
    const crest = clamp((normal[0] + 0.1) * 1.2, 0, 0.4);
    const body = scale(blend(water, clear, crest * 0.4), mix(0.42, 0.95, sunny) * daylight);
    let colour = blend(body, mirrored, clamp(fresnel * 0.8, 0, 0.85));
    const glint = Math.max(dot(unit(up), weather.sun), 0) ** 220;
    colour = addScaled(colour, weather.sunlight, glint * 0.8 * sunny);

    const froth = foam(x, z, offshore, distance);
    const white = addScaled(scale([0.36, 0.43, 0.53], daylight), weather.sunlight, 0.33 * sunny);
    return blend(colour, white, froth);
  };
}

function waves(x: number, z: number, distance: number, offshore: number): Triple {
  const swell = 0.05 * Math.cos(x / 5.5 + z / 31 + 3 * noise(x / 40, z / 40));
  // Ripples finer than a pixel would only sparkle: they average out with distance.
  const near = 1 / (1 + distance / 260);
  const calm = mix(0.5, 1, smoothstep(0, 50, offshore));
  const chopX = cloudNoise(x / 1.9, z / 3.1, 4) + 0.6 * cloudNoise(x / 17, z / 26, 3);
  const chopZ = cloudNoise(x / 2.7 + 31, z / 2.3 + 7, 4) + 0.6 * cloudNoise(x / 21 + 8, z / 19, 3);
  const height = (0.05 + 0.2 * near) * calm;
  return unit([swell + chopX * height, 1, chopZ * height]);
}

/** Lines of surf that follow the shore, torn by noise, and the lace they leave behind. */
function foam(x: number, z: number, offshore: number, distance: number): number {
  if (offshore > 95) {
    const caps = cloudNoise(x / 5, z / 11, 5) - 0.44;
    return clamp(caps * 2, 0, 0.25) / (1 + distance / 900);
  }
  const torn = cloudNoise(x / 15, z / 15, 5);
  const lace = 1 - Math.abs(cloudNoise(x / 4.6, z / 4.6, 4)) * 3.4;
  const phase = offshore / 19 + torn * 0.95 + 0.5 * noise(x / 70, z / 70);
  const part = phase - Math.floor(phase);
  // Steep and white on the landward side of each breaker, trailing lace on the seaward side.
  const breaker = smoothstep(0.0, 0.1, part) * smoothstep(0.42, 0.1, part);
  const trail = smoothstep(0.95, 0.1, part) * clamp(lace, 0, 1) * 0.6;
  const reach = smoothstep(80, 22, offshore + torn * 34) * smoothstep(95, 75, offshore);
  const swash = smoothstep(7, 0.6, offshore + torn * 9) * clamp(0.45 + lace * 0.6, 0, 1);
  return clamp(
    Math.max((breaker * 0.9 + trail) * reach * clamp(0.75 + torn * 1.4, 0, 1), swash),
    0,
    0.95,
  );
}

/** Metres from each grid point to the nearest land, by two sweeps over the grid. */
function distanceFromLand({ cells, spacing, heights }: Terrain): Float32Array {
  const away = Float32Array.from(heights, (height) => (height > 0 ? 0 : 1e6));
  const side = spacing;
  const diagonal = spacing * Math.SQRT2;
  const relax = (i: number, from: number, step: number) => {
    const through = (away[from] ?? 1e6) + step;
    if (through < (away[i] ?? 0)) away[i] = through;
  };
  for (let row = 1; row < cells - 1; row++) {
    for (let column = 1; column < cells - 1; column++) {
      const i = row * cells + column;
      relax(i, i - 1, side);
      relax(i, i - cells, side);
      relax(i, i - cells - 1, diagonal);
      relax(i, i - cells + 1, diagonal);
    }
  }
  for (let row = cells - 2; row > 0; row--) {
    for (let column = cells - 2; column > 0; column--) {
      const i = row * cells + column;
      relax(i, i + 1, side);
      relax(i, i + cells, side);
      relax(i, i + cells + 1, diagonal);
      relax(i, i + cells - 1, diagonal);
    }
  }
  return away;
}
