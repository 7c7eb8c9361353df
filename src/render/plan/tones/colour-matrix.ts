import type { Triple } from "./curves.ts";

/** Rows that make red, green and blue of red, green and blue. */
export type ColourMatrix = readonly [Triple, Triple, Triple];

/** How much red, green and blue add to lightness (Rec. 709). */
export const lightness: Triple = [0.2126, 0.7152, 0.0722];

const identity: ColourMatrix = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

/** Source: Microsoft's documentation of colour matrices for sepia. */
const sepiaTone: ColourMatrix = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

/**
 * What people without one kind of cones see. Source: G. Machado, M. Oliveira and L. Fernandes, A
 * Physiologically-based Model for Simulation of Color Vision Deficiency, 2009, severity 1.
 */
const blind = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Record<string, ColourMatrix>;

/** How far cones that are there, but of the wrong kind, are from none. */
const anomaly = 0.6;

const alike = (row: Triple): ColourMatrix => [row, row, row];

/** A matrix for each way of seeing colours otherwise. */
export const visions = {
  protanopia: blind.protan,
  deuteranopia: blind.deutan,
  tritanopia: blind.tritan,
  protanomaly: between(identity, blind.protan, anomaly),
  deuteranomaly: between(identity, blind.deutan, anomaly),
  tritanomaly: between(identity, blind.tritan, anomaly),
  // Without cones that tell colours apart: blue ones alone, or rods, which see no red.
  cone_monochromacy: alike([0.01, 0.19, 0.8]),
  rod_monochromacy: alike([0.05, 0.65, 0.3]),
} as const satisfies Record<string, ColourMatrix>;

/** Saturation times `factor`; 0 leaves grey. */
export function saturation(factor: number): ColourMatrix {
  return between(alike(lightness), identity, factor);
}

/** Sepia, of which 0 leaves the image and 1 is all. */
export function sepia(share: number): ColourMatrix {
  return between(identity, sepiaTone, share);
}

/** What two matrices do, one after the other. */
export function after(first: ColourMatrix, second: ColourMatrix): ColourMatrix {
  return second.map((row) =>
    [0, 1, 2].map((column) =>
      row.reduce((sum, value, i) => sum + value * (first[i]?.[column] ?? 0), 0),
    ),
  ) as unknown as ColourMatrix;
}

/** Whether grey stays what it is. */
export function keepsGrey(matrix: ColourMatrix): boolean {
  return matrix.every((row) => Math.abs(row[0] + row[1] + row[2] - 1) < 1e-3);
}

function between(from: ColourMatrix, to: ColourMatrix, share: number): ColourMatrix {
  return from.map((row, i) =>
    row.map((value, j) => value + ((to[i]?.[j] ?? 0) - value) * share),
  ) as unknown as ColourMatrix;
}
