import { type Anchor, anchors } from "../../../url/parameters/focus.ts";
import { soughtFocus } from "../../../url/parameters/sought-focus.ts";
import { placeAroundFaces } from "../faces/around-faces.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Box, Size } from "../size.ts";
import { around, within } from "./around.ts";

/** Where a smaller rectangle lies in a larger one. */
export interface Placement {
  anchor: Anchor;
  /** Away from the anchor's side, in pixels: from the left and the top where it names none. */
  x: number;
  y: number;
  /** A point of the image that the cut is centred on, instead. */
  centre?: { x?: number; y?: number };
  /** Faces or objects of the image that the cut is placed around, instead. */
  faces?: readonly Box[];
}

/**
 * What `fo`, `dx` and `dy` ask for. What is looked for in the image itself is planned as if it
 * were in the middle: no offset moves it.
 */
export function placementOf(
  step: ExactFields,
  density: number,
  faces: readonly Box[] = [],
): Placement {
  const { focus, xOffset = 0, yOffset = 0 } = step;
  if (faces.length > 0) return { anchor: "center", x: 0, y: 0, faces };
  if (focus === "auto" || soughtFocus(focus)) return { anchor: "center", x: 0, y: 0 };
  const anchor = anchors.find((name) => name === focus) ?? "center";
  const placement = { anchor, x: Math.round(xOffset * density), y: Math.round(yOffset * density) };
  if (focus !== "xy_center") return placement;
  const { xCenter: x, yCenter: y } = step;
  const centre = { ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
  return { ...placement, centre };
}

/** Where a rectangle lies in another one, which it may leave. */
export function place(inner: Size, outer: Size, { anchor, x, y }: Placement) {
  const along = (free: number, start: boolean, end: boolean, offset: number) =>
    (start ? 0 : end ? free : Math.floor(free / 2)) + (end ? -offset : offset);
  return {
    left: along(outer.width - inner.width, anchor.includes("left"), anchor.includes("right"), x),
    top: along(outer.height - inner.height, anchor.includes("top"), anchor.includes("bottom"), y),
  };
}

/** Where a rectangle lies in another one, moved as little as needed to stay inside. */
export function placeInside(
  inner: Size,
  outer: Size,
  placement: Placement,
): { left: number; top: number } {
  if (placement.faces) return placeAroundFaces(inner, outer, placement.faces);
  const { left, top } = place(inner, outer, placement);
  return {
    left: within(left, outer.width - inner.width),
    top: within(top, outer.height - inner.height),
  };
}

/** Where a cut lies in an image that was made `scale` times as large, on its centre if it has one. */
export function placeCut(cut: Size, image: Size, placement: Placement, scale: Size) {
  const { faces } = placement;
  if (faces) {
    return placeInside(cut, image, {
      ...placement,
      faces: faces.map((face) => scaledBox(face, scale)),
    });
  }
  const { left, top } = placeInside(cut, image, placement);
  const { x, y } = placement.centre ?? {};
  return {
    left: x === undefined ? left : around(x * scale.width, cut.width, image.width),
    top: y === undefined ? top : around(y * scale.height, cut.height, image.height),
  };
}

function scaledBox({ left, top, width, height }: Box, scale: Size): Box {
  return {
    left: left * scale.width,
    top: top * scale.height,
    width: width * scale.width,
    height: height * scale.height,
  };
}
