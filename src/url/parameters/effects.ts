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
    "Normalises brightness, by percent; 100 by default",
  ),
  "e-autocontrast": row(
    "autoContrast",
    level(0, 100, 100),
    ["70", "101"],
    "As `e-contrast`, by percent; 100 by default",
  ),
  "e-autocolor": row(
    "autoColour",
    level(0, 100, 100),
    ["70", "101"],
    "Removes a colour cast by stretching each channel to the full range, by percent; 100 by default",
  ),
  "e-improve": row(
    "improve",
    level(0, 100, 100),
    ["50", "101"],
    "Adds contrast and saturation where the image lacks them; 100 by default",
  ),
  "e-filllight": row(
    "fillLight",
    look.fillLight,
    ["am-70_bi-N20", "am-101"],
    "Lightens dark areas by `am` percent (100); a bias `bi` (0) above 0 includes lighter tones",
  ),
  "e-brightness": row(
    "brightness",
    level(-99, 100, 80),
    ["40", "N100"],
    "Changes brightness, in percent; 80 by default",
  ),
  "e-brightnesshsb": row(
    "brightnessHsb",
    level(-99, 100, 80),
    ["40", "N100"],
    "The same, without colour shifts in the highlights",
  ),
  "e-contrastlevel": row(
    "contrastLevel",
    number(-100, 100),
    ["30", "101"],
    "Changes contrast around the mid-tone, in percent",
  ),
  "e-gamma": row(
    "gamma",
    number(-50, 150),
    ["50", "N51"],
    "Gamma: lightens or darkens the mid-tones",
  ),
  "e-red": row("red", number(-100, 100), ["20", "101"], "Changes red, in percent"),
  "e-green": row("green", number(-100, 100), ["20", "101"], "Changes green, in percent"),
  "e-blue": row("blue", number(-100, 100), ["N20", "101"], "Changes blue, in percent"),
  "e-saturation": row(
    "saturation",
    level(-100, 100, 80),
    ["N50", "101"],
    "Changes saturation, in percent; 80 by default",
  ),
  "e-vibrance": row(
    "vibrance",
    level(-100, 100, 20),
    ["70", "101"],
    "Changes the saturation of less saturated colours, in percent; 20 by default",
  ),
  "e-hue": row(
    "hue",
    level(-100, 100, 80),
    ["40", "101"],
    "Rotates hues; 100 is half a turn, 80 the default",
  ),
  "e-sepia": row("sepia", level(1, 100, 80), ["50", "0"], "Sepia tone in percent; 80 by default"),
  "e-colorblind": row(
    "colourBlindness",
    look.colourBlindness,
    ["protanopia", "blind"],
    "Simulates colour blindness; `deuteranopia` by default",
  ),
  "e-negate": row("negate", present, ["", "5"], "Inverts colours"),
  "e-blackwhite": row(
    "blackWhite",
    level(0, 100, 50),
    ["40", "101"],
    "Black and white, with a threshold in percent; 50 by default",
  ),
  "e-tint": row(
    "tint",
    look.tint,
    ["am-60_co-navy_FFD400_po-0_100", "co-navy_po-0_100"],
    "Maps tones from dark to light to the colours `co` (red), at positions `po` in percent, mixed in by `am` percent (60); `eq-true` equalises the tones first",
  ),
} as const satisfies Record<string, Parameter>;

/** What looks at more than one pixel, after sharpening and blurring. */
export const filters = {
  "e-blurregion": row(
    "blurRegion",
    look.blurRegion,
    ["bl-8_x-10_y-0.25_w-cw_div_2_h-40", "bl-0"],
    "Blurs a part of the image with radius `bl` (10); `x`, `y`, `w` and `h` in pixels or, below 1, fractions; `fo-face` blurs the faces instead",
  ),
  "e-pixelate": row(
    "pixelate",
    optional(number(1, 200)),
    ["8", "0"],
    "Pixelates; the size of squares in pixels, by default according to the image's size",
  ),
  "e-pixelateregion": row(
    "pixelateRegion",
    look.pixelateRegion,
    ["si-6_x-10_y-10_w-0.5_h-40", "si-0"],
    "The same for a part of the image, or with `fo-face` for its faces; `si` is the size of squares",
  ),
  "e-oilpaint": row(
    "oilPaint",
    level(0, 100, 30),
    ["60", "101"],
    "Oil painting; the size of brush strokes, 30 by default",
  ),
  "e-cartoonify": row(
    "cartoon",
    look.cartoon,
    ["li-60_re-30", "li-101"],
    "Cartoon: line strength `li` (50), colour reduction `re` (30), or black and white with `re-bw`",
  ),
  "e-noise": row("noise", level(0, 100, 20), ["30", "101"], "Film grain; 20 by default"),
  "e-dither": row(
    "dither",
    look.dither,
    ["5", "19"],
    "Dithers to full red, green and blue: 0 none, 1 checkerboard, 2 to 5 dispersed, 6 to 8 angled halftone, 9 to 12 orthogonal halftone, 13 to 18 circles",
  ),
  "e-vignette": row(
    "vignette",
    level(0, 100, 20),
    ["50", "101"],
    "Darkens towards the corners; 20 by default",
  ),
  "e-bgremove": row(
    "removeBackground",
    look.backgroundRemoval,
    ["try", "5"],
    "Cuts people out of a still image: what is around them becomes transparent. Where none is found it is a 501, or with `try` nothing is done",
  ),
  "e-transparent": row(
    "makeTransparent",
    look.makeTransparent,
    ["to-20_co-white", "to-101"],
    "Makes a colour `co`, by default that of the corners, transparent; tolerance `to` (10) in percent",
  ),
  "e-opacitythreshold": row(
    "opacityThreshold",
    level(0, 100, 50),
    ["40", "101"],
    "Makes pixels opaque from this opacity in percent, and transparent below it; 50 by default",
  ),
} as const satisfies Record<string, Parameter>;

/** What is laid around or behind the image, after its outline is settled. */
export const surroundings = {
  "e-fade": row(
    "fade",
    look.fade,
    ["st-40_x-N0.3_sy-true", "st-101"],
    "Fades out towards the top (`y`) or left (`x`) edge, or the opposite one with `N`, over a fraction or pixels (`y-0.5`); both edges with `sy-true`; strength `st` (20)",
  ),
  "e-outline": row(
    "outline",
    look.outline,
    ["mo-inner_wi-3_bl-2_co-red", "mo-under"],
    "Outline of the opaque parts: `outer` (enlarges the image), `inner`, or only the line with `fill` and `inner_fill`; width `wi` (5), blur `bl` (0), colour `co` (black)",
  ),
  "e-castshadow": row(
    "castShadow",
    look.castShadow,
    ["st-60_bl-8_x-12_y-N5_co-999999", "st-101"],
    "Shadow, for which the image is enlarged: strength `st` (40), blur `bl` (10), offsets `x` and `y` (10) in pixels, colour `co` (black)",
  ),
} as const satisfies Record<string, Parameter>;

/** How the image leans. */
export const leanings = {
  "e-shear": row(
    "shear",
    look.shear,
    ["20_0", "20"],
    "Shears horizontally and vertically, in degrees",
  ),
} as const satisfies Record<string, Parameter>;
