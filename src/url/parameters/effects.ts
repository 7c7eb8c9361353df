import * as look from "./adjustment-values.ts";
import { type Parameter, row } from "./parameter.ts";
import { number, optional, present } from "./value-types.ts";

const { level } = look;

/**
 * Effects that ImageKit does not have, spelt as it spells its own, in the order in which a step
 * applies them. Source of ranges and defaults: Cloudinary's documentation of effects.
 */
export const tones = {
  "e-autobrightness": row(
    "autoBrightness",
    level(0, 100, 100),
    ["70", "101"],
    "Brings the mean tone to the middle; by so many percent of the way, 100 by default",
  ),
  "e-autocontrast": row(
    "autoContrast",
    level(0, 100, 100),
    ["70", "101"],
    "As `e-contrast`, by so many percent of the way, 100 by default",
  ),
  "e-autocolor": row(
    "autoColour",
    level(0, 100, 100),
    ["70", "101"],
    "Stretches red, green and blue each to the whole range, which takes away a cast; in percent of the way, 100 by default",
  ),
  "e-improve": row(
    "improve",
    level(0, 100, 100),
    ["50", "101"],
    "A little more contrast and saturation, as far as the picture lacks them; 100 by default",
  ),
  "e-filllight": row(
    "fillLight",
    look.fillLight,
    ["am-70_bi-N20", "am-101"],
    "Lightens what is dark by `am` percent (100); a bias `bi` (0) above 0 reaches into lighter tones",
  ),
  "e-brightness": row(
    "brightness",
    level(-99, 100, 80),
    ["40", "N100"],
    "Brightness in percent more or less; 80 by default",
  ),
  "e-brightnesshsb": row(
    "brightnessHsb",
    level(-99, 100, 80),
    ["40", "N100"],
    "The same, but no colour shifts where it grows too bright",
  ),
  "e-contrastlevel": row(
    "contrastLevel",
    number(-100, 100),
    ["30", "101"],
    "Contrast in percent more or less, about the middle tone",
  ),
  "e-gamma": row("gamma", number(-50, 150), ["50", "N51"], "Lightens the middle tones, or darkens"),
  "e-red": row("red", number(-100, 100), ["20", "101"], "Red in percent more or less"),
  "e-green": row("green", number(-100, 100), ["20", "101"], "Green in percent more or less"),
  "e-blue": row("blue", number(-100, 100), ["N20", "101"], "Blue in percent more or less"),
  "e-saturation": row(
    "saturation",
    level(-100, 100, 80),
    ["N50", "101"],
    "Saturation in percent more or less; 80 by default",
  ),
  "e-vibrance": row(
    "vibrance",
    level(-100, 100, 20),
    ["70", "101"],
    "Saturation of what is not saturated yet; 20 by default",
  ),
  "e-hue": row(
    "hue",
    level(-100, 100, 80),
    ["40", "101"],
    "Turns the hues; 100 is half a turn, 80 the default",
  ),
  "e-sepia": row("sepia", level(1, 100, 80), ["50", "0"], "Sepia tone in percent; 80 by default"),
  "e-colorblind": row(
    "colourBlindness",
    look.colourBlindness,
    ["protanopia", "blind"],
    "How people see it whose colour vision is impaired; `deuteranopia` by default",
  ),
  "e-negate": row("negate", present, ["", "5"], "Turns every colour into its opposite"),
  "e-blackwhite": row(
    "blackWhite",
    level(0, 100, 50),
    ["40", "101"],
    "Black, and white where the tone reaches so many percent; 50 by default",
  ),
  "e-tint": row(
    "tint",
    look.tint,
    ["am-60_co-navy_FFD400_po-0_100", "co-navy_po-0_100"],
    "Colours `co` (red) for tones from dark to light, at the places `po` in percent, mixed in by `am` percent (60); `eq-true` spreads the tones evenly before",
  ),
} as const satisfies Record<string, Parameter>;

/** What looks at more than one pixel, after sharpening and blurring. */
export const filters = {
  "e-blurregion": row(
    "blurRegion",
    look.blurRegion,
    ["bl-8_x-10_y-0.25_w-cw_div_2_h-40", "bl-0"],
    "Blurs a part of the picture as `bl` (10) does; `x`, `y`, `w` and `h` in pixels or, below 1, fractions",
  ),
  "e-pixelate": row(
    "pixelate",
    optional(number(1, 200)),
    ["8", "0"],
    "Squares of so many pixels; by the picture's size where it is not said",
  ),
  "e-pixelateregion": row(
    "pixelateRegion",
    look.pixelateRegion,
    ["si-6_x-10_y-10_w-0.5_h-40", "si-0"],
    "The same for a part of the picture; `si` is the squares' size",
  ),
  "e-oilpaint": row(
    "oilPaint",
    level(0, 100, 30),
    ["60", "101"],
    "Strokes of a brush; 30 by default",
  ),
  "e-cartoonify": row(
    "cartoon",
    look.cartoon,
    ["li-60_re-30", "li-101"],
    "A drawing: lines of strength `li` (50), fewer colours by `re` (30), or black and white with `re-bw`",
  ),
  "e-noise": row("noise", level(0, 100, 20), ["30", "101"], "Grain of a film; 20 by default"),
  "e-dither": row(
    "dither",
    look.dither,
    ["5", "19"],
    "Dots of full red, green and blue: 0 none, 1 checks, 2 to 5 dispersed, 6 to 8 halftone at an angle, 9 to 12 upright, 13 to 18 circles",
  ),
  "e-vignette": row(
    "vignette",
    level(0, 100, 20),
    ["50", "101"],
    "Darkens towards the corners; 20 by default",
  ),
  "e-transparent": row(
    "makeTransparent",
    look.makeTransparent,
    ["to-20_co-white", "to-101"],
    "Makes what resembles the colour `co`, or the corners, transparent; tolerance `to` (10) in percent",
  ),
  "e-opacitythreshold": row(
    "opacityThreshold",
    level(0, 100, 50),
    ["40", "101"],
    "Opaque from so many percent of opacity on, transparent below; 50 by default",
  ),
} as const satisfies Record<string, Parameter>;

/** What is laid around or behind the picture, after its outline is settled. */
export const surroundings = {
  "e-fade": row(
    "fade",
    look.fade,
    ["st-40_x-N0.3_sy-true", "st-101"],
    "Fades out towards an edge: the top (`y`) or left one (`x`), with `N` the other; over a fraction, or pixels (`y-0.5`), at both with `sy-true`; strength `st` (20)",
  ),
  "e-outline": row(
    "outline",
    look.outline,
    ["mo-inner_wi-3_bl-2_co-red", "mo-under"],
    "A line around what is opaque: `outer` (makes the picture larger), `inner`, or only the line with `fill` and `inner_fill`; width `wi` (5), blur `bl` (0), colour `co` (black)",
  ),
  "e-castshadow": row(
    "castShadow",
    look.castShadow,
    ["st-60_bl-8_x-12_y-N5_co-999999", "st-101"],
    "A shadow for which the picture grows: strength `st` (40), blur `bl` (10), offsets `x` and `y` (10) in pixels, colour `co` (black)",
  ),
} as const satisfies Record<string, Parameter>;

/** How the picture leans. */
export const leanings = {
  "e-shear": row(
    "shear",
    look.shear,
    ["20_0", "20"],
    "Moves rows to the right the lower they are, and columns down the farther right, by degrees",
  ),
} as const satisfies Record<string, Parameter>;
