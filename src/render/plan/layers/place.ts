import { Failure } from "../../../failure.ts";
import type { Variables } from "../../../url/parameters/expression.ts";
import type { Anchor } from "../../../url/parameters/focus.ts";
import type { Placement } from "../../../url/parameters/layer.ts";
import { maxSide } from "../geometry/target-size.ts";
import { exactly } from "../resolve-expressions.ts";
import type { Box, Size } from "../size.ts";

/**
 * Where a layer's top left corner lies on its base; moved as little as needed to lie inside, unless
 * `lov` says what becomes of what stands out. Pure.
 * Source: ImageKit's documentation of `lx`, `ly`, `lxc`, `lyc`, `lap` and `lfo`.
 */
export function placeLayer(
  placement: Placement,
  layer: Size,
  base: Size,
  known: Variables,
): { left: number; top: number } {
  const { x, y, xCenter, yCenter, anchor = "top_left", tiled } = placement;
  const { focus = tiled ? "top_left" : "center", overflow = "inside" } = placement;
  const amount = (key: string, value: typeof x) =>
    value === undefined ? undefined : exactly(key, value, known);
  const across = {
    edge: amount("lx", x),
    center: amount("lxc", xCenter),
    anchor: part(anchor, "left", "right"),
    free: base.width - layer.width,
    length: layer.width,
    whole: base.width,
    inside: overflow === "inside",
  };
  const down = {
    edge: amount("ly", y),
    center: amount("lyc", yCenter),
    anchor: part(anchor, "top", "bottom"),
    free: base.height - layer.height,
    length: layer.height,
    whole: base.height,
    inside: overflow === "inside",
  };
  const placed = [x, y, xCenter, yCenter].some((value) => value !== undefined);
  return placed
    ? { left: along(across), top: along(down) }
    : {
        left: Math.round(across.free * part(focus, "left", "right")),
        top: Math.round(down.free * part(focus, "top", "bottom")),
      };
}

/**
 * The canvas that base and layer need together: its size, and where the base lies on it. Undefined
 * where the layer stays on the base, or is not to enlarge it; ELIMIT where a side would be too long.
 */
export function grownCanvas(
  { overflow, tiled, mode }: Placement,
  { left, top }: { left: number; top: number },
  layer: Size,
  base: Size,
): Box | undefined {
  if (overflow !== "grow" || tiled || (mode && hidden.includes(mode))) return undefined;
  const before = { left: Math.max(0, -left), top: Math.max(0, -top) };
  const width = before.left + Math.max(base.width, left + layer.width);
  const height = before.top + Math.max(base.height, top + layer.height);
  if (width === base.width && height === base.height) return undefined;
  if (Math.max(width, height) <= maxSide) return { ...before, width, height };
  throw new Failure(
    "ELIMIT",
    `The layer stands out too far: a side has at most ${maxSide} pixels, asked for ${width}x${height}`,
  );
}

/** Modes that do not show the layer itself: nothing is to be seen beside the base. */
const hidden = ["cutter", "cutout", "displace"];

interface Axis {
  edge: number | undefined;
  center: number | undefined;
  /** Where the base's anchor lies between its edges: 0, a half, or 1; and the layer's on it. */
  anchor: number;
  free: number;
  length: number;
  whole: number;
  /** Whether the layer has to lie on its base. */
  inside: boolean;
}

function along({ edge, center, anchor, free, length, whole, inside }: Axis): number {
  // What may stand out on the left has distances of less than nothing.
  const fromFar = (value: number) => inside && (value < 0 || Object.is(value, -0));
  let start = 0;
  if (center !== undefined) {
    const from = anchor === 0 && fromFar(center) ? 1 : anchor;
    start = whole * from + center - length / 2;
  } else if (edge !== undefined) {
    // From the first anchor, less than nothing counts from the far side.
    const from = anchor === 0 && fromFar(edge) ? 1 : anchor;
    start = free * from + edge;
  }
  return Math.round(inside ? Math.max(0, Math.min(start, Math.max(0, free))) : start) + 0;
}

function part(anchor: Anchor, start: string, end: string): number {
  return anchor.includes(start) ? 0 : anchor.includes(end) ? 1 : 0.5;
}
