import type { Comparison, Condition } from "../parameters/condition.ts";
import { type Ratio, readRatio } from "../parameters/value-types.ts";
import { numberOf, type Sum, sumOf } from "./values/amount.ts";
import type { Variables } from "./variables.ts";

type Operator = Comparison["comparison"];

/** Whether a condition holds, if that is known; or what it comes to in our words. */
interface Reading {
  holds: boolean | Condition;
  /** Whether a part of it is not known here, and was taken not to hold. */
  unknown: boolean;
}

const properties: Record<string, Comparison["property"]> = {
  ...({ cw: "w", ch: "h", car: "ar", iw: "iw", ih: "ih", iar: "iar" } as const),
};

/** What an operator becomes when its sides are exchanged. */
const mirrored: Record<Operator, Operator> = {
  ...({ eq: "eq", ne: "ne", gt: "lt", gte: "lte", lt: "gt", lte: "gte" } as const),
};

/**
 * Reads what follows `if_`: comparisons joined by `and`, which binds tighter, and `or`. A part that
 * needs tags, faces or whatever else is not known here does not hold.
 */
export function readCondition(text: string, variables: Variables): Reading {
  const quotes: string[] = [];
  // Between exclamation marks anything may stand, operators too.
  const masked = text
    .replace(/%21/g, "!")
    .replace(/%3a/gi, ":")
    .replace(/%24/g, "$")
    .replace(/!([^!]*)!/g, (_all, quote: string) => `"${quotes.push(quote) - 1}"`);
  let unknown = false;
  const lists: Condition = [];
  for (const list of masked.split("_or_")) {
    const comparisons: Comparison[] = [];
    const met = list.split("_and_").every((part) => {
      const compared = compare(part, quotes, variables);
      if (compared === undefined) unknown = true;
      if (typeof compared === "object") comparisons.push(compared);
      return compared === true || typeof compared === "object";
    });
    if (!met) continue;
    if (comparisons.length === 0) return { holds: true, unknown };
    lists.push(comparisons);
  }
  return { holds: lists.length > 0 && lists, unknown };
}

/** Undefined for what is not known here. */
function compare(
  part: string,
  quotes: string[],
  variables: Variables,
): boolean | Comparison | undefined {
  const [, left = "", operator = "", right = ""] =
    /^(.+?)_(eq|ne|gte|gt|lte|lt|in|nin)_(.+)$/s.exec(part) ?? [];
  const words = [wordsOf(left, quotes, variables), wordsOf(right, quotes, variables)] as const;
  if (words[0] !== undefined && words[1] !== undefined) {
    return compareWords(words[0], operator, words[1]);
  }
  if (operator === "in" || operator === "nin") return undefined;
  const [a, b] = [sideOf(left, variables), sideOf(right, variables)];
  if (!a || !b) return undefined;
  const [first, second] = [numberOf(a), numberOf(b)];
  if (first !== undefined && second !== undefined) return hold(operator as Operator, first, second);
  if (second !== undefined) return comparison(a, operator as Operator, second, right);
  if (first !== undefined) return comparison(b, mirrored[operator as Operator], first, left);
  return undefined;
}

/** The words of a text, or of a variable that holds one: `a:b` is two. */
function wordsOf(text: string, quotes: string[], variables: Variables): string[] | undefined {
  const quote = /^"(\d+)"$/.exec(text)?.[1];
  if (quote !== undefined) return (quotes[Number(quote)] ?? "").split(":");
  const value = /^\$[a-z][a-z0-9]*$/i.test(text) ? variables.get(text.slice(1)) : undefined;
  return value?.quoted ? value.text.split(":") : undefined;
}

function compareWords(left: string[], operator: string, right: string[]): boolean | undefined {
  switch (operator) {
    case "eq":
      return left.join(":") === right.join(":");
    case "ne":
      return left.join(":") !== right.join(":");
    case "in":
      return left.every((word) => right.includes(word));
    case "nin":
      return !left.some((word) => right.includes(word));
  }
  return undefined;
}

/** A number, a ratio such as `16:9`, or arithmetic. */
function sideOf(text: string, variables: Variables): Sum | undefined {
  const ratio = /^[\d.]+:[\d.]+$/.test(text) ? readRatio(text) : undefined;
  if (ratio) return sumOf(`${ratio.width}_div_${ratio.height}`);
  const words = text.split("_").map((word) => {
    if (!word.startsWith("$")) return word;
    const value = variables.get(word.slice(1));
    return value && !value.quoted ? value.text : "";
  });
  // A variable's own arithmetic may only come first.
  return words.some((word, i) => i > 0 && word.includes("_")) ? undefined : sumOf(words.join("_"));
}

/** A single size against a number; undefined for what is more than that. */
function comparison(
  { terms, mod }: Sum,
  operator: Operator,
  value: number,
  written: string,
): boolean | Comparison | undefined {
  const [term, ...rest] = terms;
  const [[name, power] = [], ...others] = Object.entries(term?.powers ?? {});
  if (!term || mod !== undefined || rest.length > 0 || others.length > 0) return undefined;
  const property = properties[name ?? ""];
  const scale = term.factor / term.divisor;
  if (!property || power !== 1 || scale <= 0) return undefined;
  const bound = Number((value / scale).toFixed(6));
  // Sizes are above nothing.
  if (bound <= 0) return hold(operator, 1, 0);
  if (bound >= 1e15) return hold(operator, 0, 1);
  const ratio = property.endsWith("ar") && written.includes(":") ? readRatio(written) : undefined;
  const plain: Ratio = { width: bound, height: 1 };
  return { property, comparison: operator, value: scale === 1 ? (ratio ?? plain) : plain };
}

function hold(operator: Operator, a: number, b: number): boolean {
  const holds = {
    eq: a === b,
    ne: a !== b,
    gt: a > b,
    gte: a >= b,
    lt: a < b,
    lte: a <= b,
  };
  return holds[operator];
}
