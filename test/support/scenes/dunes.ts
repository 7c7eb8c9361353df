import { type Balloon, seeBalloon } from "./balloon.ts";
import { camera, type Scene } from "./film.ts";
import { cloudNoise, mix, noise, smoothstep } from "./noise.ts";
import { haze, sky, type Weather } from "./sky.ts";
import { facing, type Ground, groundAt, meetGround, shapeTerrain } from "./terrain.ts";
import { addScaled, blend, dot, scale, type Triple, tint, towards, unit } from "./vector.ts";

const weather: Weather = {
  sun: towards(-67, 11),
  sunlight: [3.0, 1.55, 0.62],
  zenith: [0.05, 0.13, 0.24],
  horizon: [0.62, 0.42, 0.34],
  glow: [1.0, 0.5, 0.2],
  clouds: {
    cover: 0.42,
    scale: 0.7,
    lit: [1.05, 0.62, 0.42],
    shaded: [0.3, 0.25, 0.3],
    seed: 5.2,
  },
};

const balloons: readonly Balloon[] = [
  {
    at: [22, 72, 128],
    radius: 15.5,
    gores: 24,
    cloth: [
      [0.62, 0.055, 0.03],
      [0.86, 0.62, 0.34],
      [0.86, 0.25, 0.035],
    ],
  },
  {
    at: [-62, 92, 330],
    radius: 13,
    gores: 20,
    cloth: [
      [0.03, 0.24, 0.27],
      [0.85, 0.68, 0.42],
    ],
  },
  {
    at: [40, 88, 640],
    radius: 13,
    gores: 16,
    cloth: [
      [0.75, 0.42, 0.06],
      [0.28, 0.05, 0.16],
    ],
  },
];

/** Wind-blown sand: a long climb to a sharp crest, a short slide down the lee side. */
function duneAt(x: number, z: number): number {
  const bend = 46 * cloudNoise(x / 170, z / 210, 4) + 26 * Math.sin(z / 74 + x / 160);
  const great = ridge((x * 0.86 - z * 0.5 + bend + 62) / 132);
  const small = ridge((x * 0.75 - z * 0.62 + bend * 0.9 + 12) / 49);
  const swell = 0.62 + 0.5 * noise(x / 190 + 3, z / 260);
  return 36 * great * swell + 5.5 * small * (1 - great) + 8 * cloudNoise(x / 320, z / 320, 2);
}

function ridge(along: number): number {
  const part = along - Math.floor(along);
  const crest = 0.7;
  if (part > crest) return 1 - smoothstep(crest, 1.16, part) * 1.41;
  const climb = part / crest;
  return mix(climb * climb * (3 - 2 * climb), climb, 0.55) * 0.98 + 0.02;
}

export function dunes(): Scene {
  const site = { left: -700, near: -30, cells: 1500, spacing: 1 };
  const terrain = shapeTerrain(site, duneAt);
  const heightAt = (x: number, z: number) => groundAt(terrain, x, z);
  const ground: Ground = { terrain, heightAt, relief: 0 };
  const eye: Triple = [0, heightAt(0, 0) + 13, 0];
  const look = camera(eye, [4, 52, 150], 1.55);

  function sand(at: Triple, distance: number): Triple {
    const [x, , z] = at;
    const slope = facing(heightAt, x, z, Math.max(1, distance * 0.002));
    const wind = x * 0.9 - z * 0.42 + 2.2 * cloudNoise(x / 9, z / 9, 3);
    const fine = 1 / (1 + (distance / 75) ** 2);
    const ripple = Math.cos(wind * 6.4) * 0.17 * fine * smoothstep(0.7, 0.85, slope[1]);
    const grain = 0.1 * cloudNoise(x * 2.5, z * 2.5, 3) * fine;
    const normal = unit([slope[0] + ripple + grain, slope[1], slope[2] + ripple * 0.3 + grain]);
    const sunny = Math.max(dot(normal, weather.sun), 0);
    const range = { start: 1.6, end: 500, detail: 0.004 };
    const shadow = sunny > 0 && meetGround(ground, at, weather.sun, range) !== undefined;
    const tone =
      1 + 0.22 * cloudNoise(x / 30, z / 30, 4) + 0.1 * cloudNoise(x * 1.3, z * 1.3, 2) * fine;
    const colour: Triple = scale([0.56, 0.33, 0.165], tone);
    let light = scale(weather.sunlight, shadow ? 0 : sunny);
    light = addScaled(light, [0.3, 0.3, 0.44], 0.5 + 0.5 * slope[1]);
    light = addScaled(light, [0.4, 0.2, 0.08], 0.4 * (1 - slope[1]) + 0.1);
    return tint(colour, light);
  }

  return (px, py) => {
    const way = look(px, py);
    const hit = meetGround(ground, eye, way, { start: 2, end: 1500, detail: 0.0007 });
    let seen: Triple;
    if (hit === undefined) seen = sky(weather, way);
    else seen = haze(weather, way, sand(addScaled(eye, way, hit), hit), hit, 620);
    for (const balloon of balloons) {
      const part = seeBalloon(balloon, eye, way, weather);
      if (part === undefined || part.distance > (hit ?? Infinity)) continue;
      seen = blend(seen, haze(weather, way, part.colour, part.distance, 900), part.cover);
    }
    return seen;
  };
}
