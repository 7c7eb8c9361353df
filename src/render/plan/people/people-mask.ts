/** Rows and columns of a mask, whatever the shape of its image. */
export const maskSide = 256;

/** Rows and columns of what a plan knows of it. */
export const gridSide = 32;

/** Where an image shows people. */
export interface PeopleMask {
  /** How much of each cell is people, 0 to 255, row by row: deflated, in Base64. */
  alpha: string;
  /** For each row of the grid, from the top, which of its columns have people: a bit each. */
  rows: number[];
}
