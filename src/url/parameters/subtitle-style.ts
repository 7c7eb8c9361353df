import { colour, type UrlColour } from "./colour.ts";
import { type Kind, notation } from "./kind.ts";
import { type FieldsOf, type Parameter, row } from "./parameter.ts";
import { textStyle } from "./text-style.ts";
import { amount, integer, number } from "./value-types.ts";

/** What is drawn around a letter. */
interface Ink {
  pixels: number;
  colour: UrlColour;
}

/** A width or a distance in whole pixels and a colour, in the order in which each is written. */
function inked(order: "pixels first" | "colour first"): Kind<Ink> {
  const sort = <T>(first: T, second: T): [T, T] =>
    order === "pixels first" ? [first, second] : [second, first];
  return {
    values: notation(
      order === "pixels first"
        ? "a width and a colour such as 2_FF0000"
        : "a colour and a distance such as 000000_2",
    ),
    parse(text) {
      const [, before = "", after = ""] = /^([^_]+)_([^_]+)$/.exec(text) ?? [];
      const [pixels, ink] = sort(before, after);
      const width = integer(0, 100).parse(pixels);
      const parsed = colour.parse(ink);
      return width === undefined || parsed === undefined
        ? undefined
        : { pixels: width, colour: parsed };
    },
    print: ({ pixels, colour: ink }) => sort(String(pixels), colour.print(ink)).join("_"),
  };
}

/** Style of subtitles. */
export const subtitleStyle = {
  fs: row(
    "fontSize",
    amount(number(1, 2000)),
    ["40", "0"],
    "Font size in pixels; a twentieth of the video's height by default",
  ),
  ff: textStyle.ff,
  co: row("colour", colour, ["FFFF00", "nocolour"], "Colour; white by default"),
  bg: textStyle.bg,
  tg: textStyle.tg,
  fol: row(
    "outline",
    inked("pixels first"),
    ["2_0000FF", "blue"],
    "Outline: its width and its colour; black by default",
  ),
  fsh: row(
    "shadow",
    inked("colour first"),
    ["000000_3", "3"],
    "Shadow: its colour, and how far it lies to the right and below",
  ),
} as const satisfies Record<string, Parameter>;

export type SubtitleStyle = FieldsOf<typeof subtitleStyle>;
