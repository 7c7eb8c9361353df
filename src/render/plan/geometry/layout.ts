import type { Box, Size } from "../size.ts";

/**
 * How an image of one size becomes one of another: resized first, then cut, then placed on a
 * larger backdrop. What is absent does not happen.
 */
export interface Layout {
  /** What is left before it is resized: a small part of a large image, to be enlarged. */
  cut?: Box;
  resize?: Size;
  crop?: Box;
  /** The size of the backdrop and where the image's top left corner lies on it. */
  pad?: Box;
}
