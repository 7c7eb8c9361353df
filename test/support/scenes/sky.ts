import { cloudNoise, mix, noise, smoothstep } from "./noise.ts";
import { add, addScaled, blend, dot, scale, type Triple } from "./vector.ts";

export interface Weather {
  /** The direction of the sun. */
  sun: Triple;
  sunlight: Triple;
  zenith: Triple;
  horizon: Triple;
  /** The colour of the air around the sun. */
  glow: Triple;
  clouds: {
    /** 0 is a clear sky, 1 an overcast one. */
    cover: number;
    /** Clouds per unit of the sky's plane: more makes them smaller. */
    scale: number;
    lit: Triple;
    shaded: Triple;
    seed: number;
  };
  /** Cumulus heaped on the horizon, up to this many radians high. */
  bank?: number;
}

/** The light of the air alone: from horizon to zenith, with the glow about the sun. */
export function air(weather: Weather, way: Triple): Triple {
  const height = Math.max(way[1], 0);
  const towardsSun = Math.max(dot(way, weather.sun), 0);
  const base = blend(weather.horizon, weather.zenith, 1 - Math.exp(-4.2 * height));
  const low = Math.exp(-5 * height);
  const halo = 0.35 * towardsSun ** 5 * (0.35 + low) + 0.6 * towardsSun ** 60;
  return addScaled(base, weather.glow, halo + 1.2 * towardsSun ** 900);
}

/** The air with the sun's disc and the clouds before it. */
export function sky(weather: Weather, way: Triple): Triple {
  const behind = addScaled(
    air(weather, way),
    weather.sunlight,
    4 * smoothstep(0.99985, 0.99993, dot(way, weather.sun)),
  );
  if (way[1] < 0.004) return behind;
  return withBank(weather, way, withClouds(weather, way, behind));
}

function withBank(weather: Weather, way: Triple, behind: Triple): Triple {
  const { bank, clouds, sun } = weather;
  if (bank === undefined || way[1] > bank * 1.9) return behind;
  const across = Math.atan2(way[0], way[2]);
  const heap = heaped(across, way[1], bank, clouds.seed);
  if (heap <= 0) return behind;
  // The heap's own slope stands in for its surface: faces turned to the sun are lit.
  const side = Math.sign(Math.atan2(sun[0], sun[2]) - across);
  const step = bank * 0.07;
  const ahead = heaped(across + side * step, way[1] + step * 0.9, bank, clouds.seed);
  const lit = smoothstep(-0.16, 0.34, heap - ahead);
  const foot = smoothstep(0, bank * 0.9, way[1]);
  const body = blend(clouds.shaded, clouds.lit, lit * mix(0.45, 1, foot));
  const aired = blend(air(weather, way), body, mix(0.18, 0.82, foot));
  return blend(behind, aired, smoothstep(0, 0.09, heap));
}

function heaped(across: number, height: number, bank: number, seed: number): number {
  const x = across / bank;
  const y = height / bank;
  const skyline = 0.62 + 0.95 * cloudNoise(x * 0.42 + seed * 3, seed, 3);
  let puffs = 0;
  let size = 0.42;
  let fine = 1.15;
  for (let i = 0; i < 6; i++) {
    puffs += size * (0.5 - Math.abs(noise(x * fine + i * 7.1 + seed, y * fine * 1.25 - i * 3.3)));
    size *= 0.56;
    fine *= 2.05;
  }
  return skyline - y + puffs;
}

function withClouds(weather: Weather, way: Triple, behind: Triple): Triple {
  const { clouds, sun } = weather;
  const reach = clouds.scale / (way[1] + 0.09);
  const x = way[0] * reach + clouds.seed;
  const z = way[2] * reach + clouds.seed * 1.7;
  const density = thickness(x, z, clouds.cover, 7);
  if (density <= 0) return behind;
  // A cloud is bright where less cloud lies between it and the sun.
  const shadowing = thickness(x + sun[0] * 0.11, z + sun[2] * 0.11, clouds.cover, 5);
  const lit = Math.exp(-1.9 * shadowing) * 0.75 + 0.25 * Math.exp(-2.5 * density);
  const rim = Math.max(dot(way, sun), 0) ** 12 * Math.exp(-4 * density);
  const body = add(blend(clouds.shaded, clouds.lit, lit), scale(weather.glow, rim * 0.9));
  const fade = smoothstep(0.004, 0.11, way[1]);
  const opacity = (1 - Math.exp(-2.4 * density)) * mix(0.15, 1, fade);
  return blend(behind, blend(air(weather, way), body, mix(0.35, 1, fade)), opacity);
}

function thickness(x: number, z: number, cover: number, octaves: number): number {
  const bend = cloudNoise(x * 0.5 + 4.1, z * 0.5 - 2.7, 4);
  const shape = cloudNoise(x * 0.8 + bend * 1.3, z * 1.9 + bend * 1.1, octaves);
  // Ice streams out of the high clouds in fibres, all drawn out by the same wind.
  const fibre = cloudNoise(x * 2.2 + bend * 2, z * 9 + bend * 4, 4);
  return Math.max(0, shape + fibre * 0.3 + cover - 0.5);
}

/** What distance does: surfaces fade into the air behind them, by half every `metres`. */
export function haze(
  weather: Weather,
  way: Triple,
  surface: Triple,
  distance: number,
  metres: number,
): Triple {
  const through = 0.5 ** (distance / metres);
  const flat: Triple = [way[0], Math.max(way[1], 0) * 0.3 + 0.01, way[2]];
  return blend(air(weather, flat), surface, through);
}
