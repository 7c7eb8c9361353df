import { clamp, noise, smoothstep } from "./noise.ts";
import type { Weather } from "./sky.ts";
import { addScaled, cross, dot, scale, type Triple, tint, unit } from "./vector.ts";

/** A hot-air balloon: the middle of its envelope, its size in metres, the colours of its cloth. */
export interface Balloon {
  at: Triple;
  radius: number;
  gores: number;
  cloth: readonly Triple[];
}

interface Sighting {
  colour: Triple;
  distance: number;
  /** How much of what is behind it it hides, 0..1. */
  cover: number;
}

/** The envelope's radius at a height, both in units of its greatest radius. */
function girth(height: number): number {
  if (height > 1 || height < -1.42) return 0;
  if (height > -0.35) return Math.sqrt(Math.max(0, 1 - height * height));
  // Below its belt the cloth runs straight down to the mouth.
  const down = (-0.35 - height) / 1.07;
  return 0.937 * (1 - down) + 0.2 * down - 0.12 * down * (1 - down);
}

/** The balloon along a ray, or undefined where the ray misses it. */
export function seeBalloon(
  balloon: Balloon,
  eye: Triple,
  way: Triple,
  weather: Weather,
): Sighting | undefined {
  const { at, radius } = balloon;
  const toward: Triple = [at[0] - eye[0], at[1] - radius * 0.5 - eye[1], at[2] - eye[2]];
  const nearest = dot(toward, way);
  const miss = Math.sqrt(Math.max(0, dot(toward, toward) - nearest * nearest));
  if (nearest < 0 || miss > radius * 1.75) return undefined;
  return seeEnvelope(balloon, eye, way, nearest, weather) ?? seeBasket(balloon, eye, way, nearest);
}

function seeEnvelope(
  balloon: Balloon,
  eye: Triple,
  way: Triple,
  nearest: number,
  weather: Weather,
): Sighting | undefined {
  const { at, radius } = balloon;
  let t = nearest - radius * 1.8;
  for (let step = 0; step < 60; step++) {
    const x = (eye[0] + way[0] * t - at[0]) / radius;
    const y = (eye[1] + way[1] * t - at[1]) / radius;
    const z = (eye[2] + way[2] * t - at[2]) / radius;
    const gap = Math.hypot(x, z) - girth(y);
    if (gap < 0.002 && y > -1.42 && y < 1) {
      return { colour: cloth(balloon, [x, y, z], way, weather), distance: t, cover: 1 };
    }
    t += Math.max(gap * 0.55, 0.004) * radius;
    if (t > nearest + radius * 1.8) return undefined;
  }
  return undefined;
}

function cloth(balloon: Balloon, at: Triple, way: Triple, weather: Weather): Triple {
  const [x, y, z] = at;
  const turn = (Math.atan2(x, z) / (2 * Math.PI) + 0.5) * balloon.gores;
  const part = turn - Math.floor(turn);
  // Each gore bellies out between its seams.
  const belly = (part - 0.5) * 0.75;
  const outward = unit([x, 0, z]);
  const along = cross([0, 1, 0], outward);
  const steep = (girth(y - 0.01) - girth(y + 0.01)) / 0.02;
  const fold = 0.1 * noise(turn * 0.7, y * 5);
  const normal = unit(addScaled([outward[0], steep, outward[2]], along, belly + fold));

  const zigzag = Math.abs(part - 0.5) * 0.3;
  const ring = Math.floor((y + 0.32 + zigzag) * 2.6);
  const belt = y > -0.2 && y < 0.45;
  const index = Math.floor(turn) + (belt ? ring : 0);
  const colours = balloon.cloth;
  const colour = colours[((index % colours.length) + colours.length) % colours.length] ?? [1, 1, 1];

  const sunny = Math.max(dot(normal, weather.sun), 0);
  let light = scale(weather.sunlight, sunny * 0.85);
  light = addScaled(light, [0.3, 0.34, 0.46], 0.55 + 0.35 * normal[1]);
  light = addScaled(light, [0.6, 0.36, 0.2], 0.35 * Math.max(0, -normal[1]) + 0.08);
  // Thin cloth: the sun shines through from behind, and the burner from below.
  const through = Math.max(-dot(normal, weather.sun), 0) * 0.16 + 0.5 * smoothstep(0.1, -1.5, y);
  light = addScaled(light, [1.0, 0.5, 0.2], through);
  const seam = 0.72 + 0.28 * smoothstep(0, 0.07, Math.min(part, 1 - part));
  const sheen = Math.max(dot(addScaled(way, normal, -2 * dot(way, normal)), weather.sun), 0) ** 18;
  return addScaled(scale(tint(colour, light), seam), weather.sunlight, sheen * 0.05);
}

function seeBasket(
  { at, radius }: Balloon,
  eye: Triple,
  way: Triple,
  nearest: number,
): Sighting | undefined {
  const x = (eye[0] + way[0] * nearest - at[0]) / radius;
  const y = (eye[1] + way[1] * nearest - at[1]) / radius;
  const body = Math.abs(x) < 0.13 && y < -1.74 && y > -1.96;
  if (body) {
    const weave = 0.75 + 0.25 * Math.sign(Math.sin(y * 150) * Math.sin(x * 150));
    const rim = smoothstep(-1.79, -1.76, y);
    const shade = clamp(0.75 - x * 4, 0.25, 1.3) * weave;
    return { colour: scale([0.3, 0.16 - rim * 0.05, 0.07], shade), distance: nearest, cover: 1 };
  }
  if (y > -1.42 || y < -1.75) return undefined;
  const taper = 0.12 + (0.19 - 0.12) * ((y + 1.75) / 0.33);
  const rope = Math.min(Math.abs(Math.abs(x) - taper), Math.abs(Math.abs(x) - taper * 0.35));
  const flame = Math.exp(-((x / 0.035) ** 2) - ((y + 1.55) / 0.1) ** 2);
  if (flame > 0.05) return { colour: [5, 2.4, 0.7], distance: nearest, cover: flame };
  if (rope > 0.011) return undefined;
  return { colour: [0.05, 0.04, 0.035], distance: nearest, cover: 0.8 };
}
