import { clamp, cloudNoise, mix, noise, smoothstep } from "./noise.ts";
import { ball, carved, egg, joined, rod } from "./shapes.ts";
import type { Triple } from "./vector.ts";

export type Part = "skin" | "eye" | "lash" | "lip" | "brow" | "hair" | "cap" | "bobble" | "jumper";

/** The middle of an eyeball (the other one mirrors it) and its size, in head units. */
export const eyeball = { x: 0.365, y: 0.03, z: -0.705, radius: 0.25 };

const turn = -0.24;
const tilt = 0.11;

/** A place in the room as the head has it: the head is turned and tilted a little. */
export function inHead(x: number, y: number, z: number): Triple {
  const wy = y + 1;
  const tx = x * Math.cos(tilt) + wy * Math.sin(tilt);
  const ty = wy * Math.cos(tilt) - x * Math.sin(tilt) - 1;
  return [tx * Math.cos(turn) + z * Math.sin(turn), ty, z * Math.cos(turn) - tx * Math.sin(turn)];
}

/** The nearest part of the figure and the distance to it. The figure faces -z. */
export function nearestOfFigure(x: number, y: number, z: number): { gap: number; part: Part } {
  let gap = Infinity;
  let part: Part = "skin";
  const offer = (distance: number, kind: Part) => {
    if (distance < gap) {
      gap = distance;
      part = kind;
    }
  };
  if (y < -0.7) offer(jumper(x, y, z), "jumper");
  const [hx, hy, hz] = inHead(x, y, z);
  const around = ball(hx, hy - 0.3, hz, 2.4);
  if (around > 0.6) {
    offer(around, "hair");
    return { gap, part };
  }
  const side = Math.abs(hx);
  offer(skin(side, hy, hz), "skin");
  offer(hair(hx, hy, hz), "hair");
  if (hy > 0.05) offer(cap(hx, hy, hz), "cap");
  if (hy > 1.1) offer(bobble(hx, hy, hz), "bobble");
  if (hz < 0 && hy > -0.9 && hy < 0.7) {
    offer(ball(side - eyeball.x, hy - eyeball.y, hz - eyeball.z, eyeball.radius), "eye");
    offer(lashes(side, hy, hz), "lash");
    offer(lips(side, hy, hz), "lip");
    offer(brow(side, hy, hz), "brow");
  }
  return { gap, part };
}

function skin(side: number, y: number, z: number): number {
  let gap = egg(side, y - 0.2, z - 0.05, 0.95, 1.05, 1.0);
  gap = joined(gap, egg(side, y + 0.42, z + 0.17, 0.66, 0.6, 0.66), 0.35);
  gap = joined(gap, ball(side - 0.4, y + 0.3, z + 0.56, 0.33), 0.3);
  gap = joined(gap, ball(side, y + 0.86, z + 0.55, 0.16), 0.3);
  gap = carved(gap, egg(side - 0.37, y - 0.05, z + 1.1, 0.26, 0.17, 0.2), 0.22);
  gap = joined(gap, rod(side, y, z, [0, 0.1, -0.9], [0, -0.22, -1.02], 0.055, 0.085), 0.14);
  gap = joined(gap, ball(side, y + 0.225, z + 1.04, 0.095), 0.06);
  gap = joined(gap, ball(side - 0.085, y + 0.25, z + 0.985, 0.058), 0.05);
  gap = carved(gap, ball(side - 0.055, y + 0.31, z + 1.035, 0.022), 0.03);
  gap = joined(gap, lids(side, y, z), 0.035);
  // The dent of the mouth's corner, which makes the smile.
  gap = carved(gap, ball(side - 0.285, y + 0.525, z + 0.895, 0.02), 0.11);
  gap = joined(gap, egg(side - 0.93, y + 0.08, z - 0.08, 0.1, 0.22, 0.14), 0.06);
  return joined(gap, rod(side, y, z, [0, -0.7, 0.15], [0, -1.7, 0.25], 0.4), 0.15);
}

/** Eyelids: a shell over the eyeball, open between two planes. */
function lids(side: number, y: number, z: number): number {
  const ex = side - eyeball.x;
  const ey = y - eyeball.y;
  const ez = z - eyeball.z;
  const shell = ball(ex, ey, ez, eyeball.radius + 0.022);
  const upper = Math.max(shell, upperEdge(ex, ey, ez));
  const lower = Math.max(shell, (ey + 0.115 - ex * 0.06 - 0.9 * ex * ex - ez * 0.08) * 0.9);
  return Math.min(upper, lower);
}

function upperEdge(ex: number, ey: number, ez: number): number {
  return (0.108 + ex * 0.06 - 1.5 * ex * ex - ey + ez * -0.06) * 0.85;
}

function lashes(side: number, y: number, z: number): number {
  const ex = side - eyeball.x;
  const ey = y - eyeball.y;
  const ez = z - eyeball.z;
  const shell = Math.abs(ball(ex, ey, ez, eyeball.radius + 0.026)) - 0.012;
  const sweep = ex > 0 ? 0.03 * smoothstep(0.05, 0.26, ex) : 0;
  const edge = Math.abs(upperEdge(ex, ey, ez) + 0.004 - sweep * 0.3) - 0.012 - sweep * 0.4;
  return Math.max(shell - sweep * 0.5, edge, ez + 0.02);
}

function lips(side: number, y: number, z: number): number {
  const ly = y + 0.585 - 0.85 * side * side;
  const front = z + 0.872 - side * side * 0.75;
  const bow = 0.016 * smoothstep(0.075, 0, side);
  const taper = smoothstep(0.31, 0.04, side);
  const upper = egg(
    side,
    ly - 0.004 - 0.016 * taper + bow,
    front,
    0.31,
    0.011 + 0.03 * taper,
    0.06,
  );
  const lower = egg(side, ly + 0.008 + 0.03 * taper, front, 0.3, 0.011 + 0.044 * taper, 0.07);
  const both = joined(upper, lower, 0.01) * 0.6;
  const parting = Math.hypot(ly - 0.006, Math.min(0, front - 0.05) * 0.2) - 0.006 * taper + 0.001;
  return carved(both, parting, 0.003 + 0.014 * taper);
}

function brow(side: number, y: number, z: number): number {
  const along = clamp((side - 0.13) / 0.46, 0, 1);
  const arch = 0.42 + 0.075 * Math.sin(along * 2.6) - 0.045 * along;
  const front = -0.985 + 0.24 * along * along + 0.04 * along;
  const thick = 0.014 + 0.02 * Math.sin((along + 0.12) * 2.5) * (1 - along * 0.4);
  const aside = Math.max(0.13 - side, side - 0.59, 0);
  const hairs = 0.008 * noise(side * 46 - y * 30, y * 9);
  return (Math.hypot(aside, y - arch, (z - front) * 0.8) - thick - hairs) * 0.75;
}

/** Strands run along the locks: their relief is fine across and long along. */
function strands(across: number, along: number, flow: number): number {
  const wave = across + 0.22 * Math.sin(along * 3.1 + flow) + 0.1 * noise(along * 2, flow);
  return 0.03 * noise(wave * 9, along * 0.7) + 0.013 * noise(wave * 31, along * 1.3 + 4);
}

function hair(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  const hand = x < 0 ? 0 : 3.7;
  const back = egg(side, y + 0.05, z - 0.36, 1.06, 1.3, 0.9);
  const sway = 0.07 * Math.sin(y * 3.4 + hand);
  let locks = rod(side - sway, y, z, [0.8, 0.6, -0.26], [0.97, -0.5, -0.02], 0.25, 0.26);
  locks = joined(
    locks,
    rod(side - sway, y, z, [0.97, -0.5, -0.02], [0.8, -1.55, -0.2], 0.26, 0.16),
    0.2,
  );
  locks = joined(
    locks,
    rod(side - sway, y, z, [0.95, -0.7, 0.25], [1.02, -1.7, 0.1], 0.3, 0.2),
    0.2,
  );
  const fringe = egg(x + 0.25, y - 0.68, z + 0.55, 0.72, 0.2, 0.46);
  const sweep = carved(fringe, ball(x - 0.3, y - 0.1, z + 1.05, 0.5), 0.1);
  // None of it above the cap's cuff, where it would come through the knitting.
  const mass = Math.max(joined(joined(back, locks, 0.25), sweep, 0.08), y - 0.82);
  if (mass > 0.25) return mass - 0.1;
  const across = Math.atan2(side - 0.45, -z + 0.3) + side * 0.35;
  const fall = mix(across, x * 0.9 + y * 0.5, smoothstep(0.25, 0.6, y));
  return (mass - strands(fall * 1.6, y, hand)) * 0.7;
}

/** A knitted cap: ribs round a folded cuff, plain rows above it. */
function cap(x: number, y: number, z: number): number {
  const lift = y - 0.68 + 0.2 * z;
  const crown = egg(x, y - 0.5, z - 0.12, 1.08, 1.16, 1.12);
  const above = Math.max(crown, 0.1 - lift);
  const around = Math.atan2(x, z - 0.1);
  const near = Math.min(Math.abs(crown), 1);
  if (near > 0.3) return Math.min(above, crown) - 0.12;
  const rib = Math.cos(around * 46);
  const cuff = Math.max(Math.abs(lift) - 0.19, crown - 0.085 - 0.018 * rib, -crown - 0.1);
  const rounded = cuff + 0.03 * smoothstep(0.1, 0.19, Math.abs(lift));
  // Towards the crown the columns crowd together: the relief must fade or it turns to noise.
  const knit = 0.016 * stitch(around * 22, y * 13) * smoothstep(1.55, 1.05, y);
  return joined(above - knit, rounded, 0.03) * 0.7;
}

function bobble(x: number, y: number, z: number): number {
  const round = ball(x - 0.03, y - 1.86, z - 0.2, 0.34);
  if (round > 0.2) return round - 0.06;
  // Yarn ends stand out from the middle: the relief depends on the direction alone.
  const far = round + 0.34;
  const u = ((x - 0.03) / far) * 9;
  const v = ((y - 1.86) / far) * 9;
  const tuft = 0.06 * cloudNoise(u * 0.5, v * 0.5, 2) + 0.11 * cloudNoise(u * 2, v * 2 + z, 2);
  return (round - tuft) * 0.6;
}

/** Knitting: columns of V-shaped loops, -1..1. */
function stitch(across: number, along: number): number {
  const column = across - Math.floor(across);
  const lean = Math.abs(column - 0.5);
  const row = along + lean * 0.9;
  const loop = row - Math.floor(row);
  return Math.sin(loop * Math.PI) * 1.2 * Math.sin(lean * 2 * Math.PI) - 0.3;
}

function jumper(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  const body = egg(x, y + 3.3, z - 0.3, 1.6, 1.5, 0.85);
  const slope = rod(side, y, z, [0.1, -1.85, 0.28], [1.4, -2.42, 0.38], 0.48, 0.56);
  const arm = rod(side, y, z, [1.4, -2.42, 0.38], [1.85, -4.2, 0.3], 0.56, 0.5);
  const shoulders = joined(slope, arm, 0.3);
  const around = Math.atan2(x, z - 0.22);
  const collarTop = -1.02 + 0.05 * Math.sin(around * 2 + 0.6) + 0.1 * (z - 0.2);
  const tube = Math.hypot(x, z - 0.22) - 0.56 - 0.1 * smoothstep(-1.1, -1.7, y);
  const fold = 0.05 * Math.sin(y * 9 + 0.7 * Math.sin(around * 3)) * smoothstep(-1.75, -1.4, y);
  let gap = joined(body, shoulders, 0.7);
  const collar = Math.max(Math.abs(tube + fold) - 0.1, y - collarTop, -1.72 - y);
  gap = joined(gap, collar, 0.34);
  if (gap > 0.2) return gap - 0.1;
  const onCollar = smoothstep(-2, -1.68, y);
  const ribs = 0.017 * Math.cos(around * 38) * onCollar;
  const knit = ribs + cable(x, y) * 0.03 * (1 - onCollar);
  return (gap - knit) * 0.65;
}

/** An Aran pattern: plaits between columns of plain stitches. */
function cable(x: number, y: number): number {
  const place = (x + 0.3) / 0.6;
  const inside = (place - Math.floor(place) - 0.5) * 0.6;
  const weave = Math.sin(y * 10.5) * 0.085;
  const one = Math.exp(-(((inside - weave) / 0.055) ** 2));
  const other = Math.exp(-(((inside + weave) / 0.055) ** 2));
  const plain = Math.abs(inside) > 0.17 ? 0.35 * stitch(x * 14, y * 12) : 0;
  return Math.max(one * (1 + 0.3 * Math.cos(y * 10.5)), other) * 1.5 + plain - 0.3;
}
