import type { Size } from "./size.ts";

/** How far a row or column is moved per pixel, for this many degrees. */
export function tangent(degrees: number): number {
  return Math.tan((degrees * Math.PI) / 180);
}

/** The upright rectangle around an image whose rows, and then columns, have been moved. Pure. */
export function shearedSize({ width, height }: Size, x: number, y: number): Size {
  const wide = Math.ceil(width + Math.abs(x) * height - 1e-6);
  return { width: wide, height: Math.ceil(height + Math.abs(y) * wide - 1e-6) };
}
