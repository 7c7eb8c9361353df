/** Width and height in whole pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A part of an image, in pixels from its top left corner. */
export interface Box extends Size {
  left: number;
  top: number;
}

export function isSameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** How many whole squares of so many pixels a side lie in a size, across and down. */
export function squaresIn({ width, height }: Size, side: number): Size {
  return { width: Math.floor(width / side), height: Math.floor(height / side) };
}
