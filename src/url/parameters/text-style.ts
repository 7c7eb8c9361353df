import { colour } from "./colour.ts";
import * as effect from "./effect-values.ts";
import type { Amount } from "./expression.ts";
import { type Kind, notation } from "./kind.ts";
import { type FieldsOf, type Parameter, row } from "./parameter.ts";
import { amount, angle, flag, flip, integer, number, path, word } from "./value-types.ts";

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
    "A font file from the endpoint's origins, or the name of a font that nearly every system has, for which its metric twin is used, or of one in `--fonts`; any other name is Open Sans",
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
  fw: row(
    "weight",
    integer(1, 1000),
    ["300", "0"],
    "Weight of the font: of those that `--fonts` has the nearest, otherwise regular or bold. Ours",
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

export type TextStyle = FieldsOf<typeof textStyle>;
