import type { Size } from "../../../plan/size.ts";

/** Three rows of three: takes (x, y, 1) to (X, Y, W), the point (X / W, Y / W). */
type Matrix = readonly [Row, Row, Row];

type Row = readonly [number, number, number];

type Point = readonly [x: number, y: number];

/**
 * The projective map from four points back to the corners of an image, both clockwise from the
 * top left. Pure. `undefined` when three of the points lie on a line: no image has such corners.
 * Source: P. Heckbert, Fundamentals of Texture Mapping and Image Warping, 1989, §2.2.3.
 */
export function mapToImage(points: readonly Point[], { width, height }: Size): Matrix | undefined {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d) return undefined;
  const flat = [
    [a, b, c],
    [b, c, d],
    [c, d, a],
    [d, a, b],
  ] as const;
  if (flat.some(([p, q, r]) => Math.abs(area(p, q, r)) < 1e-6)) return undefined;

  const [sumX, sumY] = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]];
  const [dx1, dy1] = [b[0] - c[0], b[1] - c[1]];
  const [dx2, dy2] = [d[0] - c[0], d[1] - c[1]];
  const whole = dx1 * dy2 - dx2 * dy1;
  const g = (sumX * dy2 - dx2 * sumY) / whole;
  const h = (dx1 * sumY - sumX * dy1) / whole;
  const squareToPoints: Matrix = [
    [b[0] - a[0] + g * b[0], d[0] - a[0] + h * d[0], a[0]],
    [b[1] - a[1] + g * b[1], d[1] - a[1] + h * d[1], a[1]],
    [g, h, 1],
  ];
  const [u, v, w] = adjugate(squareToPoints);
  return [scaled(u, width), scaled(v, height), w];
}

/** Where the map takes a point. */
export function apply(matrix: Matrix, [x, y]: Point): Point {
  const [u, v, w] = matrix;
  const dot = ([p, q, r]: Row) => p * x + q * y + r;
  return [dot(u) / dot(w), dot(v) / dot(w)];
}

/** Twice the triangle's area. */
function area(p: Point, q: Point, r: Point): number {
  return (q[0] - p[0]) * (r[1] - p[1]) - (r[0] - p[0]) * (q[1] - p[1]);
}

/** The inverse but for a factor, which a projective map does not notice. */
function adjugate([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  return [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
}

function scaled([a, b, c]: Row, factor: number): Row {
  return [a * factor, b * factor, c * factor];
}
