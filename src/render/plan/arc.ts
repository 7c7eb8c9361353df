import type { Size } from "./size.ts";

/** The circle that an image's horizontal middle line is bent along, without stretching it. */
interface Arc {
  /** Of the middle line, in pixels. */
  radius: number;
  /** Of the image's outer and inner edge; beyond the circle's middle nothing is left of it. */
  outer: number;
  inner: number;
  /** Between the image's middle and its sides, in radians: at most half a circle. */
  half: number;
}

/** The arc of so many degrees either way; more than 360 are 360. Pure. */
export function arcOf({ width, height }: Size, degrees: number): Arc {
  const angle = (Math.min(Math.abs(degrees), 360) * Math.PI) / 180;
  const radius = width / angle;
  return {
    radius,
    outer: radius + height / 2,
    inner: Math.max(0, radius - height / 2),
    half: angle / 2,
  };
}

/**
 * The size of an image after it was bent, as ImageMagick's arc distortion has it: the upright
 * rectangle around it. Pure.
 */
export function arcSize(size: Size, degrees: number): Size {
  if (degrees === 0) return { width: size.width, height: size.height };
  const { outer, inner, half } = arcOf(size, degrees);
  const [sin, cos] = [Math.sin(half), Math.cos(half)];
  const width = half >= Math.PI / 2 ? 2 * outer : 2 * outer * sin;
  // The sides hang down from the outer edge once the arc is more than half a circle.
  const height = outer - (cos >= 0 ? inner : outer) * cos;
  const whole = (length: number) => Math.max(1, Math.ceil(length - 1e-6));
  return { width: whole(width), height: whole(height) };
}
