// Seeded noise for the synthetic pictures: the same numbers on every run, so that a picture made
// twice is the same picture.

/** A small seeded generator (mulberry32): numbers in 0..1, excluding 1. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function latticeHash(x: number, y: number): number {
  let mixed = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A number in 0..1 that belongs to the lattice point (x, y). */
export function hash2(x: number, y: number): number {
  return latticeHash(x, y) / 4294967296;
}

const gradientX = new Float64Array(256);
const gradientY = new Float64Array(256);
for (let i = 0; i < 256; i++) {
  gradientX[i] = Math.cos((i / 128) * Math.PI);
  gradientY[i] = Math.sin((i / 128) * Math.PI);
}

function slopeAt(latticeX: number, latticeY: number, x: number, y: number): number {
  const index = latticeHash(latticeX, latticeY) & 255;
  return (gradientX[index] ?? 0) * x + (gradientY[index] ?? 0) * y;
}

/** Gradient noise, about -1..1, zero at whole coordinates. */
export function noise(x: number, y: number): number {
  const floorX = Math.floor(x);
  const floorY = Math.floor(y);
  const fx = x - floorX;
  const fy = y - floorY;
  const sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const a = slopeAt(floorX, floorY, fx, fy);
  const b = slopeAt(floorX + 1, floorY, fx - 1, fy);
  const c = slopeAt(floorX, floorY + 1, fx, fy - 1);
  const d = slopeAt(floorX + 1, floorY + 1, fx - 1, fy - 1);
  const top = a + (b - a) * sx;
  return 1.5 * (top + (c + (d - c) * sx - top) * sy);
}

/** Octaves of noise, each half as strong and about twice as fine; about -1..1. */
export function cloudNoise(x: number, y: number, octaves: number): number {
  let sum = 0;
  let strength = 0.5;
  let px = x;
  let py = y;
  for (let i = 0; i < octaves; i++) {
    sum += strength * noise(px, py);
    strength *= 0.5;
    // Turning each octave hides the lattice, which otherwise shows as a faint grid.
    const turned = 1.6 * px + 1.2 * py + 17.3;
    py = -1.2 * px + 1.6 * py + 9.1;
    px = turned;
  }
  return sum;
}

/** Octaves of noise folded into sharp crests, 0..1: mountain ridges, rock, wave tops. */
export function ridgeNoise(x: number, y: number, octaves: number): number {
  let sum = 0;
  let strength = 0.5;
  let carry = 1;
  let px = x;
  let py = y;
  for (let i = 0; i < octaves; i++) {
    const crest = 1 - Math.abs(noise(px, py));
    const ridge = crest * crest * carry;
    sum += strength * ridge;
    carry = ridge;
    strength *= 0.5;
    const turned = 1.6 * px + 1.2 * py + 31.7;
    py = -1.2 * px + 1.6 * py + 3.9;
    px = turned;
  }
  return sum;
}

/**
 * Noise over a surface in space that does not smear on steep faces: seen from the three sides, each
 * as far as the surface (by its normal) is turned that way.
 */
export function rockNoise(
  place: readonly [number, number, number],
  normal: readonly [number, number, number],
  size: number,
  octaves: number,
): number {
  const x = place[0] / size;
  const y = place[1] / size;
  const z = place[2] / size;
  const sideways = normal[0] * normal[0];
  const upwards = normal[1] * normal[1];
  const onwards = 1 - sideways - upwards;
  let sum = 0;
  if (sideways > 0.03) sum += sideways * cloudNoise(z, y, octaves);
  if (upwards > 0.03) sum += upwards * cloudNoise(x + 5.3, z + 1.7, octaves);
  if (onwards > 0.03) sum += onwards * cloudNoise(x + 9.1, y - 4.2, octaves);
  return sum;
}

export function mix(from: number, to: number, amount: number): number {
  return from + (to - from) * amount;
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}

/** 0 below `low`, 1 above `high`, an S-curve between; `low` may be the greater. */
export function smoothstep(low: number, high: number, value: number): number {
  const t = clamp((value - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}
