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
    before: part(anchor, "left", "right"),
    free: base.width - layer.width,
    length: layer.width,
    whole: base.width,
  };
  const down = {
    edge: amount("ly", y),
    center: amount("lyc", yCenter),
    before: part(anchor, "top", "bottom"),
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
  /** The part of the layer that lies before its anchor: 0, a half, or 1. */
  before: number;
  free: number;
  length: number;
  whole: number;
}

function along({ edge, center, before, free, length, whole }: Axis): number {
  const fromFar = (value: number) => value < 0 || Object.is(value, -0);
  let start = 0;
  if (center !== undefined) {
    start = (fromFar(center) ? whole + center : center) - length / 2;
  } else if (edge !== undefined) {
    // From the far side the distance is that of the layer's far edge, whatever its anchor.
    start = fromFar(edge) ? free + edge : edge - before * length;
  }
  return Math.round(Math.max(0, Math.min(start, Math.max(0, free))));
}

function part(anchor: Anchor, start: string, end: string): number {
  return anchor.includes(start) ? 0 : anchor.includes(end) ? 1 : 0.5;
}
