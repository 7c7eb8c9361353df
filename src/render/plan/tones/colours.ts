/** A colour in sRGB: 0 to 255 each, and opacity from 0 to 1. */
export interface Colour {
  red: number;
  green: number;
  blue: number;
  alpha: number;
}

export const black: Colour = { red: 0, green: 0, blue: 0, alpha: 1 };
export const transparent: Colour = { red: 0, green: 0, blue: 0, alpha: 0 };

/** Which colours of an image count as its main ones. */
export interface Among {
  /** Only the pixels along the edges are looked at. */
  border: boolean;
  /** Those least like the most frequent one. */
  contrast: boolean;
  /** Each gives way to the most similar of these; empty where it stays as it is. */
  palette: readonly Colour[];
}

/** Every colour of an image. */
export const amongAll: Among = { border: false, contrast: false, palette: [] };
