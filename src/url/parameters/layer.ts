import { colour } from "./colour.ts";
import * as effect from "./effect-values.ts";
import type { Amount } from "./expression.ts";
import { type Kind, notation, type ValueOf } from "./kind.ts";
import { type Parameter, row } from "./parameter.ts";
import { anchors } from "./parameters.ts";
import { amount, angle, flag, flip, integer, number, path, position, word } from "./value-types.ts";

const modes = ["multiply", "screen", "overlay", "cutter", "cutout", "displace", "under"] as const;
const overflows = ["inside", "cut", "grow"] as const;

/** Where a layer lies on its base and how it is laid there. */
export const placement = {
  lm: row(
    "mode",
    word(...modes),
    ["multiply", "over"],
    "`multiply`, `screen`, `overlay`, `cutter` (keeps the base inside the layer), `cutout` (outside it), `displace`, `under` (behind the base)",
  ),
  lx: row(
    "x",
    amount(position),
    ["N10", "left"],
    "Distance from the base's left edge, or with `N` from its right edge",
  ),
  ly: row(
    "y",
    amount(position),
    ["N10", "top"],
    "Distance from the base's top edge, or with `N` from its bottom edge",
  ),
  lxc: row(
    "xCenter",
    amount(position),
    ["bw_div_2", "c"],
    "Horizontal position of the layer's centre, instead of `lx`",
  ),
  lyc: row(
    "yCenter",
    amount(position),
    ["50", "c"],
    "Vertical position of the layer's centre, instead of `ly`",
  ),
  lap: row(
    "anchor",
    word(...anchors),
    ["bottom_right", "north"],
    "Anchor point, of both the base and the layer, from which distances are measured; `top_left` by default",
  ),
  lfo: row(
    "focus",
    word(...anchors),
    ["bottom_right", "north"],
    "Side or corner of the base, if no position is given; `center` by default",
  ),
  lov: row(
    "overflow",
    word(...overflows),
    ["grow", "hide"],
    "A layer that extends beyond the base is moved `inside`, the default, `cut` off, or makes the base's canvas `grow`. With the last two, `N` is a plain minus in `lx` and `ly`",
  ),
  ltl: row(
    "tiled",
    flag,
    ["true", "yes"],
    "Repeats the layer over the whole base, from the top left if it has no position",
  ),
} as const satisfies Record<string, Parameter>;

/** One to four whole numbers in the order of CSS, each of which may be an expression. */
const padding: Kind<Amount[]> = {
  values: notation("one to four paddings such as 25_50"),
  parse(text) {
    const whole = amount(integer(0, 10_000)).parse(text);
    if (whole !== undefined) return [whole];
    const sides = text.split("_").map((side) => integer(0, 10_000).parse(side));
    return sides.length <= 4 && !sides.includes(undefined) ? (sides as number[]) : undefined;
  },
  print: (sides) => sides.map((side) => amount(integer(0, 10_000)).print(side)).join("_"),
};

const typographies = ["b", "i", "strikethrough", "underline"] as const;

/** Words in any order; printed in the table's. */
const typography: Kind<readonly (typeof typographies)[number][]> = {
  values: notation("one or several of b, i, strikethrough and underline, such as b_i"),
  parse(text) {
    const words = text.split("_");
    const known = typographies.filter((each) => words.includes(each));
    return known.length === words.length ? known : undefined;
  },
  print: (words) => words.join("_"),
};

/** Style of a text. */
export const textStyle = {
  w: row("width", amount(number(1, 16_383)), ["bw_mul_0.5", "0"], "Width at which lines wrap"),
  fs: row("fontSize", amount(number(1, 2000)), ["45", "0"], "Font size in pixels; 14 by default"),
  ff: row(
    "font",
    path,
    ["fonts@@brand.ttf", ""],
    "A font file from the endpoint's origins, or the name of a font that every system has, which stands for its metric twin; any other name is Open Sans",
  ),
  co: row("colour", colour, ["FF0000", "nocolour"], "Colour; black by default"),
  ia: row(
    "align",
    word("left", "center", "right"),
    ["left", "justify"],
    "Alignment of the lines; `center` by default",
  ),
  pa: row(
    "padding",
    padding,
    ["25_50", "1_2_3_4_5"],
    "Padding around the text, in the order of CSS",
  ),
  al: row("alpha", integer(1, 9), ["5", "10"], "Opacity of the layer in tenths"),
  tg: row(
    "typography",
    typography,
    ["b_strikethrough", "u"],
    "Bold, italic, and lines through and under the text: one, or several with `_`. `underline` is ours",
  ),
  bg: row(
    "background",
    colour,
    ["FFFFFF80", "blurred"],
    "Background colour; transparent by default",
  ),
  r: row("radius", effect.radius, ["max", "1_2"], "Rounded corners of the background"),
  rt: row("rotation", angle, ["N45", "400"], "Degrees clockwise"),
  fl: row("flip", flip, ["h", "x"], "Mirrors the text"),
  lh: row("lineHeight", amount(number(1, 4000)), ["60", "0"], "Line height in pixels"),
  ls: row("letterSpacing", number(-100, 500), ["4", "501"], "Room between letters in pixels"),
  mh: row(
    "height",
    amount(number(1, 16_383)),
    ["200", "0"],
    "Height that the lines may take; text that does not fit ends in `...`",
  ),
  cl: row(
    "clip",
    word("start", "middle", "end", "start_ellipsis", "middle_ellipsis", "end_ellipsis"),
    ["end_ellipsis", "bottom"],
    "Cuts lines off at `w`, at this end or in the middle, instead of breaking them; `_ellipsis` leaves `...` there",
  ),
  fit: row(
    "fit",
    flag,
    ["true", "yes"],
    "Chooses the font size at which one line is as wide as `w`",
  ),
} as const satisfies Record<string, Parameter>;

type FieldsOf<T extends Record<string, Parameter>> = {
  [K in keyof T as T[K]["name"]]?: ValueOf<T[K]["kind"]>;
};

export type Placement = FieldsOf<typeof placement>;
export type TextStyle = FieldsOf<typeof textStyle>;

/** Something laid over an image; `Steps` are what happens to it before. */
export type LayerOf<Steps> =
  | {
      kind: "image";
      /** Path of the original within the URL endpoint. */
      input: string;
      placement: Placement;
      steps: Steps;
    }
  /** A block of one colour or a gradient: ImageKit's `ik_canvas`. */
  | { kind: "canvas"; alpha?: number; placement: Placement; steps: Steps }
  | { kind: "text"; text: string; style: TextStyle; placement: Placement };

/** What ImageKit calls the input of a block without an image. */
export const canvasInput = "ik_canvas";
