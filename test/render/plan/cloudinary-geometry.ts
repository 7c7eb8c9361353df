import { cutting, sparing } from "./cloudinary-cutting.ts";
import { filling, limiting, resizing } from "./cloudinary-filling.ts";
import { padding, paddingAsIs, paddingSmaller } from "./cloudinary-padding.ts";
import type { Row } from "./cloudinary-row.ts";

export type { Outcome, Sides } from "./cloudinary-row.ts";

/**
 * Cloudinary's crop modes, gravities and offsets, worked out by hand from its documentation of `c`,
 * `g`, `w`, `h`, `ar`, `x`, `y` and `dpr`: what a component asks for, which step means that, and
 * what is to become of a picture. The documentation does not say how halves of a pixel are rounded:
 * one pixel more or less is right as well.
 */
export const rows: Record<string, Row[]> = {
  "a resize": resizing,
  "a fill": filling,
  "a fill that never enlarges": limiting,
  "a cut": cutting,
  "a fill that pads": sparing,
  "a pad": padding,
  "a pad that never enlarges": paddingSmaller,
  "a pad that never scales": paddingAsIs,
};
