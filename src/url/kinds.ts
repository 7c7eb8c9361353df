import { Failure } from "../failure.ts";

/**
 * A kind of parameter value: how its text becomes a typed value, and how the value is printed back
 * in its one canonical spelling. `parse` returns undefined when the text is not of the kind.
 */
export interface Kind<T> {
  expected: string;
  parse(text: string): T | undefined;
  print(value: T): string;
}

/** The value type of a kind. */
export type ValueOf<K> = K extends Kind<infer T> ? T : never;

/** Decimal notation only: no exponent, no hexadecimal, no blanks. `N` in front means minus. */
const decimal = /^N?(?:\d+(?:\.\d+)?|\.\d+)$/;

function readNumber(text: string): number | undefined {
  if (!decimal.test(text) || text.length > 20) return undefined;
  return text.startsWith("N") ? -Number(text.slice(1)) : Number(text);
}

function printNumber(value: number): string {
  const digits = String(Number(Math.abs(value).toFixed(6)));
  return value < 0 ? `N${digits}` : digits;
}

/** A number from `min` to `max`, both included; `N10` is minus ten. */
export function number(min: number, max: number): Kind<number> {
  return {
    expected: `a number from ${printNumber(min)} to ${printNumber(max)}`,
    parse(text) {
      const value = readNumber(text);
      return value !== undefined && value >= min && value <= max ? value : undefined;
    },
    print: printNumber,
  };
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): Kind<number> {
  const { parse } = number(min, max);
  return {
    expected: `a whole number from ${printNumber(min)} to ${printNumber(max)}`,
    parse(text) {
      const value = parse(text);
      return value !== undefined && Number.isInteger(value) ? value : undefined;
    },
    print: printNumber,
  };
}

/** A length: below 1 a fraction of the original, otherwise pixels, rounded to whole ones. */
export const length: Kind<number> = {
  expected: "a number above 0",
  parse(text) {
    const value = readNumber(text);
    if (value === undefined || value <= 0) return undefined;
    return value < 1 ? value : Math.round(value);
  },
  print: printNumber,
};

/** A position in pixels; `N10` is minus ten. */
export const position: Kind<number> = {
  expected: "a whole number of pixels, with N for minus",
  parse(text) {
    const value = readNumber(text);
    return value === undefined ? undefined : Math.round(value);
  },
  print: printNumber,
};

/** Width divided by height, written `4-3`, `4_3`, `4:3` or as one number. */
export const ratio: Kind<{ width: number; height: number }> = {
  expected: "an aspect ratio such as 4-3",
  parse(text) {
    const [width, height, ...rest] = text.split(/[-_:]/).map(readNumber);
    if (rest.length > 0 || width === undefined || width <= 0) return undefined;
    if (text.search(/[-_:]/) < 0) return { width, height: 1 };
    if (height === undefined || height <= 0) return undefined;
    return { width, height };
  },
  print: ({ width, height }) => `${printNumber(width)}-${printNumber(height)}`,
};

/** One of a list of words. */
export function word<const W extends string>(...words: W[]): Kind<W> {
  return {
    expected: `one of ${words.join(", ")}`,
    parse: (text) => words.find((candidate) => candidate === text),
    print: (value) => value,
  };
}

/** `true` or `false`. */
export const flag: Kind<boolean> = {
  expected: "true or false",
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  print: String,
};

/** Degrees clockwise (`N40` counter-clockwise), or `auto` for what EXIF says. */
export const angle: Kind<number | "auto"> = {
  expected: "degrees from N360 to 360, or auto",
  parse(text) {
    if (text === "auto") return "auto";
    const value = readNumber(text);
    return value !== undefined && Math.abs(value) <= 360 ? value : undefined;
  },
  print: (value) => (value === "auto" ? value : printNumber(value)),
};

/** Reads a value, or says which parameter could not be read, what it expects and what came. */
export function readValue<T>(parameter: string, kind: Kind<T>, text: string): T {
  const value = kind.parse(text);
  if (value !== undefined) return value;
  const got = text === "" ? "nothing" : `\`${text.slice(0, 80)}\``;
  throw new Failure(
    "EINVAL",
    `Cannot read \`${parameter}\`: expected ${kind.expected}, got ${got}`,
  );
}
