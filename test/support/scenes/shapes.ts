// Distances from a place to simple solids: negative inside, zero on the surface.
import { clamp } from "./noise.ts";

export function ball(x: number, y: number, z: number, radius: number): number {
  return Math.sqrt(x * x + y * y + z * z) - radius;
}

export function egg(x: number, y: number, z: number, a: number, b: number, c: number): number {
  const near = Math.hypot(x / a, y / b, z / c);
  const slope = Math.hypot(x / (a * a), y / (b * b), z / (c * c));
  return slope === 0 ? -Math.min(a, b, c) : (near * (near - 1)) / slope;
}

/** A rod from one end to the other; `radius` may differ at the far end. */
export function rod(
  x: number,
  y: number,
  z: number,
  from: readonly [number, number, number],
  to: readonly [number, number, number],
  radius: number,
  farRadius = radius,
): number {
  const ax = to[0] - from[0];
  const ay = to[1] - from[1];
  const az = to[2] - from[2];
  const px = x - from[0];
  const py = y - from[1];
  const pz = z - from[2];
  const along = clamp((px * ax + py * ay + pz * az) / (ax * ax + ay * ay + az * az), 0, 1);
  const away = Math.hypot(px - ax * along, py - ay * along, pz - az * along);
  return away - radius - (farRadius - radius) * along;
}

/** Both solids in one, their seam rounded over a width. */
export function joined(a: number, b: number, width: number): number {
  const h = Math.max(width - Math.abs(a - b), 0) / width;
  return Math.min(a, b) - h * h * width * 0.25;
}

/** The first solid without the second, the edge rounded over a width. */
export function carved(a: number, b: number, width: number): number {
  const h = Math.max(width - Math.abs(a + b), 0) / width;
  return Math.max(a, -b) + h * h * width * 0.25;
}
