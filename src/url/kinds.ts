import { Failure } from "../failure.ts";
import { type Amount, type Expression, parseExpression, printExpression } from "./expression.ts";

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
      // Adding zero makes plain zero of minus zero.
      return value !== undefined && value >= min && value <= max ? value + 0 : undefined;
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

/** `kind`, or an arithmetic expression in its place. */
export function amount(kind: Kind<number>): Kind<Amount> {
  return {
    expected: kind.expected,
    parse: (text) => kind.parse(text) ?? parseExpression(text),
    print: (value) => (typeof value === "number" ? kind.print(value) : printExpression(value)),
  };
}

/** `kind`, or one word that stands for something the number does not say. */
export function orWord<T, const W extends string>(kind: Kind<T>, special: W): Kind<T | W> {
  return {
    expected: `${kind.expected}, or ${special}`,
    parse: (text) => (text === special ? special : kind.parse(text)),
    print: (value) => (value === special ? special : kind.print(value as T)),
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

/** A position in pixels; `N10` is minus ten, and `N0` counts from the other side. */
export const position: Kind<number> = {
  expected: "a whole number of pixels, with N for minus",
  parse(text) {
    const value = readNumber(text);
    // Minus zero is kept: it is a distance of nothing from the far edge.
    return value === undefined ? undefined : Math.round(value);
  },
  print: (value) => (Object.is(value, -0) ? "N0" : printNumber(value)),
};

export interface Ratio {
  width: number;
  height: number;
}

/** Width divided by height, written `4-3`, `4_3`, `4:3`, as one number, or as an expression. */
export const ratio: Kind<Ratio | Expression> = {
  expected: "an aspect ratio such as 4-3",
  parse(text) {
    const [width, height, ...rest] = text.split(/[-_:]/).map(readNumber);
    const numbers = width !== undefined && (height !== undefined || !/[-_:]/.test(text));
    if (!numbers || rest.length > 0) return parseExpression(text);
    return width > 0 && (height ?? 1) > 0 ? { width, height: height ?? 1 } : undefined;
  },
  print: (value) =>
    "operands" in value
      ? printExpression(value)
      : `${printNumber(value.width)}-${printNumber(value.height)}`,
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

/** Degrees clockwise; `N40` is counter-clockwise. */
export const angle: Kind<number> = {
  expected: "degrees from N360 to 360",
  parse(text) {
    const value = readNumber(text);
    return value !== undefined && Math.abs(value) <= 360 ? value : undefined;
  },
  print: printNumber,
};

/** A path in which `@@` stands for the slash. */
export const path: Kind<string> = {
  expected: "a path, with @@ for slashes",
  parse: (text) => text.replaceAll("@@", "/").replace(/^\/+/, "") || undefined,
  print: (value) => encodeURIComponent(value.replaceAll("/", "@@")),
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
