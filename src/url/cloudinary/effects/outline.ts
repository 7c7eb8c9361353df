import type { UrlColour } from "../../parameters/colour.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Reading } from "../support.ts";
import { clampedIn, painted } from "../values/values.ts";
import { type EffectRow, effect, type Qualifiers } from "./effect.ts";

const shape = "the vendor's shape is not published";

/** What changes the image's outline, or lies around it. */
export const outlineEffects = {
  shear: effect("Leans the image", shape, ([across, down, ...rest]) => {
    const [x, y] = [clampedIn(across, -80, 80), clampedIn(down ?? "0", -80, 80)];
    return x === undefined || y === undefined || rest.length > 0
      ? undefined
      : { fields: { shear: { x, y } } };
  }),
  distort: effect("Perspective, or an arc", shape, distort),
  gradient_fade: effect("Fades out towards an edge", shape, fade, ["x", "y"]),
  outline: effect("A line around what is opaque", shape, outline),
  shadow: effect("A shadow", shape, shadow, ["x", "y"]),
} satisfies Record<string, EffectRow>;

/** `:x1:y1:…`, four corners clockwise from the top left, or `:arc:DEGREES`. */
function distort(args: string[]): Reading {
  if (args[0] === "arc") {
    const degrees = clampedIn(args[1], -360, 360);
    if (degrees === undefined || args.length !== 2) return undefined;
    return { fields: degrees === 0 ? {} : { distort: { kind: "arc", degrees } } };
  }
  const corners = args.map((text) => clampedIn(text, -65_535, 65_535));
  if (corners.length !== 8 || corners.includes(undefined)) return undefined;
  return { fields: { distort: { kind: "perspective", corners: corners as number[] } } };
}

/** `[:symmetric or symmetric_pad][:STRENGTH]`, with `x` and `y`. */
function fade(args: string[], { get }: Qualifiers): Reading {
  const [mode, ...others] = args;
  const symmetric = mode === "symmetric" || mode === "symmetric_pad";
  const [text, ...rest] = symmetric ? others : args;
  const st = text === undefined ? 20 : clampedIn(text, 0, 100);
  const [x, y] = [reach(get("x")), reach(get("y"))];
  if (st === undefined || x === "none" || y === "none" || rest.length > 0) return undefined;
  return {
    fields: {
      fade: {
        st,
        ...(x === undefined ? {} : { x }),
        ...(y === undefined ? {} : { y }),
        ...(symmetric ? { sy: true } : {}),
      },
    },
  };
}

/** Whole pixels, or with a decimal point a fraction. */
function reach(text: string | undefined): number | undefined | "none" {
  if (text === undefined) return undefined;
  const value = clampedIn(text, -65_535, 65_535) ?? "none";
  // What is below 1 is a fraction with us: all of it is a hair's breadth less.
  return value !== "none" && text.includes(".") && Math.abs(value) === 1 ? value * 0.999999 : value;
}

const modes = ["outer", "inner", "fill", "inner_fill"] as const;

/** `[:MODE][:WIDTH[:BLUR]]`, with `co`. */
function outline(args: string[], { get }: Qualifiers): Reading {
  const mo = modes.find((mode) => mode === args[0]);
  const [width, blur, ...rest] = mo ? args.slice(1) : args;
  const wi = width === undefined ? 5 : clampedIn(width, 1, 100);
  const bl = blur === undefined ? 0 : clampedIn(blur, 0, 2000);
  if (wi === undefined || bl === undefined || rest.length > 0) return undefined;
  const line = { wi: Math.round(wi), bl, ...painted("co", get("co")) };
  const fields: PlainStep = { outline: mo ? { mo, ...line } : line };
  // Of a sharp line the width is told, in pixels; how it goes round corners is not.
  return bl === 0 ? { fields, note: "corners may be rounder", unseen: true } : { fields };
}

/** `[:STRENGTH]`, with `x`, `y` and `co`. */
function shadow([text = "40", ...rest]: string[], { get }: Qualifiers): Reading {
  const st = clampedIn(text, 0, 100);
  const [x, y] = [offset(get("x")), offset(get("y"))];
  if (st === undefined || x === undefined || y === undefined || rest.length > 0) return undefined;
  const { co = gray } = painted("co", get("co"));
  return { fields: { castShadow: { st, x, y, co } } };
}

/** Where no `co` says another. Source: Cloudinary's clients. */
const gray: UrlColour = { red: 128, green: 128, blue: 128, opacity: 100 };

function offset(text = "10"): number | undefined {
  const value = clampedIn(text, -2000, 2000);
  return value === undefined ? undefined : Math.round(value) + 0;
}
