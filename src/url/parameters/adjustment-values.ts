import { colour, type UrlColour } from "./colour.ts";
import type { Amount } from "./expression.ts";
import { describeValues, type Kind, type NumberKind, notation } from "./kind.ts";
import { amount, flag, integer, number, orWord, parts, word } from "./value-types.ts";

/** A number from `min` to `max`; nothing stands for `initial`. */
export function level(min: number, max: number, initial: number): Kind<number> {
  const kind = number(min, max);
  return {
    values: { ...kind.values, optional: true },
    parse: (text) => (text === "" || text === "true" ? initial : kind.parse(text)),
    print: kind.print,
  };
}

/** The most that a list of colours or of places holds. */
const longest = 10;

/** Several of one kind, separated by underscores. */
function list<T>(kind: Kind<T>): Kind<T[]> {
  return {
    values: notation(`up to ${longest} of: ${describeValues(kind.values)}`),
    parse(text) {
      const values = text.split("_").map((piece) => kind.parse(piece));
      const whole = values.length <= longest && !values.includes(undefined);
      return whole ? (values as T[]) : undefined;
    },
    print: (values) => values.map((value) => kind.print(value)).join("_"),
  };
}

interface Tint {
  /** 0 to 100. */
  am?: number;
  co?: UrlColour[];
  /** Where on the way from black to white each colour stands, in percent; rising. */
  po?: number[];
  eq?: boolean;
}

const tintParts = parts({
  am: number(0, 100),
  co: list(colour),
  po: list(number(0, 100)),
  eq: flag,
});

/** Colours for tones from black to white. */
export const tint: Kind<Tint> = {
  values: {
    ...notation("parts such as am-60_co-000080_FFD400_po-0_100_eq-true"),
    optional: true,
  },
  parse(text) {
    const made = tintParts.parse(text);
    const { co = [], po } = made ?? {};
    const rising = po?.every((place, i) => place >= (po[i - 1] ?? 0)) ?? true;
    return made && rising && (po === undefined || po.length === co.length) ? made : undefined;
  },
  print: tintParts.print,
};

/** Below 1 a fraction of the image, otherwise whole pixels. */
const share: NumberKind<number> = {
  ...number(0, 65_535),
  parse(text) {
    const value = number(0, 65_535).parse(text);
    return value === undefined || value < 1 ? value : Math.round(value);
  },
};

const region = {
  fo: word("face"),
  x: amount(share),
  y: amount(share),
  w: amount(share),
  h: amount(share),
};

/** A part of the image, or its faces; what is missing reaches to the image's edge. */
export interface Region {
  fo?: "face";
  x?: Amount;
  y?: Amount;
  w?: Amount;
  h?: Amount;
}

export const pixelateRegion = parts({ si: number(1, 200), ...region });

export const blurRegion = parts({ bl: number(0.01, 100), ...region });

export const fillLight = parts({ am: number(0, 100), bi: number(-100, 100) });

export const cartoon = parts({ li: number(0, 100), re: orWord(number(0, 100), "bw") });

export const dither: Kind<number> = {
  values: { type: "integer", min: 0, max: 18, optional: true },
  parse: (text) => (text === "" || text === "true" ? 0 : integer(0, 18).parse(text)),
  print: String,
};

/** Nothing: people have to be there. */
export const backgroundRemoval: Kind<"always" | "try"> = {
  values: { type: "choice", choices: ["try"], optional: true },
  parse(text) {
    if (text === "" || text === "true") return "always";
    return text === "try" ? "try" : undefined;
  },
  print: (value) => (value === "always" ? "" : value),
};

/** Nothing stands for the most frequent kind. */
export const colourBlindness = withDefault(
  word(
    "deuteranopia",
    "protanopia",
    "tritanopia",
    "deuteranomaly",
    "protanomaly",
    "tritanomaly",
    "cone_monochromacy",
    "rod_monochromacy",
  ),
  "deuteranopia",
);

function withDefault<T>(kind: Kind<T>, initial: T): Kind<T> {
  return { ...kind, parse: (text) => (text === "" ? initial : kind.parse(text)) };
}

export const makeTransparent = parts({ to: number(0, 100), co: colour });

interface Shear {
  x: number;
  y: number;
}

/** Degrees by which upright lines lean as they go down, and level ones sink: `20_0`. */
export const shear: Kind<Shear> = {
  values: notation("degrees along x and y from N80 to 80, such as 20_0"),
  parse(text) {
    const [x, y, ...rest] = text.split("_").map((piece) => number(-80, 80).parse(piece));
    return x === undefined || y === undefined || rest.length > 0 ? undefined : { x, y };
  },
  print: ({ x, y }) => `${number(-80, 80).print(x)}_${number(-80, 80).print(y)}`,
};

const reach = number(-65_535, 65_535);

export const fade = parts({ st: number(0, 100), x: reach, y: reach, sy: flag });

export const outline = parts({
  mo: word("outer", "inner", "fill", "inner_fill"),
  wi: integer(1, 100),
  bl: number(0, 2000),
  co: colour,
});

const away = integer(-2000, 2000);

export const castShadow = parts({
  st: number(0, 100),
  bl: number(0, 100),
  x: away,
  y: away,
  co: colour,
});
