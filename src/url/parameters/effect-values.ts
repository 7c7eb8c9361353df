import { colour, parseColour, printColour, type UrlColour } from "./colour.ts";
import { printDecimal } from "./decimal.ts";
import { type Amount, parseExpression } from "./expression.ts";
import { type Kind, notation } from "./kind.ts";
import { amount, integer, number, parts } from "./value-types.ts";

interface UnsharpMask {
  radius: number;
  sigma: number;
  amount: number;
  threshold: number;
}

/** `radius-sigma-amount-threshold`; nothing stands for ImageKit's example values. */
export const unsharpMask: Kind<UnsharpMask> = {
  values: notation("radius-sigma-amount-threshold, such as 2-2-0.8-0.024"),
  parse(text) {
    const positive = number(0, 1000);
    const [radius, sigma, strength, threshold, ...rest] = (
      text === "" || text === "true" ? "2-2-0.8-0.024" : text
    )
      .split("-")
      .map((piece) => positive.parse(piece));
    if (rest.length > 0 || radius === undefined || sigma === undefined) return undefined;
    if (strength === undefined || threshold === undefined || sigma === 0) return undefined;
    return { radius, sigma, amount: strength, threshold };
  },
  print: ({ radius, sigma, amount: strength, threshold }) =>
    [radius, sigma, strength, threshold].map(printDecimal).join("-"),
};

/** Where a gradient runs to: a side, a corner, or degrees (0 up, 90 right). */
const directions = {
  top: 0,
  top_right: 45,
  right: 90,
  bottom_right: 135,
  bottom: 180,
  bottom_left: 225,
  left: 270,
  top_left: 315,
};

const direction: Kind<number> = {
  values: notation("degrees from 0 to 359, a side or a corner"),
  parse: (text) =>
    Object.hasOwn(directions, text)
      ? directions[text as keyof typeof directions]
      : number(0, 359).parse(text),
  print: (value) => number(0, 359).print(value),
};

export const gradient = parts({
  ld: direction,
  from: colour,
  to: colour,
  sp: amount(number(0.01, 65_535)),
});

export const shadow = parts({
  bl: number(0, 15),
  st: number(0, 100),
  x: number(-100, 100),
  y: number(-100, 100),
});

export const colorize = parts({ co: colour, in: number(0, 100) });

type Distortion = { kind: "arc"; degrees: number } | { kind: "perspective"; corners: number[] };

/** `p-` and the four corners clockwise from the top left, or `a-` and degrees. */
export const distortion: Kind<Distortion> = {
  values: notation("p-x1_y1_x2_y2_x3_y3_x4_y4, or a- and degrees from N360 to 360"),
  parse(text) {
    if (text.startsWith("a-")) {
      const degrees = number(-360, 360).parse(text.slice(2));
      return degrees === undefined || degrees === 0 ? undefined : { kind: "arc", degrees };
    }
    if (!text.startsWith("p-")) return undefined;
    const corners = text
      .slice(2)
      .split("_")
      .map((piece) => number(-65_535, 65_535).parse(piece));
    if (corners.length !== 8 || corners.includes(undefined)) return undefined;
    return { kind: "perspective", corners: corners as number[] };
  },
  print: (value) =>
    value.kind === "arc"
      ? `a-${number(-360, 360).print(value.degrees)}`
      : `p-${value.corners.map((n) => number(-65_535, 65_535).print(n)).join("_")}`,
};

interface Replacement {
  to: UrlColour;
  tolerance?: number;
  from?: UrlColour;
}

/** `to[_tolerance[_from]]`. */
export const replacement: Kind<Replacement> = {
  values: notation(
    "a colour, a tolerance from 0 to 100 and the colour to replace, such as FF0000_50_00FF00",
  ),
  parse(text) {
    const [first = "", second, third, ...rest] = text.split("_");
    const to = parseColour(first);
    const tolerance = second === undefined ? undefined : number(0, 100).parse(second);
    const from = third === undefined ? undefined : parseColour(third);
    const broken =
      (second !== undefined && tolerance === undefined) || (third !== undefined && !from);
    if (!to || broken || rest.length > 0) return undefined;
    return {
      to,
      ...(tolerance === undefined ? {} : { tolerance }),
      ...(from ? { from } : {}),
    };
  },
  print: ({ to, tolerance, from }) =>
    [printColour(to), tolerance && printDecimal(tolerance), from && printColour(from)]
      .filter((part) => part !== undefined)
      .join("_"),
};

export interface Border {
  width: Amount;
  colour: UrlColour;
}

/** `5_FFF000` or `5-FFF000`; the width may be an expression, the colour is what stands last. */
export const border: Kind<Border> = {
  values: notation("a width and a colour, such as 5_FFF000"),
  parse(text) {
    const [, first = "", last = ""] = /^(.*)[_-]([^_-]+)$/.exec(text) ?? [];
    const width = number(0, 10_000).parse(first) ?? parseExpression(first);
    const painted = parseColour(last);
    return width === undefined || !painted ? undefined : { width, colour: painted };
  },
  print: ({ width, colour: painted }) =>
    `${amount(number(0, 10_000)).print(width)}_${printColour(painted)}`,
};

export type Radius = "max" | [number] | [number, number, number, number];

/** One radius, `max`, or four clockwise from the top left. */
export const radius: Kind<Radius> = {
  values: notation("a radius in pixels, max, or four radii such as 10_20_10_20"),
  parse(text) {
    if (text === "max") return "max";
    const radii = text.split("_").map((piece) => integer(0, 65_535).parse(piece));
    const whole = !radii.includes(undefined) && (radii.length === 1 || radii.length === 4);
    return whole ? (radii as [number] | [number, number, number, number]) : undefined;
  },
  print: (value) => (value === "max" ? value : value.join("_")),
};

interface ColouredEdge {
  tolerance: number;
  colour: UrlColour;
}

/**
 * `true`, or how different a colour must be to stay, 1 to 99, and of which colour the edge is.
 * `false` keeps a layer untrimmed.
 */
export const trim: Kind<number | boolean | ColouredEdge> = {
  values: notation(
    "true, false, a whole number from 1 to 99, or that and a colour as in 15_FFFFFF",
  ),
  parse(text) {
    if (text === "true" || text === "false") return text === "true";
    const [first = "", second, ...rest] = text.split("_");
    const tolerance = integer(1, 99).parse(first);
    if (second === undefined || tolerance === undefined) return tolerance;
    const painted = parseColour(second);
    return painted && rest.length === 0 ? { tolerance, colour: painted } : undefined;
  },
  print: (value) =>
    typeof value === "object" ? `${value.tolerance}_${printColour(value.colour)}` : String(value),
};

/** Pages by their numbers; without `to`, all from there on. */
interface PageSpan {
  from: number;
  to?: number;
}

/** A page, or some layers of a PSD: of what has no layers, the first of the numbers counts. */
type Page = number | { spans: PageSpan[] } | { names: string[] };

const pageNumber = integer(1, 65_535);

/**
 * `2`, `3-4`, `1_3_5`, `4-`; or layers by their names, one with quotes around it or without,
 * several with: `name-Logo`, `name-"Logo"_"Price tag"`.
 */
export const page: Kind<Page> = {
  values: notation("a page number such as 2, or name-Logo"),
  parse(text) {
    const names = namesOf(text);
    if (names) return { names };
    const spans = text.split("_").map(parseSpan);
    return spans.every((span) => span !== undefined) ? pageAt(spans) : undefined;
  },
  print(value) {
    if (typeof value === "number") return String(value);
    if ("spans" in value) return value.spans.map(printSpan).join("_");
    const [first = "", ...others] = value.names.map(encodeURIComponent);
    if (others.length === 0) return `name-${first}`;
    return `name-${[first, ...others].map((name) => `%22${name}%22`).join("_")}`;
  },
};

function namesOf(text: string): string[] | undefined {
  const [, quoted, plain] = /^name-(?:("[^"]+"(?:_"[^"]+")*)|([^"]+))$/.exec(text) ?? [];
  return quoted?.slice(1, -1).split('"_"') ?? (plain === undefined ? undefined : [plain]);
}

/** One number is a page of anything. */
function pageAt(spans: PageSpan[]): Page {
  const [{ from, to } = {}, ...others] = spans;
  return from !== undefined && from === to && others.length === 0 ? from : { spans };
}

function parseSpan(text: string): PageSpan | undefined {
  const [, first = "", dash, last = ""] = /^(\d+)(-?)(\d*)$/.exec(text) ?? [];
  const from = pageNumber.parse(first);
  if (from === undefined) return undefined;
  if (last === "") return dash === "" ? { from, to: from } : { from };
  const to = pageNumber.parse(last);
  return to === undefined ? undefined : { from, to };
}

function printSpan({ from, to }: PageSpan): string {
  if (to === undefined) return `${from}-`;
  return to === from ? String(from) : `${from}-${to}`;
}
