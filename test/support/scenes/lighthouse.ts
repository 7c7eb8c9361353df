import { clamp, noise, smoothstep } from "./noise.ts";
import { type Triple, unit } from "./vector.ts";

type Part = "wall" | "band" | "iron" | "lamp" | "roof" | "window" | "cottage" | "door";

/** Height of the lamp above the foot of the tower, in metres. */
export const lampHeight = 36.2;

type Solid = { gap: number; part: Part };

function box(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const dx = Math.abs(x) - a;
  const dy = Math.abs(y) - b;
  const dz = Math.abs(z) - c;
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0), Math.max(dz, 0));
  return outside + Math.min(Math.max(dx, dy, dz), 0);
}

function drum(around: number, y: number, radius: number, half: number): number {
  const dr = around - radius;
  const dy = Math.abs(y) - half;
  return Math.hypot(Math.max(dr, 0), Math.max(dy, 0)) + Math.min(Math.max(dr, dy), 0);
}

/** The lighthouse and the keeper's cottage, in metres from the foot of the tower. */
function nearestPart(x: number, y: number, z: number): Solid {
  const tower = nearestOfTower(x, y, z);
  const house = nearestOfCottage(x + 11.5, y, z - 3.5);
  return house.gap < tower.gap ? house : tower;
}

function nearestOfTower(x: number, y: number, z: number): Solid {
  const around = Math.hypot(x, z);
  const radius = 4.7 - 1.75 * clamp(y / 32, 0, 1) ** 0.8;
  const wall = Math.max((around - radius) * 0.98, y - 32.6, -3 - y);
  let best: Solid = { gap: wall, part: Math.floor(y / 6.6) % 2 === 1 ? "band" : "wall" };
  const offer = (gap: number, part: Part) => {
    if (gap < best.gap) best = { gap, part };
  };
  if (y > 28) {
    offer(drum(around, y - 32.2, 3.9 - 0.25 * Math.abs(y - 32.6), 0.35), "wall");
    offer(drum(around, y - 32.75, 4.35, 0.14), "iron");
    for (const rail of [33.35, 33.95]) offer(Math.hypot(around - 4.2, y - rail) - 0.055, "iron");
    const post = ((Math.atan2(x, z) / (2 * Math.PI)) * 26) % 1;
    const aside = Math.abs(Math.abs(post) - 0.5) * ((2 * Math.PI * 4.2) / 26);
    offer(Math.max(Math.hypot(around - 4.2, aside) - 0.05, Math.abs(y - 33.3) - 0.65), "iron");
    offer(drum(around, y - 33.9, 2.25, 1.1), "wall");
    offer(drum(around, y - 36.3, 2.0, 1.35), "lamp");
    const pane = ((Math.atan2(x, z) / (2 * Math.PI)) * 12) % 1;
    const bar = Math.abs(Math.abs(pane) - 0.5) * ((2 * Math.PI * 2.0) / 12);
    offer(Math.max(Math.hypot(around - 2.05, bar) - 0.07, Math.abs(y - 36.3) - 1.4), "iron");
    offer(drum(around, y - 37.75, 2.5, 0.14), "roof");
    const dome = Math.hypot(around, (y - 37.8) * 1.15) - 2.2;
    offer(Math.max(dome, 37.8 - y), "roof");
    offer(Math.hypot(around, y - 40.1) - 0.42, "roof");
    offer(drum(around, y - 41.2, 0.07, 1.1), "iron");
  }
  for (const at of [6.8, 14.4, 22, 28]) {
    offer(box(x + 0.9, y - at, z + radius - 0.05, 0.42, 0.85, 0.12), "window");
    offer(box(x + 0.9, y - at, z + radius - 0.02, 0.62, 1.05, 0.08), "wall");
  }
  offer(box(x + 1, y - 1.4, z + radius - 0.1, 0.8, 1.6, 0.22), "door");
  return best;
}

function nearestOfCottage(x: number, y: number, z: number): Solid {
  let best: Solid = { gap: box(x, y - 1.2, z, 5, 2.6, 3), part: "cottage" };
  const offer = (gap: number, part: Part) => {
    if (gap < best.gap) best = { gap, part };
  };
  const slope = (y - 5.9 + Math.abs(z) * 0.62) * 0.85;
  offer(Math.max(slope, 3.5 - y, Math.abs(x) - 5.35, Math.abs(z) - 3.7), "roof");
  offer(box(x - 3.2, y - 5.6, z, 0.5, 1.5, 0.5), "cottage");
  for (const at of [-3.1, -0.4, 2.9]) offer(box(x - at, y - 1.9, z + 3, 0.6, 0.8, 0.1), "window");
  return best;
}

/** What each part is made of. Lamps and windows shine by themselves. */
export function material(part: Part, at: Triple): { colour: Triple; shines: Triple } {
  const dark: Triple = [0, 0, 0];
  const [x, y, z] = at;
  const worn = 0.86 + 0.28 * noise(x * 0.8 + z, y * 0.35) + 0.16 * noise(x * 3 + z * 3, y * 1.1);
  const streak = 1 - 0.3 * smoothstep(0.1, 0.6, noise(Math.atan2(x, z) * 9, y * 0.05));
  const aged = worn * streak;
  switch (part) {
    case "wall":
    case "cottage":
      return { colour: [0.72 * aged, 0.7 * aged, 0.66 * aged], shines: dark };
    case "band":
      return { colour: [0.5 * aged, 0.045 * aged, 0.035 * aged], shines: dark };
    case "iron":
      return { colour: [0.03, 0.03, 0.035], shines: dark };
    case "roof":
      return { colour: [0.2 * worn, 0.05 * worn, 0.04 * worn], shines: dark };
    case "door":
      return { colour: [0.06, 0.12, 0.14], shines: dark };
    case "window":
      return { colour: [0.1, 0.1, 0.1], shines: [2.1, 1.05, 0.32] };
    case "lamp":
      return { colour: [0.1, 0.1, 0.1], shines: [5.5, 4.1, 2.1] };
  }
}

/** The distance at which a ray meets the building, whose foot stands at `foot`. */
export function meetLighthouse(
  foot: Triple,
  from: Triple,
  way: Triple,
  end: number,
): { distance: number; part: Part; normal: Triple } | undefined {
  let t = 0.05;
  for (let step = 0; step < 140 && t < end; step++) {
    const x = from[0] + way[0] * t - foot[0];
    const y = from[1] + way[1] * t - foot[1];
    const z = from[2] + way[2] * t - foot[2];
    const far = Math.max(Math.hypot(x + 5, z) - 15, y - 43, 0);
    if (far > 3) {
      t += far;
      continue;
    }
    const { gap, part } = nearestPart(x, y, z);
    if (gap < 0.012) return { distance: t, part, normal: outward(x, y, z) };
    t += gap * 0.85;
  }
  return undefined;
}

function outward(x: number, y: number, z: number): Triple {
  const e = 0.03;
  const gap = (a: number, b: number, c: number) => nearestPart(a, b, c).gap;
  return unit([
    gap(x + e, y, z) - gap(x - e, y, z),
    gap(x, y + e, z) - gap(x, y - e, z),
    gap(x, y, z + e) - gap(x, y, z - e),
  ]);
}
