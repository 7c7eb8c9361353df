import { colourOf } from "../engine/colour.ts";
import { black, type Edge, type Operation } from "./operations.ts";
import type { ExactFields } from "./resolve-expressions.ts";
import type { Size } from "./size.ts";

/** What a step has made so far. */
interface Appearance {
  size: Size;
  alpha: boolean;
  operations: Operation[];
}

/** Fades the image out, outlines it and lets it cast a shadow. Pure. */
export function withSurroundings(step: ExactFields, made: Appearance): Appearance {
  return castShadow(step, outline(step, fade(step, made)));
}

function fade({ fade: given }: ExactFields, made: Appearance): Appearance {
  if (!given || given.st === 0) return made;
  const { width, height } = made.size;
  // A strength of 20, the default, fades evenly.
  const { st = 20, x, y, sy = false } = given;
  const down = x === undefined && y === undefined ? 0.5 : (y ?? 0);
  const fades = [
    fading(down, height, ["top", "bottom"], st / 20, sy),
    fading(x ?? 0, width, ["left", "right"], st / 20, sy),
  ].flat();
  if (fades.length === 0) return made;
  return { ...made, alpha: true, operations: [...made.operations, ...fades] };
}

/** @param reach below 1 a fraction, otherwise pixels; negative from the far edge */
function fading(
  reach: number,
  whole: number,
  [near, far]: readonly [Edge, Edge],
  power: number,
  both: boolean,
): Operation[] {
  const size = Math.abs(reach);
  const length = Math.min(whole, size < 1 ? size * whole : size);
  if (length <= 0) return [];
  const edges = both ? [near, far] : [reach < 0 ? far : near];
  return [{ do: "fade", edges, length, power }];
}

function outline({ outline: given }: ExactFields, made: Appearance): Appearance {
  if (!given) return made;
  const { mo = "outer", wi = 5, bl = 0, co } = given;
  const sigma = bl / 200;
  const outwards = mo === "outer" || mo === "fill";
  const room = outwards ? wi + Math.ceil(2 * sigma) : 0;
  const size = { width: made.size.width + 2 * room, height: made.size.height + 2 * room };
  const operation: Operation = {
    do: "outline",
    mode: mo,
    thickness: wi,
    sigma,
    room,
    colour: co ? colourOf(co) : black,
    ...size,
  };
  return { size, alpha: true, operations: [...made.operations, operation] };
}

function castShadow({ castShadow: given }: ExactFields, made: Appearance): Appearance {
  if (!given) return made;
  const { st = 40, bl = 10, x = 10, y = 10, co } = given;
  const { width, height } = made.size;
  // Two standard deviations: what a Gaussian has beyond them cannot be seen.
  const reach = Math.ceil(bl);
  const [left, top] = [Math.max(0, reach - x), Math.max(0, reach - y)];
  const size = {
    width: left + width + Math.max(0, reach + x),
    height: top + height + Math.max(0, reach + y),
  };
  const operation: Operation = {
    do: "castShadow",
    sigma: bl / 2,
    strength: st,
    x,
    y,
    left,
    top,
    colour: co ? colourOf(co) : black,
    ...size,
  };
  return { size, alpha: true, operations: [...made.operations, operation] };
}
