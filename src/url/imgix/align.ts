import type { Anchor } from "../parameters/focus.ts";
import type { Placement } from "../parameters/layer.ts";
import type { ImgixValues } from "./parameters.ts";

export type Alignment = NonNullable<ImgixValues["mark-align"]>;

/** The side, or the corner, that words say. */
function sidesIn(align: Alignment) {
  const side = <W extends Alignment[number]>(first: W, second: W) =>
    align.includes(first) ? first : align.includes(second) ? second : undefined;
  return { down: side("top", "bottom"), across: side("left", "right") };
}

export function anchorOf(align: Alignment): Anchor {
  const { down, across } = sidesIn(align);
  return ([down, across].filter((word) => word !== undefined).join("_") || "center") as Anchor;
}

/** At a side or a corner, `pad` pixels from the edge. */
function aligned(align: Alignment, pad: number): Placement & { x: number; y: number } {
  const { down, across } = sidesIn(align);
  const inwards = (word: string | undefined, far: string) =>
    word === undefined || pad === 0 ? 0 : word === far ? -pad : pad;
  return { anchor: anchorOf(align), x: inwards(across, "right"), y: inwards(down, "bottom") };
}

/** Positions of their own win over the alignment, each on its axis. */
export function placed(
  align: Alignment,
  pad: number,
  x: Placement["x"] | undefined,
  y: Placement["y"] | undefined,
): Placement {
  if (x === undefined && y === undefined) return aligned(align, pad);
  return { x: x ?? pad, y: y ?? pad };
}

/** The same for what lies in the middle of an axis of which nothing is said. */
export function placedByAxis(
  align: Alignment,
  pad: number,
  x: Placement["x"] | undefined,
  y: Placement["y"] | undefined,
): Placement {
  const across = align.filter((word) => word === "left" || word === "right");
  const down = align.filter((word) => word === "top" || word === "bottom");
  const words: Alignment = [
    ...(y === undefined ? down : (["top"] as const)),
    ...(x === undefined ? across : (["left"] as const)),
  ];
  const { anchor, ...inwards } = aligned(words, pad);
  const where = { x: x ?? inwards.x, y: y ?? inwards.y };
  // Which is where coordinates begin anyway.
  return anchor === "top_left" ? where : { anchor: anchorOf(words), ...where };
}

/** Where neither is said. */
export const corner: Alignment = ["bottom", "right"];
