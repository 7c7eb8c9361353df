import * as effect from "./effect-kinds.ts";
import {
  alias,
  amount,
  angle,
  flag,
  flip,
  integer,
  type Kind,
  length,
  number,
  offset,
  optional,
  orWord,
  path,
  present,
  ratio,
  type ValueOf,
  word,
} from "./kinds.ts";

/** Where the picture, or the crop, is held. */
export const anchors = [
  "center",
  "top",
  "left",
  "bottom",
  "right",
  "top_left",
  "top_right",
  "bottom_left",
  "bottom_right",
] as const;
export type Anchor = (typeof anchors)[number];

export interface Parameter {
  /** The property of a `Fields`. */
  name: string;
  kind: Kind<unknown>;
  /** One line for people; the README prints it. */
  meaning: string;
  /** A value that is good, and one that is not: for examples and tests. */
  good: string;
  bad: string;
}

/** A row of a table of parameters: name, kind, a good and a bad value, meaning. */
export function row<const N extends string, T>(
  name: N,
  kind: Kind<T>,
  [good, bad]: [good: string, bad: string],
  meaning: string,
) {
  return { name, kind, good, bad, meaning };
}

const crops = [
  ...(["maintain_ratio", "force", "at_max", "at_max_enlarge", "at_least"] as const),
  "maintain_ratio_no_enlarge",
] as const;
const cropModes = [
  ...(["pad_resize", "extract", "pad_extract"] as const),
  ...(["pad_resize_no_enlarge", "pad_extract_no_shrink"] as const),
] as const;
const formats = [
  ...(["auto", "jpg", "jpeg", "png", "webp", "avif", "jxl", "gif", "svg", "orig"] as const),
] as const;

/**
 * Every parameter of a step, in the order of the canonical spelling.
 * Source of the rules: ImageKit's documentation of image transformations.
 */
export const parameters = {
  t: row(
    "trim",
    effect.trim,
    ["15", "100"],
    "Cuts away edges of one colour; the number is how far a colour may differ, 10 for `true`",
  ),
  w: row(
    "width",
    { ...orWord(amount(length), "auto"), expected: length.expected },
    ["300", "0"],
    "Width in pixels; below 1, a fraction of the original's width",
  ),
  h: row(
    "height",
    amount(length),
    ["ih_div_2", "-5"],
    "Height in pixels; below 1, a fraction of the original's height",
  ),
  ar: row(
    "aspectRatio",
    ratio,
    ["4-3", "0-3"],
    "Width to height, with exactly one of `w` and `h`; ignored otherwise",
  ),
  c: row(
    "crop",
    word(...crops),
    ["at_max", "fill"],
    "How the picture is brought to `w` and `h`: cut, stretched or fitted",
  ),
  cm: row(
    "cropMode",
    word(...cropModes),
    ["extract", "pad"],
    "Padding instead of cutting, or cutting without resizing; wins over `c`",
  ),
  fo: row(
    "focus",
    effect.focus,
    ["top_left", "north"],
    "What is kept when cutting, where the picture sits when padding; `auto` finds what draws attention, and so does `face` until a detector is there; `custom` is the centre",
  ),
  x: row("x", amount(offset), ["10", "left"], "Left edge of the cut, with `cm-extract`"),
  y: row("y", amount(offset), ["10", "top"], "Top edge of the cut, with `cm-extract`"),
  xc: row("xCenter", amount(offset), ["iw_div_2", "c"], "Centre of the cut, with `cm-extract`"),
  yc: row("yCenter", amount(offset), ["50", "c"], "Centre of the cut, with `cm-extract`"),
  z: row(
    "zoom",
    number(0.01, 100),
    ["1.5", "0"],
    "With `fo-face` and a detector; has no effect without one",
  ),
  dpr: row(
    "pixelRatio",
    orWord(amount(number(0.1, 5)), "auto"),
    ["2", "6"],
    "Multiplies `w` and `h`; ignored when a side would leave 1 to 5000 pixels",
  ),
  bg: row(
    "background",
    effect.background,
    ["blurred_25_N30", "nocolour"],
    "What fills the padding, or lies under a transparent picture; black by default",
  ),
  "e-grayscale": row("grayscale", present, ["", "5"], "Takes the colours out"),
  "e-contrast": row("contrast", present, ["", "5"], "Stretches the tones to the whole range"),
  "e-colorize": row(
    "colorize",
    effect.colorize,
    ["co-red_in-50", "in-200"],
    "Tints: colour `co` (gray) with intensity `in` (100)",
  ),
  cr: row(
    "replace",
    effect.replacement,
    ["FF0000_50_00FF00", "FF0000_200"],
    "Turns a colour, or the most frequent one, into another; tolerance 35 by default",
  ),
  "e-sharpen": row(
    "sharpen",
    optional(number(0, 2000)),
    ["10", "much"],
    "Sharpens; 0 to 100, 20 by default",
  ),
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
    "Gaussian blur; the radius, two standard deviations, in pixels",
  ),
  "e-gradient": row(
    "gradient",
    effect.gradient,
    ["ld-top_from-red_to-white", "ld-400"],
    "A gradient over the picture, running in direction `ld` (bottom) from colour `from` (white) to `to` (transparent), which it reaches at `sp` (1): a fraction, or pixels",
  ),
  "e-distort": row(
    "distort",
    effect.distortion,
    ["a-45", "p-1_2"],
    "Perspective (`p-` and four corners, clockwise) or an arc (`a-` and degrees)",
  ),
  rt: row(
    "rotation",
    orWord(angle, "auto"),
    ["N40", "400"],
    "Degrees clockwise; `auto` follows EXIF, which happens anyway",
  ),
  fl: row("flip", flip, ["h", "x"], "Mirror left to right (`h`), top to bottom (`v`), or both"),
  b: row(
    "border",
    effect.border,
    ["5_FFF000", "FFF000"],
    "Border of a width and a colour, drawn inside the picture's edge",
  ),
  r: row(
    "radius",
    effect.radius,
    ["10_20_10_20", "1_2"],
    "Rounded corners: one radius, four clockwise from the top left, or `max`",
  ),
  "e-shadow": row(
    "shadow",
    effect.shadow,
    ["bl-15_st-40_x-10_y-N5", "bl-99"],
    "Shadow of what is opaque: blur `bl` (10), strength `st` (30), offsets `x` and `y` (2) in percent; at most 2 megapixels",
  ),
  o: row("opacity", number(0, 100), ["50", "101"], "Opacity in percent"),
  q: row("quality", integer(1, 100), ["60", "0"], "Quality of lossy formats; default 80"),
  f: row(
    "format",
    alias(word(...formats), { jpeg: "jpg" }),
    ["webp", "bmp"],
    "Output format; `auto`, the default, follows the browser's `Accept`",
  ),
  pr: row("progressive", flag, ["true", "yes"], "Progressive JPEG"),
  lo: row("lossless", flag, ["true", "yes"], "Lossless WebP"),
  cp: row(
    "keepProfile",
    flag,
    ["true", "yes"],
    "Keeps the colour profile instead of converting to sRGB; not in AVIF",
  ),
  md: row("keepMetadata", flag, ["true", "yes"], "Keeps metadata"),
  dn: row(
    "density",
    amount(number(1, 1200)),
    ["300", "0"],
    "Density in dots per inch, as the file says it",
  ),
  pg: row("page", effect.page, ["2", "0"], "Page or frame of the original, from 1"),
  di: row(
    "fallback",
    path,
    ["folder@@missing.jpg", ""],
    "Path of the picture that stands in when the original is missing",
  ),
  orig: row(
    "original",
    flag,
    ["true", "yes"],
    "`true` delivers the original's bytes and ignores everything else",
  ),
} as const satisfies Record<string, Parameter>;

export type ParameterKey = keyof typeof parameters;

/** What a step asks for, typed; a property that is absent was not asked for. */
export type Fields = {
  [K in ParameterKey as (typeof parameters)[K]["name"]]?: ValueOf<(typeof parameters)[K]["kind"]>;
};

/** The parameter with this key, or undefined; safe for keys such as `constructor`. */
export function parameterOf(key: string): Parameter | undefined {
  return Object.hasOwn(parameters, key) ? parameters[key as ParameterKey] : undefined;
}
