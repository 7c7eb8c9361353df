import { camera, type Scene } from "./film.ts";
import { clamp, cloudNoise, mix, noise, ridgeNoise, smoothstep } from "./noise.ts";
import { type Ocean, seaSurface } from "./sea.ts";
import { haze, sky, type Weather } from "./sky.ts";
import { facing, type Ground, groundAt, meetGround, shapeTerrain } from "./terrain.ts";
import { addScaled, blend, dot, scale, type Triple, tint, towards, unit } from "./vector.ts";

const weather: Weather = {
  sun: towards(64, 13),
  sunlight: [2.3, 1.42, 0.72],
  zenith: [0.045, 0.12, 0.29],
  horizon: [0.4, 0.4, 0.42],
  glow: [1.1, 0.58, 0.24],
  clouds: {
    cover: 0.42,
    scale: 0.9,
    lit: [0.82, 0.62, 0.48],
    shaded: [0.2, 0.225, 0.3],
    seed: 3.3,
  },
  bank: 0.13,
};

/** Rock stacks left standing in the sea: x, z, radius and height in metres. */
const stacks: readonly (readonly [number, number, number, number])[] = [
  [58, 262, 18, 47],
  [84, 276, 7, 18],
  [8, 372, 15, 39],
  [152, 408, 17, 44],
  [80, 520, 17, 42],
  [196, 640, 16, 40],
  [110, 690, 22, 50],
  [268, 980, 20, 44],
  [118, 214, 6, 9],
  [22, 205, 4, 4],
];

function coastline(z: number): number {
  const bay = 62 * Math.sin(z / 205 - 1.3) + 24 * Math.sin(z / 83 + 0.9);
  return -62 + bay + 150 * smoothstep(620, 1120, z);
}

/** Height of the land: a plateau that breaks off in terraced cliffs, a beach, the sea bed. */
function landAt(x: number, z: number): number {
  const wander = cloudNoise(x / 46, z / 46, 5) * 30;
  const gully = (ridgeNoise(x / 34 + 5, z / 34, 5) - 0.45) * 22;
  const seaward = x - coastline(z) + wander;
  const plateau = 50 + 16 * cloudNoise(x / 210 + 3, z / 210, 4) + 1.2 * noise(x / 7, z / 7);
  const shore = mix(3.4, -1.2, smoothstep(-6, 26, seaward)) - Math.max(0, seaward - 26) * 0.035;
  let height = mix(plateau, shore, smoothstep(-17, 0, seaward + gully));
  for (const [sx, sz, radius, top] of stacks) {
    const away = Math.hypot(x - sx, z - sz);
    if (away > radius * 2.6) continue;
    const edge = away + cloudNoise(x / 13 + sx, z / 13, 4) * 9 + gully * 0.5;
    const crown = top + 5 * noise(x / 9, z / 9 + sx);
    const foot = 2.2 - (edge - radius) * 0.3;
    const pillar = mix(foot, crown, smoothstep(radius * 1.06, radius * 0.74, edge));
    height = Math.max(height, pillar);
  }
  return terraced(height, x, z);
}

/** Hard and soft layers weather differently: the slope breaks into ledges. */
function terraced(height: number, x: number, z: number): number {
  if (height < 4) return height;
  const layer = 6.5;
  const lift = height + 2.5 * noise(x / 60, z / 60);
  const part = lift / layer - Math.floor(lift / layer);
  return height + (smoothstep(0.1, 0.95, part) - part) * layer * 0.75;
}

function rockColour(x: number, y: number, z: number): Triple {
  const bed = y + 1.8 * cloudNoise(x / 40, z / 40, 3);
  const band = noise(bed / 2.3, 7.7) * 0.55 + noise(bed / 0.8, x / 50) * 0.35;
  const stain = cloudNoise((x + z) / 5, y / 14, 4);
  const grit = 0.82 + 0.5 * cloudNoise((x + z) / 0.9, y / 1.1, 3);
  const warm = blend([0.38, 0.2, 0.09], [0.66, 0.46, 0.25], clamp(0.5 + band * 1.2, 0, 1));
  const weathered = scale(blend(warm, [0.2, 0.14, 0.1], clamp(stain * 1.6, 0, 0.8)), grit);
  return blend([0.16, 0.13, 0.1], weathered, smoothstep(0.2, 4.5, y + stain * 3));
}

function grassColour(x: number, z: number): Triple {
  const patch = cloudNoise(x / 24, z / 24, 5);
  const tuft = cloudNoise(x / 1.6, z / 1.6, 3);
  const green = blend([0.09, 0.13, 0.035], [0.26, 0.24, 0.08], clamp(0.45 + patch * 1.2, 0, 1));
  return scale(green, 0.85 + tuft * 0.9);
}

function sandColour(x: number, y: number, z: number): Triple {
  const dry: Triple = [0.62, 0.48, 0.32];
  const wet: Triple = [0.25, 0.18, 0.115];
  return scale(blend(wet, dry, smoothstep(0.5, 1.7, y)), 0.94 + 0.16 * cloudNoise(x / 3, z / 3, 3));
}

export function coast(): Scene {
  const terrain = shapeTerrain({ left: -560, near: -20, cells: 1700, spacing: 0.8 }, landAt);
  const heightAt = (x: number, z: number) => groundAt(terrain, x, z);
  const ground: Ground = { terrain, heightAt, relief: 0 };
  const eye: Triple = [32, 58, -10];
  const look = camera(eye, [50, 33, 200], 1.8);
  const ocean: Ocean = seaSurface(terrain, weather, (from, way) => shaded(from, way));

  function shaded(from: Triple, way: Triple): number {
    const hit = meetGround(ground, from, way, { start: 1.2, end: 420, detail: 0.004 });
    return hit === undefined ? 1 : 0;
  }

  function land(at: Triple, distance: number): Triple {
    const [x, y, z] = at;
    const reach = Math.max(0.7, distance * 0.0011);
    const slope = facing(heightAt, x, z, reach);
    const rough = 0.55;
    const normal = unit([
      slope[0] + rough * cloudNoise(z / 2.1 + 9, y / 1.3, 4),
      slope[1] + rough * 0.6 * cloudNoise(x / 2.2, y / 0.9 + z / 3, 4),
      slope[2] + rough * cloudNoise(x / 2.1, y / 1.3 - 4, 4),
    ]);
    const level = smoothstep(0.62, 0.86, slope[1] + 0.12 * cloudNoise(x / 4, z / 4, 3));
    const cover = blend(sandColour(x, y, z), grassColour(x, z), smoothstep(5, 9, y));
    const colour = blend(rockColour(x, y, z), cover, level);
    const sunny = Math.max(dot(normal, weather.sun), 0);
    const reached = sunny > 0 ? shaded(at, weather.sun) : 0;
    const open = 0.55 + 0.45 * clamp((y - heightAt(x + slope[0] * 6, z + slope[2] * 6)) / 8, 0, 1);
    let light = scale(weather.sunlight, sunny * reached);
    light = addScaled(light, [0.34, 0.46, 0.66], (0.5 + 0.5 * normal[1]) * 0.62 * open);
    // Sunlit sea and sand throw warm light back up at the shaded faces.
    light = addScaled(light, [0.5, 0.34, 0.2], (0.55 - 0.45 * normal[1]) * 0.42 * open);
    return tint(colour, light);
  }

  return (px, py) => {
    const way = look(px, py);
    const reachSea = way[1] < 0 ? -eye[1] / way[1] : Infinity;
    const end = Math.min(reachSea, 1600);
    const hit = meetGround(ground, eye, way, { start: 2, end, detail: 0.0006 });
    if (hit !== undefined) {
      return haze(weather, way, land(addScaled(eye, way, hit), hit), hit, 2300);
    }
    if (reachSea < 60_000) {
      const surface = ocean(addScaled(eye, way, reachSea), way, reachSea);
      return haze(weather, way, surface, reachSea, 6500);
    }
    return sky(weather, way);
  };
}
