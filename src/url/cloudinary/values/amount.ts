import type { Amount, Expression, Variable } from "../../parameters/expression.ts";

/**
 * Cloudinary's arithmetic knows no precedence: `iw_add_10_mul_2` is twice the sum. Ours does. So a
 * value is worked out as a sum of products, which reads the same either way.
 */
interface Term {
  factor: number;
  divisor: number;
  powers: Partial<Record<Variable, number>>;
}

export interface Sum {
  terms: Term[];
  /** The rest of a division, taken last of all. */
  mod?: number;
}

/** Names of Cloudinary's for sizes that we have. */
const names: Record<string, Variable> = {
  w: "cw",
  width: "cw",
  h: "ch",
  height: "ch",
  ar: "car",
  aspect_ratio: "car",
  iw: "iw",
  ow: "iw",
  ih: "ih",
  oh: "ih",
  iar: "iar",
  oar: "iar",
};

/** Operands in one expression of ours, and words in one of Cloudinary's. */
const maxOperands = 20;
const maxWords = 2 * maxOperands + 1;

/** No URL needs the fifth power of a width. */
const maxPower = 4;

/** What no side has: beyond it a decimal is a number of pixels with a point, not a multiple. */
const largestMultiple = 10;

/**
 * Reads an amount. A number with a decimal point is a multiple of `whole`: `w_1` is one pixel,
 * `w_1.0` the whole width. Undefined for what is none, or cannot be said in one expression.
 */
export function amountOf(text: string, whole?: Variable): Amount | undefined {
  const sum = sumOf(text, whole);
  return sum && sayAmount(sum);
}

/** Reads an amount as a sum that can be calculated with. */
export function sumOf(text: string, whole?: Variable): Sum | undefined {
  if (whole && /^-?\d*\.\d+$/.test(text) && Math.abs(Number(text)) < largestMultiple) {
    return product(constant(Number(text)), single(whole));
  }
  const words = text.split("_", maxWords + 1);
  let sum = words.length <= maxWords ? operand(words[0]) : undefined;
  for (let i = 1; i < words.length && sum; i += 2) {
    const right = operand(words[i + 1]);
    const made: Sum | undefined = right && calculate(words[i] ?? "", sum, right);
    sum = made && isShort(made) ? made : undefined;
  }
  return sum;
}

/** Whether there is any hope to say it in one expression. */
function isShort({ terms }: Sum): boolean {
  const powers = terms.flatMap((term) => Object.values(term.powers));
  return terms.length <= maxOperands && powers.every((power) => Math.abs(power) <= maxPower);
}

/** A number, whatever the image. */
export function constant(value: number): Sum {
  return { terms: value === 0 ? [] : [{ factor: value, divisor: 1, powers: {} }] };
}

/** One size of an image. */
export function single(variable: Variable): Sum {
  return { terms: [{ factor: 1, divisor: 1, powers: { [variable]: 1 } }] };
}

/** The number that a sum is, if it is one whatever the image. */
export function numberOf({ terms, mod }: Sum): number | undefined {
  let total = 0;
  for (const { factor, divisor, powers } of terms) {
    if (Object.values(powers).some((power) => power !== 0)) return undefined;
    total += factor / divisor;
  }
  return mod === undefined ? total : total % mod;
}

function operand(word: string | undefined): Sum | undefined {
  if (word === undefined) return undefined;
  if (/^-?(?:\d+\.?\d*|\.\d+)$/.test(word)) return constant(Number(word));
  return Object.hasOwn(names, word) ? single(names[word] as Variable) : undefined;
}

function calculate(operator: string, left: Sum, right: Sum): Sum | undefined {
  const by = numberOf(right);
  // What is left over from a division cannot be calculated with further.
  if (left.mod !== undefined || right.mod !== undefined) return undefined;
  switch (operator) {
    case "add":
      return together([...left.terms, ...right.terms]);
    case "sub":
      return together([...left.terms, ...product(right, constant(-1)).terms]);
    case "mul":
      return product(left, right);
    case "div":
      return quotient(left, right);
    case "mod": {
      const value = numberOf(left);
      if (by === undefined || by <= 0) return undefined;
      return value === undefined ? { ...left, mod: by } : constant(value % by);
    }
    case "pow": {
      const value = numberOf(left);
      if (by === undefined) return undefined;
      if (value !== undefined) return finite(value ** by);
      if (![1, 2, 3].includes(by)) return undefined;
      return Array.from({ length: by - 1 }).reduce<Sum>((power) => product(power, left), left);
    }
  }
  return undefined;
}

function finite(value: number): Sum | undefined {
  return Number.isFinite(value) ? constant(value) : undefined;
}

/** Each term with each. */
export function product(left: Sum, right: Sum): Sum {
  return together(left.terms.flatMap((a) => right.terms.map((b) => multiply(a, b))));
}

function multiply(a: Term, b: Term): Term {
  const powers = { ...a.powers };
  for (const [name, power] of Object.entries(b.powers) as [Variable, number][]) {
    powers[name] = (powers[name] ?? 0) + power;
  }
  return { factor: a.factor * b.factor, divisor: a.divisor * b.divisor, powers };
}

/** Undefined where the divisor is nothing, or a sum. */
export function quotient(left: Sum, { terms }: Sum): Sum | undefined {
  const [by, ...rest] = terms;
  if (!by || rest.length > 0) return undefined;
  const powers = Object.fromEntries(Object.entries(by.powers).map(([name, n]) => [name, -n]));
  return product(left, { terms: [{ factor: by.divisor, divisor: by.factor, powers }] });
}

/** Adds up terms of the same sizes. */
function together(terms: Term[]): Sum {
  const sums = new Map<string, Term>();
  for (const { factor, divisor, powers } of terms) {
    const kept = Object.entries(powers).filter(([, power]) => power !== 0);
    const name = kept
      .map((entry) => entry.join("^"))
      .sort()
      .join("*");
    const before = sums.get(name);
    const same = before?.divisor === divisor;
    sums.set(name, {
      factor: before
        ? same
          ? before.factor + factor
          : before.factor / before.divisor + factor / divisor
        : factor,
      divisor: before && !same ? 1 : divisor,
      powers: Object.fromEntries(kept),
    });
  }
  return { terms: [...sums.values()].filter(({ factor }) => factor !== 0) };
}

/** Says a sum as an amount of ours; undefined where that cannot hold it. */
export function sayAmount(sum: Sum): Amount | undefined {
  const value = numberOf(sum);
  if (value !== undefined) return isSayable(Math.abs(value), true) ? sayNumber(value) : undefined;
  const terms = [...sum.terms].sort((a, b) => Number(isNegative(a)) - Number(isNegative(b)));
  const said: Expression = { operands: [], operators: [] };
  for (const [i, term] of terms.entries()) {
    const negative = isNegative(term);
    // Numbers have no sign: what is less than nothing is taken from nothing.
    if (i === 0 && negative) said.operands.push(0);
    if (i > 0 || negative) said.operators.push(negative ? "sub" : "add");
    if (!sayTerm(term, said)) return undefined;
  }
  if (sum.mod !== undefined) {
    said.operators.push("mod");
    said.operands.push(sayNumber(sum.mod));
  }
  return said.operands.length <= maxOperands ? said : undefined;
}

function isNegative({ factor, divisor }: Term): boolean {
  return factor / divisor < 0;
}

function sayTerm({ factor, divisor, powers }: Term, { operands, operators }: Expression): boolean {
  const entries = Object.entries(powers) as [Variable, number][];
  const times = entries.flatMap(([name, n]) => Array.from({ length: Math.max(0, n) }, () => name));
  const by = entries.flatMap(([name, n]) => Array.from({ length: Math.max(0, -n) }, () => name));
  const [multiplied, divided] = [Math.abs(factor), Math.abs(divisor)];
  if (![multiplied, divided].every((n) => isSayable(n))) return false;
  const [first, ...others] = times;
  operands.push(first ?? sayNumber(multiplied));
  for (const name of others) push("mul", name);
  if (first !== undefined && multiplied !== 1) push("mul", sayNumber(multiplied));
  if (divided !== 1) push("div", sayNumber(divided));
  for (const name of by) push("div", name);
  return true;

  function push(operator: "mul" | "div", operand: number | Variable) {
    operators.push(operator);
    operands.push(operand);
  }
}

/** Six decimals are what a URL of ours holds. */
function sayNumber(value: number): number {
  return Number(value.toFixed(6)) + 0;
}

function isSayable(size: number, zero = false): boolean {
  return size < 1e15 && (size >= 1e-6 || (zero && size === 0));
}
