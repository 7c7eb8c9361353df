import { camera, type Scene } from "./film.ts";
import { lampHeight, material, meetLighthouse } from "./lighthouse.ts";
import { clamp, cloudNoise, ridgeNoise, rockNoise, smoothstep } from "./noise.ts";
import { seaSurface } from "./sea.ts";
import { haze, sky, type Weather } from "./sky.ts";
import { starlight } from "./stars.ts";
import { facing, type Ground, groundAt, meetGround, shapeTerrain } from "./terrain.ts";
import { add, addScaled, blend, dot, scale, type Triple, tint, towards, unit } from "./vector.ts";

const weather: Weather = {
  sun: towards(-40, -2),
  sunlight: [0.4, 0.22, 0.13],
  zenith: [0.007, 0.017, 0.052],
  horizon: [0.12, 0.13, 0.2],
  glow: [1.15, 0.42, 0.12],
  clouds: {
    cover: 0.26,
    scale: 0.6,
    lit: [0.3, 0.15, 0.12],
    shaded: [0.035, 0.045, 0.08],
    seed: 21.4,
  },
  bank: 0.075,
};

/** What is left of the day comes from low in the west. */
const afterglow = towards(-62, 14);
const pole = unit([0.72, 0.52, -0.1]);
const centre = { x: 17, z: 84 };

function rocksAt(x: number, z: number): number {
  const away = Math.hypot((x - centre.x - 6) * 0.85, z - centre.z);
  const wander = cloudNoise(x / 19, z / 19, 5) * 15;
  const knoll = 15.5 * smoothstep(44, 13, away + wander);
  const strand = 5.2 * smoothstep(26, 4, Math.hypot(x - 14, (z - 24) * 0.6) + wander * 0.8);
  const rough = (ridgeNoise(x / 13, z / 13, 6) - 0.42) * 7.5;
  const level = smoothstep(20, 12, Math.hypot(x - centre.x + 5, z - centre.z));
  const wild = -3.2 + Math.max(knoll, strand) + rough * (0.55 + 0.45 * smoothstep(0, 6, knoll));
  // The rock splits along tilted beds: slabs and steps, not the round hills of plain noise.
  const lift = (wild + x * 0.33 - z * 0.16 + 1.3 * cloudNoise(x / 7, z / 7, 3)) / 1.9;
  const part = lift - Math.floor(lift);
  const stepped = wild + (smoothstep(0.35, 0.8, part) - part) * 1.9 * 0.9;
  const ledged = wild > -1 ? stepped + 0.3 * cloudNoise(x / 1.6, z / 1.6, 4) : wild;
  return ledged * (1 - level) + 12.4 * level + 0.25 * level * cloudNoise(x / 2, z / 2, 3);
}

export function tower(): Scene {
  const terrain = shapeTerrain({ left: -95, near: -4, cells: 1000, spacing: 0.2 }, rocksAt);
  const heightAt = (x: number, z: number) => groundAt(terrain, x, z);
  const ground: Ground = { terrain, heightAt, relief: 0 };
  const foot: Triple = [centre.x, 12.2, centre.z];
  const lamp: Triple = [foot[0], foot[1] + lampHeight, foot[2]];
  const eye: Triple = [0, 8.5, 0];
  const look = camera(eye, [3.5, 33, 84], 1.42);
  const ocean = seaSurface(terrain, weather, () => 0.6, 0.24);
  const beam = towards(-98, 4);

  function lit(colour: Triple, normal: Triple, at: Triple, open: number): Triple {
    let light: Triple = scale([0.09, 0.125, 0.235], (0.55 + 0.45 * normal[1]) * open);
    const low = Math.max(dot(normal, afterglow) * 0.85 + 0.15, 0);
    light = addScaled(light, [0.62, 0.29, 0.17], low * open);
    const down: Triple = [lamp[0] - at[0], lamp[1] - at[1], lamp[2] - at[2]];
    const far = Math.hypot(down[0], down[1], down[2]);
    const warmth = Math.max(dot(normal, unit(down)), 0) * (46 / (far * far + 60));
    light = addScaled(light, [1, 0.68, 0.32], warmth);
    // The cottage windows light the ground before them.
    const doorstep = Math.hypot(at[0] - foot[0] + 11.5, at[2] - foot[2] + 2.5);
    light = addScaled(light, [1, 0.48, 0.14], 0.9 * Math.exp(-doorstep * doorstep * 0.022) * open);
    return tint(colour, light);
  }

  function rock(at: Triple, distance: number): Triple {
    const [x, y, z] = at;
    const slope = facing(heightAt, x, z, Math.max(0.2, distance * 0.0016));
    const normal = unit([
      slope[0] + 1.1 * rockNoise(at, slope, 1.9, 6),
      slope[1] + 0.5 * rockNoise([x, y + 50, z], slope, 1.1, 5),
      slope[2] + 1.1 * rockNoise([x + 40, y, z], slope, 1.9, 6),
    ]);
    const grain = rockNoise(at, slope, 3.5, 5);
    const stone = blend([0.1, 0.09, 0.085], [0.3, 0.26, 0.22], clamp(0.45 + grain, 0, 1));
    const lichen = smoothstep(0.12, 0.4, cloudNoise(x / 3 + 7, z / 3 + y, 4)) * smoothstep(3, 7, y);
    const turf = smoothstep(0.72, 0.9, normal[1]) * smoothstep(7.5, 11, y + grain * 3);
    const dry = blend(blend(stone, [0.32, 0.21, 0.07], lichen * 0.6), [0.1, 0.11, 0.05], turf);
    const wet = smoothstep(3, 0.6, y + grain * 1.5);
    const back = addScaled([0, -0.2, 1], normal, -2 * dot([0, -0.2, 1], normal));
    const shine = scale(
      sky(weather, unit([back[0], Math.abs(back[1]) + 0.05, back[2]])),
      0.16 * wet,
    );
    const hollow = heightAt(x + slope[0] * 1.2, z + slope[2] * 1.2) - y;
    return add(
      lit(scale(dry, 1 - 0.6 * wet), normal, at, clamp(0.8 - hollow * 0.5, 0.35, 1)),
      shine,
    );
  }

  /** Light the beam leaves in the air, seen along a ray that ends at `end`. */
  function shaft(way: Triple, end: number): Triple {
    const across: Triple = [eye[0] - lamp[0], eye[1] - lamp[1], eye[2] - lamp[2]];
    let light: Triple = [0, 0, 0];
    for (const side of [1, -1]) {
      const b = scale(beam, side);
      const turn = dot(way, b);
      const along = (dot(across, b) - turn * dot(across, way)) / (1 - turn * turn);
      const t = along * turn - dot(across, way);
      if (along < 0 || t > end) continue;
      const from: Triple = addScaled(addScaled(across, way, t), b, -along);
      const wide = 1 + along * 0.045;
      const miss = Math.hypot(from[0], from[1], from[2]) / wide;
      const drift = 0.8 + 0.5 * cloudNoise(along / 30, t / 30, 3);
      const fade = Math.exp(-along / 95) * smoothstep(0, 3, along) * drift;
      light = addScaled(light, [1, 0.8, 0.5], 0.42 * Math.exp(-miss * miss) * fade);
    }
    const toLamp = unit(scale(across, -1));
    const off = Math.acos(clamp(dot(toLamp, way), -1, 1));
    const halo = 0.5 * Math.exp(-off / 0.02) + 0.085 * Math.exp(-off / 0.11);
    return addScaled(light, [1, 0.7, 0.36], halo);
  }

  return (px, py) => {
    const way = look(px, py);
    const reachSea = way[1] < 0 ? -eye[1] / way[1] : Infinity;
    const range = { start: 1, end: Math.min(reachSea, 260), detail: 0.0007 };
    const hit = meetGround(ground, eye, way, range) ?? Infinity;
    const built = meetLighthouse(foot, eye, way, Math.min(hit, reachSea, 140));
    let seen: Triple;
    let distance = Math.min(hit, reachSea);
    if (built !== undefined) {
      distance = built.distance;
      const at = addScaled(eye, way, distance);
      const local: Triple = [at[0] - foot[0], at[1] - foot[1], at[2] - foot[2]];
      const { colour, shines } = material(built.part, local);
      seen = add(lit(colour, built.normal, at, 1), shines);
    } else if (hit < Infinity) {
      seen = haze(weather, way, rock(addScaled(eye, way, hit), hit), hit, 1400);
    } else if (reachSea < 60_000) {
      seen = haze(
        weather,
        way,
        ocean(addScaled(eye, way, reachSea), way, reachSea),
        reachSea,
        5000,
      );
    } else {
      const heaven = sky(weather, way);
      const dim = 1 - smoothstep(0.05, 0.3, heaven[0] + heaven[1]);
      seen = addScaled(heaven, starlight(way, pole), dim * smoothstep(0.04, 0.3, way[1]));
    }
    return add(seen, shaft(way, distance));
  };
}
