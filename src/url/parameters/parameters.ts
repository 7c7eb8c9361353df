import { urlAliases, urlNames } from "../../formats.ts";
import { autoQualities } from "./auto-quality.ts";
import { background } from "./background.ts";
import * as effect from "./effect-values.ts";
import { filters, leanings, surroundings, tones } from "./effects.ts";
import type { ValueOf } from "./kind.ts";
import { type Parameter, row } from "./parameter.ts";
import { sizing } from "./sizing.ts";
import {
  alias,
  amount,
  angle,
  flag,
  flip,
  integer,
  number,
  optional,
  orWord,
  orWords,
  path,
  present,
  word,
} from "./value-types.ts";

/** Where an original is cut before anything else. */
const trimming = {
  t: row(
    "trim",
    effect.trim,
    ["15", "100"],
    "Trims solid-colour edges; the number is the colour tolerance, 10 for `true`; the edge has the colour of the top left pixel, or the colour after the number (`15_FFFFFF`)",
  ),
} as const satisfies Record<string, Parameter>;

/** Colours, and tones from dark to light. */
const colours = {
  bg: row(
    "background",
    background,
    ["blurred_25_N30", "nocolour"],
    "Background of the padding, or of a transparent image; black by default. `dominant` is the image's most frequent colour, `gradient_dominant_2` (or `4`) runs between its main ones, also `horizontal`, `diagonal_desc` or `diagonal_asc`; `_border` behind it looks at the edges only, `_contrast` takes what contrasts most, `_palette_` and colours chooses among those",
  ),
  "e-grayscale": row("grayscale", present, ["", "5"], "Converts to grayscale"),
  "e-contrast": row("contrast", present, ["", "5"], "Stretches contrast to the full tonal range"),
  ...tones,
  "e-colorize": row(
    "colorize",
    effect.colorize,
    ["co-red_in-50", "in-200"],
    "Tints with colour `co` (gray) at intensity `in` (100)",
  ),
  cr: row(
    "replace",
    effect.replacement,
    ["FF0000_50_00FF00", "FF0000_200"],
    "Replaces a colour, or the most frequent one, by another; tolerance 35 by default",
  ),
} as const satisfies Record<string, Parameter>;

/** What looks at more than one pixel. */
const effects = {
  "e-sharpen": row("sharpen", optional(number(0, 2000)), ["10", "much"], "Sharpens; 20 by default"),
  "e-usm": row(
    "unsharp",
    effect.unsharpMask,
    ["2-2-0.8-0.024", "2-2"],
    "Unsharp mask: radius, sigma, amount, threshold",
  ),
  bl: row(
    "blur",
    number(1, 100),
    ["10", "0"],
    "Gaussian blur; the radius in pixels, two standard deviations",
  ),
  ...filters,
  "e-gradient": row(
    "gradient",
    effect.gradient,
    ["ld-top_from-red_to-white", "ld-400"],
    "Gradient over the image in direction `ld` (bottom), from colour `from` (white) to `to` (transparent), which it reaches at `sp` (1), a fraction or pixels",
  ),
} as const satisfies Record<string, Parameter>;

/** The outline of the image, and what surrounds it. */
const shapes = {
  "e-distort": row(
    "distort",
    effect.distortion,
    ["a-45", "p-1_2"],
    "Perspective (`p-` and four corners, clockwise) or arc (`a-` and degrees)",
  ),
  ...leanings,
  rt: row(
    "rotation",
    orWord(angle, "auto"),
    ["N40", "400"],
    "Rotates clockwise, in degrees; `auto` follows EXIF orientation, which is always applied",
  ),
  fl: row("flip", flip, ["h", "x"], "Mirrors left to right (`h`), top to bottom (`v`), or both"),
  b: row(
    "border",
    effect.border,
    ["5_FFF000", "FFF000"],
    "Border of a width and a colour, drawn inside the image's edge",
  ),
  r: row(
    "radius",
    effect.radius,
    ["10_20_10_20", "1_2"],
    "Rounded corners: one radius, four clockwise from the top left, or `max`",
  ),
  ...surroundings,
  "e-shadow": row(
    "shadow",
    effect.shadow,
    ["bl-15_st-40_x-10_y-N5", "bl-99"],
    "Shadow of the opaque parts: blur `bl` (10), strength `st` (30), offsets `x` and `y` (2) in percent; images of at most 2 megapixels",
  ),
  o: row("opacity", number(0, 100), ["50", "101"], "Opacity in percent"),
} as const satisfies Record<string, Parameter>;

/** The file that is delivered. */
const output = {
  q: row(
    "quality",
    orWords(integer(1, 100), ...autoQualities),
    ["60", "0"],
    "Quality of lossy formats; 80 by default. `auto_good` and its kind choose one for each image, by how a JPEG of it would look",
  ),
  f: row(
    "format",
    alias(word("auto", ...urlNames, "orig"), urlAliases),
    ["webp", "eps"],
    "Output format; `auto`, the default, is negotiated by the `Accept` header",
  ),
  pr: row("progressive", flag, ["true", "yes"], "Progressive JPEG"),
  lo: row("lossless", flag, ["true", "yes"], "Lossless WebP"),
  cp: row(
    "keepProfile",
    flag,
    ["true", "yes"],
    "Keeps the colour profile instead of converting to sRGB; not for AVIF",
  ),
  md: row("keepMetadata", flag, ["true", "yes"], "Keeps metadata"),
  dn: row(
    "density",
    amount(number(1, 1200)),
    ["300", "0"],
    "Density in dots per inch, written into the file; a PDF is drawn at it",
  ),
} as const satisfies Record<string, Parameter>;

/** Which part of which original is taken. */
const source = {
  st: row(
    "asStored",
    flag,
    ["true", "yes"],
    "`true` leaves the original as it is stored, and does not follow its EXIF orientation",
  ),
  pg: row(
    "page",
    effect.page,
    ["2", "0"],
    'Page, frame or layer of the original, from 1, or a layer\'s name; several layers of a PSD as `3_5-7` or `name-"Sky"_"Logo"`',
  ),
  di: row(
    "fallback",
    path,
    ["folder@@missing.jpg", ""],
    "Path of the fallback image for a missing original",
  ),
  orig: row(
    "original",
    flag,
    ["true", "yes"],
    "`true` delivers the original unchanged and ignores everything else",
  ),
} as const satisfies Record<string, Parameter>;

/**
 * Every parameter of a step, in the order of the canonical spelling.
 * Source of the rules: ImageKit's documentation of image transformations.
 */
export const parameters = {
  ...trimming,
  ...sizing,
  ...colours,
  ...effects,
  ...shapes,
  ...output,
  ...source,
} as const satisfies Record<string, Parameter>;

export type ParameterGroup = "size" | "colour" | "effect" | "shape" | "output" | "original";

/** The same by subject, for a list that people read. */
export const parameterGroups: Record<ParameterGroup, Record<string, Parameter>> = {
  size: sizing,
  colour: colours,
  effect: effects,
  shape: shapes,
  output,
  original: { ...trimming, ...source },
};

type ParameterKey = keyof typeof parameters;

/** What a step asks for, typed; a property that is absent was not asked for. */
export type Fields = {
  [K in ParameterKey as (typeof parameters)[K]["name"]]?: ValueOf<(typeof parameters)[K]["kind"]>;
};

/** The parameter with this key, or undefined; safe for keys such as `constructor`. */
export function parameterOf(key: string): Parameter | undefined {
  return Object.hasOwn(parameters, key) ? parameters[key as ParameterKey] : undefined;
}
