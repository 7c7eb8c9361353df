/** A colour space of three primaries and one curve. */
export interface ColourSpace {
  /** Chromaticities, x and y each. */
  red: Chromaticity;
  green: Chromaticity;
  blue: Chromaticity;
  white: Chromaticity;
  /** Light, 0 to 1, of a value from 0 to 1. */
  curve(value: number): number;
}

export type Chromaticity = readonly [x: number, y: number];

/** Three rows. */
type Matrix = readonly [Row, Row, Row];
type Row = readonly [number, number, number];

const d65: Chromaticity = [0.3127, 0.329];

/** By their numbers in ITU-T H.273, table 2. */
export const primaries: Record<number, Omit<ColourSpace, "curve">> = {
  1: { red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06], white: d65 },
  4: { red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: [0.31, 0.316] },
  5: { red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: d65 },
  6: { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: d65 },
  7: { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: d65 },
  9: { red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046], white: d65 },
  11: { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: [0.314, 0.351] },
  12: { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: d65 },
  22: { red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077], white: d65 },
};

export function srgbCurve(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/**
 * Curves by their numbers in ITU-T H.273, table 3. Those of video, 1, 6, 14 and 15, are told for
 * images whose values are sRGB's, and shown as that by browsers. Of high dynamic range, what is
 * brighter than paper white is cut off.
 */
export const curves: Record<number, (value: number) => number> = {
  4: (value) => value ** 2.2,
  5: (value) => value ** 2.8,
  8: (value) => value,
  16: (value) => Math.min(1, pq(value) / paperWhite),
  17: (value) => Math.min(1, value ** 2.6 * (52.37 / 48)),
  18: (value) => Math.min(1, (hlg(value) ** 1.2 * 1000) / paperWhite),
};

/** In candela per square metre; ITU-R BT.2408. */
const paperWhite = 203;

/** SMPTE ST 2084, in candela per square metre. */
function pq(value: number): number {
  const power = value ** (1 / 78.84375);
  const light = Math.max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power);
  return 10_000 * light ** (1 / 0.1593017578125);
}

/** ITU-R BT.2100, from 0 to 1. */
function hlg(value: number): number {
  if (value <= 0.5) return value ** 2 / 3;
  return (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12;
}

/** What turns light of the primaries into XYZ with the white of ICC profiles, D50. */
export function toXyz({ red, green, blue, white }: Omit<ColourSpace, "curve">): Matrix {
  const columns = [red, green, blue].map(xyzOf) as unknown as Matrix;
  const plain = transposed(columns);
  const parts = times(inverse(plain), xyzOf(white));
  const scaled = plain.map((row) => row.map((value, i) => value * (parts[i] ?? 0)));
  return product(adaptation(xyzOf(white)), scaled as unknown as Matrix);
}

function xyzOf([x, y]: Chromaticity): Row {
  return [x / y, 1, (1 - x - y) / y];
}

const d50: Row = [0.9642, 1, 0.8249];

const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

function adaptation(white: Row): Matrix {
  const from = times(bradford, white);
  const to = times(bradford, d50);
  const scale = bradford.map((row, i) =>
    row.map((value) => (value * (to[i] ?? 0)) / (from[i] ?? 1)),
  );
  return product(inverse(bradford), scale as unknown as Matrix);
}

function times(matrix: Matrix, [x, y, z]: Row): Row {
  return matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Row;
}

function transposed(matrix: Matrix): Matrix {
  return [0, 1, 2].map((i) => matrix.map((row) => row[i as 0])) as unknown as Matrix;
}

function product(left: Matrix, right: Matrix): Matrix {
  return transposed(transposed(right).map((column) => times(left, column)) as unknown as Matrix);
}

function inverse([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  const cofactors = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  return cofactors.map((row) => row.map((value) => value / determinant)) as unknown as Matrix;
}
