import { printDecimal, readDecimal } from "./decimal.ts";
import { type Amount, type Expression, parseExpression, printExpression } from "./expression.ts";
import { type Kind, type NumberKind, notation, type ValueOf } from "./kind.ts";

/** A number from `min` to `max`, both included; `N10` is minus ten. */
export function number(min: number, max: number): NumberKind<number> {
  return {
    values: { type: "number", min, max },
    parse(text) {
      const value = readDecimal(text);
      // Adding zero makes plain zero of minus zero.
      return value !== undefined && value >= min && value <= max ? value + 0 : undefined;
    },
    print: printDecimal,
  };
}

/** A whole number from `min` to `max`, both included. */
export function integer(min: number, max: number): NumberKind<number> {
  const { parse } = number(min, max);
  return {
    values: { type: "integer", min, max },
    parse(text) {
      const value = parse(text);
      return value !== undefined && Number.isInteger(value) ? value : undefined;
    },
    print: printDecimal,
  };
}

/** `kind`, or an arithmetic expression in its place. */
export function amount(kind: NumberKind<number>): NumberKind<Amount> {
  return {
    values: kind.values,
    parse: (text) => kind.parse(text) ?? parseExpression(text),
    print: (value) => (typeof value === "number" ? kind.print(value) : printExpression(value)),
  };
}

/** `kind`, or one word that stands for something that no number says. */
export function orWord<T extends Amount, const W extends string>(
  kind: NumberKind<T>,
  special: W,
): NumberKind<T | W> {
  return {
    values: { ...kind.values, choices: [special] },
    parse: (text) => (text === special ? special : kind.parse(text)),
    print: (value) => (value === special ? special : kind.print(value as T)),
  };
}

/** `kind`, or one of several words that the parameter's meaning names: a message names numbers alone. */
export function orWords<T, const W extends string>(
  kind: NumberKind<T>,
  ...words: readonly W[]
): NumberKind<T | W> {
  const isWord = (value: unknown): value is W => words.includes(value as W);
  return {
    values: kind.values,
    parse: (text) => (isWord(text) ? text : kind.parse(text)),
    print: (value) => (isWord(value) ? value : kind.print(value)),
  };
}

/** A length: below 1 a fraction of the original, otherwise pixels, rounded to whole ones. */
export const length: NumberKind<number> = {
  values: { type: "number", min: 0, above: true },
  parse(text) {
    const value = readDecimal(text);
    if (value === undefined || value <= 0) return undefined;
    // 0.9999999 rounds to 1 and is a fraction all the same, not one pixel.
    return /^0*\./.test(text) ? Math.min(value, 0.999999) : Math.round(value);
  },
  print: printDecimal,
};

/** A position in pixels; `N10` is minus ten, and `N0` counts from the other side. */
export const position: NumberKind<number> = {
  values: { type: "integer", unit: "pixels" },
  parse(text) {
    const value = readDecimal(text);
    // Minus zero is kept: it is a distance of nothing from the far edge.
    return value === undefined ? undefined : Math.round(value);
  },
  print: (value) => (Object.is(value, -0) ? "N0" : printDecimal(value)),
};

/** A position in pixels where only one side counts: `N0` is plain zero. */
export const offset: NumberKind<number> = {
  ...position,
  parse(text) {
    const value = position.parse(text);
    return value === undefined ? undefined : value + 0;
  },
};

/** In lowest terms, where both are whole: 8 to 6 is 4 to 3. */
export interface Ratio {
  width: number;
  height: number;
}

/** Width divided by height, written `4-3`, `4_3`, `4:3` or as one number; undefined for the rest. */
export function readRatio(text: string): Ratio | undefined {
  const [width, height = 1, ...rest] = text.split(/[-_:]/).map(readSide);
  if (width === undefined || !(width > 0 && height > 0) || rest.length > 0) return undefined;
  const divisor = Number.isInteger(width) && Number.isInteger(height) ? common(width, height) : 1;
  return { width: width / divisor, height: height / divisor };
}

/** Zero for what is no number: no ratio has a side of zero. */
function readSide(text: string): number {
  return readDecimal(text) ?? 0;
}

/** The greatest common divisor. */
function common(a: number, b: number): number {
  return b === 0 ? a : common(b, a % b);
}

/** Width divided by height, written `4-3`, `4_3`, `4:3`, as one number, or as an expression. */
export const ratio: Kind<Ratio | Expression> = {
  values: notation("an aspect ratio such as 4-3"),
  parse: (text) => readRatio(text) ?? parseExpression(text),
  print: (value) =>
    "operands" in value
      ? printExpression(value)
      : `${printDecimal(value.width)}-${printDecimal(value.height)}`,
};

/** One of a list of words. */
export function word<const W extends string>(...words: W[]): Kind<W> {
  return {
    values: { type: "choice", choices: words },
    parse: (text) => words.find((candidate) => candidate === text),
    print: (value) => value,
  };
}

/** `kind`, of which some words mean the same as another: `jpeg` is `jpg`. */
export function alias<const W extends string>(
  kind: Kind<W>,
  same: { [K in NoInfer<W>]?: NoInfer<W> },
): Kind<W> {
  return {
    ...kind,
    parse(text) {
      const value = kind.parse(text);
      return value === undefined ? undefined : (same[value] ?? value);
    },
  };
}

/** Mirror left to right, top to bottom, or both, in whichever order. */
export const flip = alias(word("h", "v", "h_v", "v_h"), { v_h: "h_v" });

/** `true` or `false`. */
export const flag: Kind<boolean> = {
  values: { type: "boolean" },
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
  print: String,
};

/** Degrees clockwise; `N40` is counter-clockwise. */
export const angle: NumberKind<number> = {
  values: { type: "number", min: -360, max: 360, unit: "degrees" },
  parse(text) {
    const value = readDecimal(text);
    return value !== undefined && Math.abs(value) <= 360 ? value + 0 : undefined;
  },
  print: printDecimal,
};

/** A path in which `@@` stands for the slash. */
export const path: Kind<string> = {
  values: notation("a path, with @@ for slashes"),
  parse: (text) => text.replaceAll("@@", "/").replace(/^\/+/, "") || undefined,
  // A name with an `@` of its own could not be told from `@@`.
  print: (value) =>
    value.includes("@")
      ? encodeURIComponent(value)
      : value.split("/").map(encodeURIComponent).join("@@"),
};

type Parts = Record<string, Kind<unknown>>;
type PartsOf<P extends Parts> = { [K in keyof P]?: ValueOf<P[K]> };

/** `bl-15_st-40`: named parts in any order, each of which may be missing, as may all of them. */
export function parts<P extends Parts>(kinds: P): Kind<PartsOf<P>> {
  const names = Object.keys(kinds);
  const example = names.map((name) => `${name}-…`).join("_");
  return {
    values: { ...notation(`parts such as ${example}`), optional: true },
    parse(text) {
      const made: Record<string, unknown> = {};
      // A value may hold underscores itself (an expression does): a part begins at a known name.
      const pieces = text === "" ? [] : text.split(new RegExp(`_(?=(?:${names.join("|")})-)`));
      for (const piece of pieces) {
        const [, name = "", value = ""] = /^([a-z]+)-(.*)$/s.exec(piece) ?? [];
        const read = Object.hasOwn(kinds, name) ? kinds[name]?.parse(value) : undefined;
        if (read === undefined) return undefined;
        made[name] = read;
      }
      return made as PartsOf<P>;
    },
    print: (value) =>
      names
        .flatMap((name) => {
          const part = (value as Record<string, unknown>)[name];
          return part === undefined ? [] : [`${name}-${kinds[name]?.print(part)}`];
        })
        .join("_"),
  };
}

/** Nothing after the name: the effect is there or not. */
export const present: Kind<true> = {
  values: { type: "presence" },
  parse: (text) => (text === "" || text === "true" ? true : undefined),
  print: () => "",
};

/** A number that may be left out. */
export function optional(kind: Kind<number>): Kind<number | "default"> {
  return {
    values: { ...kind.values, optional: true },
    parse: (text) => (text === "" || text === "true" ? "default" : kind.parse(text)),
    print: (value) => (value === "default" ? "" : kind.print(value)),
  };
}
