import { printDecimal, readDecimal } from "./decimal.ts";
import { type Kind, notation } from "./kind.ts";
import { type Ratio, ratio, readRatio } from "./value-types.ts";

const properties = ["w", "h", "ar", "iw", "ih", "iar"] as const;
const comparisons = ["eq", "ne", "gt", "gte", "lt", "lte"] as const;

export interface Comparison {
  /** `w h ar` of the image as the step finds it, `iw ih iar` of the original. */
  property: (typeof properties)[number];
  comparison: (typeof comparisons)[number];
  /** A plain number is one to 1. As a quotient, 4-3 is what an image of 800 x 600 has exactly. */
  value: Ratio;
}

/** One of these lists has to hold, and of that list everything: `and` binds tighter than `or`. */
export type Condition = Comparison[][];

/** `w_gt_300_and_h_lt_200_or_ar_eq_4-3`. Source: ImageKit, conditional transformations. */
export const condition: Kind<Condition> = {
  values: notation("a condition such as w_gt_300_and_ar_lt_1"),
  parse(text) {
    const lists = text.split("_or_").map((list) => list.split("_and_").map(parseComparison));
    return lists.every((list) => !list.includes(undefined)) ? (lists as Condition) : undefined;
  },
  print: (lists) => lists.map((list) => list.map(printComparison).join("_and_")).join("_or_"),
};

function parseComparison(text: string): Comparison | undefined {
  const [, left, middle, right = ""] = /^([a-z]+)_([a-z]+)_([\d.:_-]+)$/.exec(text) ?? [];
  const property = properties.find((known) => known === left);
  const comparison = comparisons.find((known) => known === middle);
  if (!property || !comparison) return undefined;
  const number = readDecimal(right);
  const quotient = property.endsWith("ar") ? readRatio(right) : undefined;
  const value = number === undefined ? quotient : { width: number, height: 1 };
  return value && { property, comparison, value };
}

function printComparison({ property, comparison, value }: Comparison): string {
  const { width, height } = value;
  return `${property}_${comparison}_${height === 1 ? printDecimal(width) : ratio.print(value)}`;
}

const hold: Record<Comparison["comparison"], (a: number, b: number) => boolean> = {
  eq: (a, b) => Math.abs(a - b) < 0.005,
  ne: (a, b) => Math.abs(a - b) >= 0.005,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
};

/** Whether a condition holds for images of these sizes. */
export function holds(
  lists: Condition,
  current: { width: number; height: number },
  original: { width: number; height: number },
): boolean {
  const values = {
    w: current.width,
    h: current.height,
    ar: current.width / current.height,
    iw: original.width,
    ih: original.height,
    iar: original.width / original.height,
  };
  return lists.some((list) =>
    list.every(({ property, comparison, value }) =>
      hold[comparison](values[property], value.width / value.height),
    ),
  );
}
