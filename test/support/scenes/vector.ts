// Three numbers: a direction, a place, or a colour in linear light (1 is paper white).

export type Triple = readonly [number, number, number];

export function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function unit(v: Triple): Triple {
  const length = Math.hypot(v[0], v[1], v[2]);
  return [v[0] / length, v[1] / length, v[2] / length];
}

export function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function scale(v: Triple, by: number): Triple {
  return [v[0] * by, v[1] * by, v[2] * by];
}

export function add(a: Triple, b: Triple): Triple {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

/** `a + b * by`: one more light falling on a surface, or a step along a ray. */
export function addScaled(a: Triple, b: Triple, by: number): Triple {
  return [a[0] + b[0] * by, a[1] + b[1] * by, a[2] + b[2] * by];
}

/** Channel by channel: a light seen on a surface of a colour. */
export function tint(a: Triple, b: Triple): Triple {
  return [a[0] * b[0], a[1] * b[1], a[2] * b[2]];
}

export function blend(from: Triple, to: Triple, amount: number): Triple {
  return [
    from[0] + (to[0] - from[0]) * amount,
    from[1] + (to[1] - from[1]) * amount,
    from[2] + (to[2] - from[2]) * amount,
  ];
}

/** A direction from compass azimuth (0 is +z, 90 is +x) and elevation, both in degrees. */
export function towards(azimuth: number, elevation: number): Triple {
  const a = (azimuth * Math.PI) / 180;
  const e = (elevation * Math.PI) / 180;
  return [Math.sin(a) * Math.cos(e), Math.sin(e), Math.cos(a) * Math.cos(e)];
}
