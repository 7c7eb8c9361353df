import type { Variables } from "../url/expression.ts";
import type { Placement } from "../url/layer.ts";
import type { Anchor } from "../url/parameters.ts";
import { exactly } from "./exact.ts";
import type { Size } from "./size.ts";

/**
 * Where a layer's top left corner lies on its base, moved as little as needed to lie inside. Pure.
 * Source: ImageKit's documentation of `lx`, `ly`, `lxc`, `lyc`, `lap` and `lfo`.
 */
export function placeLayer(
  placement: Placement,
  layer: Size,
  base: Size,
  known: Variables,
): { left: number; top: number } {
  const { x, y, xCenter, yCenter, anchor = "top_left", focus = "center" } = placement;
  const amount = (key: string, value: typeof x) =>
    value === undefined ? undefined : exactly(key, value, known);
  const across = {
    edge: amount("lx", x),
    center: amount("lxc", xCenter),
    anchor: part(anchor, "left", "right"),
    free: base.width - layer.width,
    length: layer.width,
    whole: base.width,
  };
  const down = {
    edge: amount("ly", y),
    center: amount("lyc", yCenter),
    anchor: part(anchor, "top", "bottom"),
    free: base.height - layer.height,
    length: layer.height,
    whole: base.height,
  };
  const placed = [x, y, xCenter, yCenter].some((value) => value !== undefined);
  return placed
    ? { left: along(across), top: along(down) }
    : {
        left: Math.round(across.free * part(focus, "left", "right")),
        top: Math.round(down.free * part(focus, "top", "bottom")),
      };
}

interface Axis {
  edge: number | undefined;
  center: number | undefined;
  /** Where the base's anchor lies between its edges: 0, a half, or 1; and the layer's on it. */
  anchor: number;
  free: number;
  length: number;
  whole: number;
}

function along({ edge, center, anchor, free, length, whole }: Axis): number {
  const fromFar = (value: number) => value < 0 || Object.is(value, -0);
  let start = 0;
  if (center !== undefined) {
    const from = anchor === 0 && fromFar(center) ? 1 : anchor;
    start = whole * from + center - length / 2;
  } else if (edge !== undefined) {
    // From the first anchor, less than nothing counts from the far side.
    const from = anchor === 0 && fromFar(edge) ? 1 : anchor;
    start = free * from + edge;
  }
  return Math.round(Math.max(0, Math.min(start, Math.max(0, free))));
}

function part(anchor: Anchor, start: string, end: string): number {
  return anchor.includes(start) ? 0 : anchor.includes(end) ? 1 : 0.5;
}
