import type { Radius } from "../../url/parameters/effect-values.ts";
import type { Variables } from "../../url/parameters/expression.ts";
import { colourOf } from "../engine/colour.ts";
import type { Colour, Operation } from "./operations.ts";
import { atLeast, type ExactFields } from "./resolve-expressions.ts";
import type { Size } from "./size.ts";

interface Edge {
  width: number;
  colour: Colour;
}

/** A border in whole pixels; undefined when nothing of it is left. */
export function borderOf(
  { width, colour }: NonNullable<ExactFields["border"]>,
  size: Size,
  known: Variables,
): Edge | undefined {
  const most = Math.floor((Math.min(size.width, size.height) - 1) / 2);
  const pixels = Math.min(Math.round(atLeast(0, "b", width, known)), most);
  return pixels > 0 ? { width: pixels, colour: colourOf(colour) } : undefined;
}

/** Rounds the corners; a border follows them, with the image rounded once more inside. */
export function roundOperations(radius: Radius, size: Size, border: Edge | undefined): Operation[] {
  const cut = (inset: number): Operation =>
    radius === "max"
      ? { do: "oval" }
      : { do: "round", radii: radiiOf(radius, size).map((r) => Math.max(0, r - inset)) as never };
  if (!border) return [cut(0)];
  const { width, colour } = border;
  const inner = { width: size.width - 2 * width, height: size.height - 2 * width };
  return [
    { do: "crop", left: width, top: width, ...inner },
    cut(width),
    { do: "pad", left: width, top: width, ...size, backdrop: { kind: "colour", colour } },
    cut(0),
  ];
}

function radiiOf(
  radii: Exclude<Radius, "max">,
  { width, height }: Size,
): [number, number, number, number] {
  const most = Math.ceil(Math.min(width, height) / 2);
  const [first = 0, second = first, third = first, fourth = first] = radii;
  return [first, second, third, fourth].map((r) => Math.min(r, most)) as never;
}
