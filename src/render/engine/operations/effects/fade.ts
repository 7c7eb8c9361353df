import type { Edge, OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { multiplyAlpha } from "../colour/alpha.ts";

/** Lets the image grow transparent towards some of its edges. */
export function fade(
  image: Image,
  { edges, length, power }: OperationOf<"fade">,
  vips: Engine,
): Image {
  const upright = edges.some((edge) => edge === "top" || edge === "bottom");
  const count = upright ? image.height : image.width;
  const shares = sharesOf(edges, count, length, power);
  using line = vips.Image.newFromMemory(
    shares,
    upright ? 1 : count,
    upright ? count : 1,
    1,
    vips.BandFormat.uchar,
  );
  using mask = line.zoom(upright ? image.width : 1, upright ? 1 : image.height);
  return multiplyAlpha(image, mask);
}

/** What is left of each row or column, 0 to 255. Pure. */
export function sharesOf(
  edges: readonly Edge[],
  count: number,
  length: number,
  power: number,
): Uint8Array {
  const first = edges.includes("top") || edges.includes("left");
  const last = edges.includes("bottom") || edges.includes("right");
  return Uint8Array.from({ length: count }, (_, i) => {
    const fromFirst = first ? i + 0.5 : length;
    const fromLast = last ? count - i - 0.5 : length;
    const way = Math.min(1, Math.min(fromFirst, fromLast) / length);
    return Math.round(255 * way ** power);
  });
}
