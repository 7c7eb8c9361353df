import { parseColour, type UrlColour } from "../parameters/colour.ts";
import type { Expression, Variable } from "../parameters/expression.ts";
import { type Ratio, readRatio } from "../parameters/value-types.ts";
import { decode } from "../tokens.ts";

/** How the text of a value becomes a typed one; undefined when it is none. */
export type Read<T> = (text: string) => T | undefined;

/** A number from `min` to `max`, both included, to six decimals. */
export function number(min: number, max: number): Read<number> {
  return (text) => {
    if (!/^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text)) return undefined;
    const value = Number(Number(text).toFixed(6)) + 0;
    return value >= min && value <= max ? value : undefined;
  };
}

/** A whole number; what stands behind the point is rounded. */
export function whole(min: number, max: number): Read<number> {
  return (text) => {
    const value = number(min, max)(text);
    return value === undefined ? undefined : Math.round(value);
  };
}

/** A length: whole pixels from 1, or a fraction. */
export const side: Read<number> = (text) => {
  const value = number(0, 65_535)(text);
  if (value === undefined || value === 0) return undefined;
  // `1.0` is the whole side, `1` is a pixel.
  return value < 1 || /^1\.0*$/.test(text) ? Math.min(value, 0.999_999) : Math.round(value);
};

/** Like a length, and 0. */
const start: Read<number> = (text) => (number(0, 0)(text) === 0 ? 0 : side(text));

export function word<const W extends string>(...words: W[]): Read<W> {
  return (text) => words.find((candidate) => candidate === text.toLowerCase());
}

/** Some of these words, in any order, separated by commas. */
export function words<const W extends string>(...known: W[]): Read<W[]> {
  return (text) => {
    const read = text.split(",").map(word(...known));
    return read.includes(undefined) ? undefined : (read as W[]);
  };
}

export function oneOf<A, B>(first: Read<A>, second: Read<B>): Read<A | B> {
  return (text) => first(text) ?? second(text);
}

export const text: Read<string> = (value) => (value === "" ? undefined : value);

/** A path or a URL: one whose slashes are encoded still was encoded twice. */
export const place: Read<string> = (value) =>
  text(/%2f/i.test(value) && !value.includes("/") ? decode(value) : value);

export const anything: Read<string> = (value) => value;

export const flag: Read<boolean> = (value) =>
  ["1", "true"].includes(value) ? true : ["0", "false"].includes(value) ? false : undefined;

export const ratio: Read<Ratio> = (value) =>
  /^[\d.]+:[\d.]+$/.test(value) ? readRatio(value) : undefined;

/** A name, or hexadecimal of 3, 4, 6 or 8 digits, where opacity comes first: `AARRGGBB`. */
export const colour: Read<UrlColour> = (value) => {
  const digits = /^#?((?:[0-9a-f]{3,4}){1,2})$/i.exec(value)?.[1] ?? "";
  const long = digits.length < 6 ? digits.replace(/./g, "$&$&") : digits;
  if (long.length === 6) return parseColour(long);
  if (long.length !== 8) return /^[a-z]+$/i.test(value) ? parseColour(value) : undefined;
  const opacity = Math.round((Number.parseInt(long.slice(0, 2), 16) / 255) * 100);
  const painted = parseColour(long.slice(2));
  return painted && { ...painted, opacity };
};

/** Pixels and a colour: `10,FF0000`. */
export const border: Read<{ width: number; colour: UrlColour }> = (value) => {
  const [first = "", second = "", ...rest] = value.split(",");
  const width = whole(1, 10_000)(first);
  const painted = colour(second);
  return width === undefined || !painted || rest.length > 0
    ? undefined
    : { width, colour: painted };
};

/** Where a line is cut off, and whether dots are left there: `end,ellipsis`. */
export const textClip: Read<
  "start" | "middle" | "end" | `${"start" | "middle" | "end"}_ellipsis`
> = (value) => {
  const read = words("start", "middle", "end", "ellipsis")(value);
  if (!read) return undefined;
  const at = read.find((each) => each !== "ellipsis") ?? "end";
  return read.includes("ellipsis") ? `${at}_ellipsis` : at;
};

/** Two colours, that of the shadows first: `000080,FA8072`. */
export const twoColours: Read<[dark: UrlColour, light: UrlColour]> = (value) => {
  const [dark, light, ...rest] = value.split(",").map(colour);
  return dark && light && rest.length === 0 ? [dark, light] : undefined;
};

/** One radius, or four clockwise from the top left. */
export const radii: Read<[number] | [number, number, number, number]> = (value) => {
  const read = value.split(",").map(whole(0, 65_535));
  if (read.includes(undefined) || (read.length !== 1 && read.length !== 4)) return undefined;
  return read as [number] | [number, number, number, number];
};

/** `x,y,w,h`: lengths, and words for where the rectangle lies. */
export const rectangle: Read<{
  x: number | "left" | "center" | "right";
  y: number | "top" | "middle" | "bottom";
  width: number;
  height: number;
}> = (value) => {
  const [first = "", second = "", third = "", fourth = "", ...rest] = value.split(",");
  const x = oneOf(start, word("left", "center", "right"))(first);
  const y = oneOf(start, word("top", "middle", "bottom"))(second);
  const [width, height] = [side(third), side(fourth)];
  const missing = x === undefined || y === undefined || rest.length > 0;
  return missing || width === undefined || height === undefined
    ? undefined
    : { x, y, width, height };
};

type Operator = Expression["operators"][number];

/** `variable operator value`, as a size that is worked out later. */
export function worked(variable: Variable, operator: Operator, value: number): Expression {
  return { operands: [variable, Number(value.toFixed(6))], operators: [operator] };
}

/** Pixels as they are, times `density`; a fraction as that part of a side. */
export function lengthOf(value: number, whole: Variable, density = 1): number | Expression {
  return value > 0 && value < 1 ? worked(whole, "mul", value) : Math.round(value * density);
}
