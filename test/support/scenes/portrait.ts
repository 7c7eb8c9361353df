import { bokeh } from "./bokeh.ts";
import { eyeball, inHead, nearestOfFigure, type Part } from "./figure.ts";
import { camera, type Scene } from "./film.ts";
import { clamp, cloudNoise, hash2, noise, smoothstep } from "./noise.ts";
import { addScaled, blend, dot, scale, type Triple, tint, towards, unit } from "./vector.ts";

const key = towards(-140, 34);
const rim = towards(62, 26);
/** The lamp that the eyes mirror, set lower than the key light so that the lids do not hide it. */
const catchlight = towards(-152, 16);

interface Finish {
  colour: Triple;
  /** How much light wanders under the surface: 0 for cloth, near 1 for skin. */
  depth: number;
  gloss: number;
  shine: number;
}

export function portrait(): Scene {
  const eye: Triple = [0, -0.62, -9];
  const look = camera(eye, [0.05, -0.44, 0], 3.36);
  return (px, py) => {
    const way = look(px, py);
    const hit = meet(eye, way);
    if (hit === undefined) return bokeh(px, py);
    return shade(addScaled(eye, way, hit.distance), hit.part, way);
  };
}

function gapAt(at: Triple): number {
  return nearestOfFigure(at[0], at[1], at[2]).gap;
}

function meet(from: Triple, way: Triple): { distance: number; part: Part } | undefined {
  let t = 6.2;
  for (let step = 0; step < 170 && t < 12; step++) {
    const at = addScaled(from, way, t);
    const { gap, part } = nearestOfFigure(at[0], at[1], at[2]);
    if (gap < 0.0012) return { distance: t, part };
    t += gap * 0.8;
  }
  return undefined;
}

function outward([x, y, z]: Triple, reach: number): Triple {
  // Four corners of a tetrahedron give the slope with fewer questions than six sides.
  const a = gapAt([x + reach, y - reach, z - reach]);
  const b = gapAt([x - reach, y - reach, z + reach]);
  const c = gapAt([x - reach, y + reach, z - reach]);
  const d = gapAt([x + reach, y + reach, z + reach]);
  return unit([a - b - c + d, c + d - a - b, b + d - a - c]);
}

function shadow(from: Triple, way: Triple): number {
  let open = 1;
  let t = 0.05;
  for (let step = 0; step < 22 && t < 3; step++) {
    const gap = gapAt(addScaled(from, way, t));
    open = Math.min(open, 0.5 + (gap * 6) / t);
    if (open < 0.02) return 0;
    t += clamp(gap, 0.04, 0.3);
  }
  return smoothstep(0, 1, open);
}

function openness(at: Triple, normal: Triple): number {
  let closed = 0;
  let weight = 1.1;
  for (const reach of [0.03, 0.09, 0.2, 0.4]) {
    closed += Math.max(0, reach - gapAt(addScaled(at, normal, reach))) * weight;
    weight *= 0.72;
  }
  return clamp(1 - closed * 1.5, 0, 1);
}

function shade(at: Triple, part: Part, way: Triple): Triple {
  const normal = outward(at, part === "skin" ? 0.006 : 0.003);
  const head = inHead(at[0], at[1], at[2]);
  const finish = finishOf(part, head, at);
  const open = openness(at, normal);
  const keyed = dot(normal, key);
  const reached = keyed > -0.3 ? shadow(addScaled(at, normal, 0.02), key) : 0;
  const wrap = 0.3 * finish.depth;
  const soft = Math.max((keyed + wrap) / (1 + wrap), 0) * reached;
  let light = scale([1.3, 1.0, 0.74], soft);
  // Where light fades on skin it turns red: it has been through the blood.
  const edge = Math.exp(-(((keyed - 0.05) / 0.28) ** 2)) * finish.depth * (0.3 + 0.7 * reached);
  light = addScaled(light, [0.42, 0.1, 0.05], edge);
  light = addScaled(light, [0.2, 0.27, 0.35], (0.6 + 0.4 * normal[1]) * open * 0.85);
  light = addScaled(light, [0.24, 0.15, 0.1], (0.55 - 0.45 * normal[1]) * open * 0.55);
  const rimmed = Math.max(dot(normal, rim), 0);
  light = addScaled(light, [0.75, 0.95, 1.1], rimmed * open);
  let colour = tint(finish.colour, light);
  const back = addScaled(way, normal, -2 * dot(way, normal));
  const lamp = part === "eye" ? dot(back, catchlight) : dot(back, key) * reached;
  const spark = Math.max(lamp, 0) ** finish.gloss;
  colour = addScaled(colour, [1, 0.92, 0.82], spark * finish.shine);
  const grazing = (1 - Math.max(-dot(way, normal), 0)) ** 4 * open;
  return addScaled(colour, [0.5, 0.56, 0.6], grazing * 0.22 * (0.3 + rimmed));
}

function finishOf(part: Part, head: Triple, at: Triple): Finish {
  const [x, y, z] = head;
  switch (part) {
    case "skin":
      return { colour: complexion(x, y, z), depth: 1, gloss: 16, shine: 0.1 };
    case "lip":
      return { colour: [0.58, 0.15, 0.13], depth: 0.7, gloss: 40, shine: 0.32 };
    case "eye":
      return { colour: iris(x, y, z), depth: 0.4, gloss: 260, shine: 2.6 };
    case "lash":
      return { colour: [0.03, 0.018, 0.014], depth: 0, gloss: 20, shine: 0.04 };
    case "brow":
      return { colour: [0.14, 0.05, 0.022], depth: 0, gloss: 20, shine: 0.05 };
    case "hair": {
      const lock = 0.7 + 0.55 * noise(x * 9 + z * 8, y * 1.4) + 0.4 * noise(x * 37 + z * 33, y * 2);
      return {
        colour: scale([0.3, 0.085, 0.028], clamp(lock, 0.3, 1.6)),
        depth: 0.2,
        gloss: 14,
        shine: 0.13,
      };
    }
    case "cap":
    case "bobble": {
      const yarn = 0.86 + 0.3 * cloudNoise(x * 30 + z * 20, y * 34, 3);
      const base: Triple = part === "cap" ? [0.72, 0.36, 0.045] : [0.83, 0.72, 0.55];
      return { colour: scale(base, yarn), depth: 0.35, gloss: 6, shine: 0.03 };
    }
    case "jumper": {
      const yarn = 0.88 + 0.3 * cloudNoise(at[0] * 34, at[1] * 38, 3);
      return { colour: scale([0.035, 0.17, 0.2], yarn), depth: 0.3, gloss: 6, shine: 0.03 };
    }
  }
}

function complexion(x: number, y: number, z: number): Triple {
  const base: Triple = [0.7, 0.4, 0.27];
  const side = Math.abs(x);
  const blush = Math.exp(-(((side - 0.5) / 0.24) ** 2) - ((y + 0.27) / 0.2) ** 2) * 0.62;
  const tip = Math.exp(-((x / 0.13) ** 2) - ((y + 0.24) / 0.1) ** 2) * 0.45;
  const lid = Math.exp(-(((side - 0.37) / 0.2) ** 2) - ((y - 0.2) / 0.07) ** 2) * 0.4;
  let colour = blend(base, [0.78, 0.26, 0.19], clamp(blush + tip + lid, 0, 0.75));
  const mottle = 1 + 0.07 * cloudNoise(x * 7, y * 7 + z, 4);
  const where = Math.exp(-(((y + 0.17) / 0.2) ** 2)) * smoothstep(0.85, 0.4, side);
  colour = blend(colour, [0.42, 0.17, 0.08], freckle(x, y) * where * 0.6);
  return scale(colour, mottle);
}

function freckle(x: number, y: number): number {
  const size = 19;
  const column = Math.floor(x * size);
  const row = Math.floor(y * size);
  if (hash2(column, row + 300) > 0.62) return 0;
  const offX = x * size - column - 0.25 - 0.5 * hash2(column, row);
  const offY = y * size - row - 0.25 - 0.5 * hash2(row, column + 50);
  const radius = 0.12 + 0.16 * hash2(column + 7, row + 7);
  return smoothstep(radius, radius * 0.45, Math.hypot(offX, offY));
}

function iris(x: number, y: number, z: number): Triple {
  // The head is turned aside: the eyes turn back to look at the camera, both the same way.
  const ex = x - Math.sign(x) * eyeball.x - 0.052;
  const ey = y - eyeball.y - 0.012;
  const off = Math.hypot(ex, ey);
  const angle = Math.atan2(ey, ex);
  const white = blend([0.78, 0.74, 0.7], [0.62, 0.36, 0.3], smoothstep(0.15, 0.26, off) * 0.6);
  if (off > 0.136 || z > eyeball.z) return white;
  const fibre = 0.75 + 0.5 * noise(angle * 9, off * 11) + 0.3 * noise(angle * 23, off * 5);
  const inner = blend([0.3, 0.17, 0.04], [0.035, 0.17, 0.14], smoothstep(0.055, 0.105, off));
  const ring = blend(scale(inner, fibre), [0.01, 0.035, 0.04], smoothstep(0.106, 0.129, off));
  const pupil = blend([0.005, 0.005, 0.007], ring, smoothstep(0.056, 0.066, off));
  return blend(pupil, white, smoothstep(0.126, 0.136, off));
}
