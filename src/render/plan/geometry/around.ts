/** The start of a length around a point, moved as little as needed to lie inside the whole. */
export function around(centre: number, length: number, whole: number): number {
  return within(Math.round(centre - length / 2), whole - length);
}

/** From 0 to what is free; where nothing is, from less than nothing to 0. */
export function within(start: number, free: number): number {
  return Math.max(Math.min(0, free), Math.min(start, Math.max(0, free)));
}
