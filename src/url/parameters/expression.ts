import { printDecimal, readDecimal } from "./decimal.ts";

/** Sizes that an arithmetic expression may name: of the input, the current and the base image. */
export const variables = [
  ...(["ih", "iw", "iar", "idn", "ch", "cw", "car", "bh", "bw", "bar"] as const),
  // The length of a video in seconds: of the input, and of the one that a layer lies on.
  ...(["idu", "bdu"] as const),
] as const;
export type Variable = (typeof variables)[number];

const operators = ["mul", "div", "add", "sub", "mod", "pow"] as const;
type Operator = (typeof operators)[number];

/** Operands with the operators between them, as they stand in the URL. */
export interface Expression {
  operands: (number | Variable)[];
  operators: Operator[];
}

/** A number, or what is worked out when the sizes are known. */
export type Amount = number | Expression;

/** The sizes at the moment of evaluation; what is not known there is missing. */
export type Variables = Partial<Record<Variable, number>>;

/**
 * Reads `iw_div_2_add_10`: operands and operators in turn, joined by `_`. Numbers are positive
 * decimals. Undefined when the text is no expression; a lone variable is one, a lone number is not.
 */
export function parseExpression(text: string): Expression | undefined {
  const words = text.split("_");
  if (words.length % 2 === 0 || words.length > 41) return undefined;
  const expression: Expression = { operands: [], operators: [] };
  for (const [i, word] of words.entries()) {
    if (i % 2 === 1) {
      const operator = operators.find((known) => known === word);
      if (!operator) return undefined;
      expression.operators.push(operator);
    } else {
      const variable = variables.find((known) => known === word);
      const operand = variable ?? (word.startsWith("N") ? undefined : readDecimal(word));
      if (operand === undefined) return undefined;
      expression.operands.push(operand);
    }
  }
  const lone = expression.operators.length === 0;
  return lone && typeof expression.operands[0] === "number" ? undefined : expression;
}

export function printExpression({ operands, operators: between }: Expression): string {
  return operands
    .map((operand) => (typeof operand === "number" ? printDecimal(operand) : operand))
    .flatMap((operand, i) => [operand, ...between.slice(i, i + 1)])
    .join("_");
}

/** Loosest last, and each level from left to right. Source: ImageKit, arithmetic expressions. */
const precedence: Operator[][] = [["mul", "div"], ["add", "sub"], ["mod"], ["pow"]];

const apply: Record<Operator, (a: number, b: number) => number> = {
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mod: (a, b) => a % b,
  pow: (a, b) => a ** b,
};

/** The value; undefined when a variable is not known here, NaN or infinite where it is not finite. */
export function evaluate(amount: Amount, known: Variables): number | undefined {
  if (typeof amount === "number") return amount;
  const values: number[] = [];
  for (const operand of amount.operands) {
    const value = typeof operand === "number" ? operand : known[operand];
    if (value === undefined) return undefined;
    values.push(value);
  }
  const left = [...amount.operators];
  for (const level of precedence) {
    for (let i = 0; i < left.length; ) {
      const operator = left[i] as Operator;
      if (level.includes(operator)) {
        values.splice(i, 2, apply[operator](values[i] ?? 0, values[i + 1] ?? 0));
        left.splice(i, 1);
      } else {
        i += 1;
      }
    }
  }
  return values[0];
}
