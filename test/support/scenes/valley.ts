import { erode, soften } from "./erosion.ts";
import { camera, type Scene } from "./film.ts";
import { forest, type Trees } from "./forest.ts";
import { clamp, cloudNoise, mix, noise, ridgeNoise, rockNoise, smoothstep } from "./noise.ts";
import { air, sky, type Weather } from "./sky.ts";
import { facing, type Ground, groundAt, meetGround, type Terrain, withSummits } from "./terrain.ts";
import { addScaled, blend, dot, scale, type Triple, tint, towards, unit } from "./vector.ts";

const weather: Weather = {
  sun: towards(-104, 24),
  sunlight: [2.5, 1.62, 0.9],
  zenith: [0.06, 0.14, 0.33],
  horizon: [0.4, 0.45, 0.54],
  glow: [1.1, 0.6, 0.3],
  clouds: {
    cover: 0.38,
    scale: 0.8,
    lit: [0.95, 0.72, 0.58],
    shaded: [0.3, 0.31, 0.4],
    seed: 8.4,
  },
};

const site = { left: -5200, near: -300, cells: 1500, spacing: 7 };

function axis(z: number): number {
  return 420 * Math.sin(z / 1500 + 0.5) - 260;
}

/** Peaks either side of a winding valley, and a great one at its head. */
function mountainAt(x: number, z: number): number {
  const bend = cloudNoise(x / 1900 + 7, z / 1900, 3) * 420;
  const aside = Math.abs(x - axis(z)) + bend * 0.5;
  const head = smoothstep(3600, 6600, z);
  const rise = Math.max(smoothstep(230, 2300, aside), head);
  const ridges = ridgeNoise((x + bend) / 2700 + 1.7, (z + bend) / 2700 + 0.6, 8);
  const crags = ridgeNoise((x - bend) / 640, (z + bend) / 640, 6) - 0.4;
  const mass =
    rise * (190 + 2150 * ridges + 430 * crags * ridges) + head * 520 * smoothstep(2600, 0, aside);
  const floor = mix(-26, 46, smoothstep(150, 420, aside + 60 * noise(x / 240, z / 240)));
  const flood = mix(floor, 60, smoothstep(2700, 3400, z));
  return flood + mass + 10 * cloudNoise(x / 160, z / 160, 5);
}

function shapeMountains(): Terrain {
  const heights = new Float32Array(site.cells * site.cells);
  for (let row = 0, i = 0; row < site.cells; row++) {
    for (let column = 0; column < site.cells; column++, i++) {
      const x = site.left + column * site.spacing;
      heights[i] = mountainAt(x, site.near + row * site.spacing) / site.spacing;
    }
  }
  erode(heights, site.cells, 500_000, 11);
  soften(heights, site.cells, 0.8);
  erode(heights, site.cells, 250_000, 12);
  soften(heights, site.cells, 0.55);
  return withSummits(
    site,
    heights.map((height) => height * site.spacing),
  );
}

export function valley(): Scene {
  const terrain = shapeMountains();
  const bare = (x: number, z: number) => groundAt(terrain, x, z);
  const trees: Trees = forest(terrain, { spacing: 8.5, height: 21, below: 620 });
  const ground: Ground = { terrain, heightAt: trees.heightAt, relief: trees.tallest };
  const barren: Ground = { terrain, heightAt: bare, relief: 0 };
  const eye: Triple = [axis(0) - 40, 120, -60];
  const look = camera(eye, [axis(1500) + 130, 262, 1500], 1.75);

  function sunReaches(at: Triple): number {
    const lifted: Triple = [at[0], at[1] + 6, at[2]];
    const range = { start: 14, end: 6000, detail: 0.012 };
    return meetGround(barren, lifted, weather.sun, range) === undefined ? 1 : 0;
  }

  function lit(colour: Triple, normal: Triple, at: Triple, open: number): Triple {
    const sunny = Math.max(dot(normal, weather.sun), 0);
    const reached = sunny > 0 ? sunReaches(at) : 0;
    let light = scale(weather.sunlight, sunny * reached);
    light = addScaled(light, [0.3, 0.42, 0.68], (0.55 + 0.45 * normal[1]) * 0.62 * open);
    light = addScaled(light, [0.42, 0.26, 0.16], Math.max(0, -normal[0]) * 0.25 * open);
    return tint(colour, light);
  }

  function land(at: Triple, distance: number): Triple {
    const [x, y, z] = at;
    const base = bare(x, z);
    const wood = trees.treeAt(x, z, base);
    if (wood.height > 1.5) {
      const reach = Math.max(0.8, distance * 0.0006);
      const normal = facing((a, b) => trees.heightAt(a, b, Infinity), x, z, reach);
      const up = clamp((y - base) / wood.height, 0, 1);
      const open = mix(0.12, 1, up);
      const sprays = 0.8 + 0.9 * cloudNoise(x * 0.9 + z * 0.5, y * 1.1, 3);
      const shaggy = unit([
        normal[0] + 0.9 * noise(z * 1.3, y * 1.6),
        normal[1],
        normal[2] + 0.9 * noise(x * 1.3, y * 1.6),
      ]);
      return lit(scale(wood.colour, sprays * (0.45 + 0.75 * up)), shaggy, at, open);
    }
    const slope = facing(bare, x, z, Math.max(7, distance * 0.0012));
    const normal = unit([
      slope[0] + 0.75 * rockNoise(at, slope, 95, 6),
      slope[1] + 0.5 * rockNoise([x, y + 700, z], slope, 70, 6),
      slope[2] + 0.75 * rockNoise([x + 900, y, z - 500], slope, 95, 6),
    ]);
    return lit(surface(x, y, z, normal), normal, at, 1);
  }

  function lake(at: Triple, way: Triple): Triple {
    const [x, , z] = at;
    const breeze = 0.012 * smoothstep(-0.25, 0.4, cloudNoise(x / 190, z / 420, 3)) + 0.002;
    const normal = unit([
      breeze * cloudNoise(x / 5, z / 9, 3),
      1,
      breeze * 2.2 * cloudNoise(x / 6 + 40, z / 4, 3),
    ]);
    const back = addScaled(way, normal, -2 * dot(way, normal));
    const up: Triple = unit([back[0], Math.abs(back[1]) + 0.002, back[2]]);
    const range = { start: 3, end: 9000, detail: 0.0016 };
    const hit = meetGround(ground, [x, 0.2, z], up, range);
    const far = hit === undefined ? sky(weather, up) : land(addScaled([x, 0.2, z], up, hit), hit);
    const seen = hit === undefined ? far : misted([x, 0, z], up, far, hit);
    const depth = Math.max(0, -bare(x, z));
    const water = blend([0.16, 0.2, 0.15], [0.015, 0.1, 0.115], 1 - Math.exp(-depth / 4));
    const fresnel = 0.05 + 0.95 * clamp(1 + dot(way, normal), 0, 1) ** 4;
    return blend(scale(water, 0.8), scale(seen, 0.93), fresnel);
  }

  return (px, py) => {
    const way = look(px, py);
    const reachLake = way[1] < 0 ? -eye[1] / way[1] : Infinity;
    const range = { start: 40, end: Math.min(reachLake, 14_000), detail: 0.0004 };
    const hit = meetGround(ground, eye, way, range);
    if (hit !== undefined) return misted(eye, way, land(addScaled(eye, way, hit), hit), hit);
    if (reachLake < 14_000) {
      const surface = lake(addScaled(eye, way, reachLake), way);
      return misted(eye, way, surface, reachLake);
    }
    return sky(weather, way);
  };
}

function surface(x: number, y: number, z: number, normal: Triple): Triple {
  const bed = y + 0.25 * x + 40 * cloudNoise(x / 500, z / 500, 3);
  const layer = noise(bed / 31, 3.1) * 0.35 + rockNoise([x, y * 2, z], normal, 120, 5) * 0.9;
  const rock = blend([0.075, 0.078, 0.095], [0.25, 0.23, 0.225], clamp(0.45 + layer, 0, 1));
  const meadow = blend([0.1, 0.12, 0.04], [0.24, 0.2, 0.09], clamp(0.5 + layer, 0, 1));
  const patch = cloudNoise(x / 130, z / 130, 5);
  const grassy = smoothstep(0.72, 0.88, normal[1]) * smoothstep(950, 600, y + patch * 300);
  const pebbles: Triple = scale([0.17, 0.16, 0.15], 1 + 0.5 * noise(x / 3, z / 3));
  const bareGround = blend(pebbles, blend(rock, meadow, grassy), smoothstep(4, 9, y));
  const snowline = 800 + 330 * patch - 120 * normal[2];
  const snow = smoothstep(0, 160, y - snowline) * smoothstep(0.4, 0.58, normal[1] + patch * 0.1);
  return blend(bareGround, [0.82, 0.84, 0.88], snow);
}

/** Morning mist lies in the valley: thick over the water, thin towards the peaks. */
function misted(from: Triple, way: Triple, surface: Triple, distance: number): Triple {
  const top = from[1] + way[1] * distance;
  const layer = (depth: number) => {
    const near = Math.exp(-Math.max(from[1], 0) / depth);
    const far = Math.exp(-Math.max(top, 0) / depth);
    const rise = way[1] * distance;
    return Math.abs(rise) < 1 ? near * distance : ((near - far) * depth * distance) / rise;
  };
  const x = from[0] + way[0] * distance;
  const z = from[2] + way[2] * distance;
  const drift = clamp(0.8 + 1.5 * cloudNoise(x / 900, z / 900 + top / 300, 4), 0.1, 2.2);
  const thickness = layer(900) / 11_000 + (layer(70) / 3300) * drift;
  const level: Triple = [way[0], 0.04, way[2]];
  return blend(surface, air(weather, unit(level)), 1 - Math.exp(-thickness));
}
