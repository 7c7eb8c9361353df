import type { Placement } from "../parameters/layer.ts";
import type { Anchor } from "../parameters/parameters.ts";
import type { ImgixValues } from "./parameters.ts";

export type Alignment = NonNullable<ImgixValues["mark-align"]>;

/** At a side or a corner, `pad` pixels from the edge. */
function aligned(align: Alignment, pad: number): Placement {
  const side = <W extends Alignment[number]>(first: W, second: W) =>
    align.includes(first) ? first : align.includes(second) ? second : undefined;
  const down = side("top", "bottom");
  const across = side("left", "right");
  const anchor = [down, across].filter((word) => word !== undefined).join("_") || "center";
  const inwards = (word: string | undefined, far: string) =>
    word === undefined || pad === 0 ? 0 : word === far ? -pad : pad;
  return { anchor: anchor as Anchor, x: inwards(across, "right"), y: inwards(down, "bottom") };
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

/** Where neither is said. */
export const corner: Alignment = ["bottom", "right"];
