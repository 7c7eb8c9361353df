// Values made at random, in the one form that reading gives.

import fc from "fast-check";
import type { UrlColour } from "../../src/url/parameters/colour.ts";
import { type Amount, type Expression, variables } from "../../src/url/parameters/expression.ts";

/** An arbitrary for every property, so that the type checker misses none. */
export type EveryOf<T> = { [K in keyof T]-?: fc.Arbitrary<NonNullable<T[K]>> };

export const whole = (min: number, max: number) => fc.integer({ min, max });
/** Up to three decimals. */
export const decimal = (min: number, max: number) =>
  whole(Math.ceil(min * 1000), max * 1000).map((thousandths) => thousandths / 1000 + 0);

export const colour: fc.Arbitrary<UrlColour> = fc.record({
  red: whole(0, 255),
  green: whole(0, 255),
  blue: whole(0, 255),
  opacity: whole(0, 100),
});

export const expression: fc.Arbitrary<Expression> = fc
  .array(
    fc.tuple(
      fc.constantFrom("mul", "div", "add", "sub", "mod", "pow"),
      fc.oneof(fc.constantFrom(...variables), decimal(0, 9999)),
    ),
    { maxLength: 5 },
  )
  .chain((rest) =>
    fc
      .oneof(fc.constantFrom(...variables), ...(rest.length > 0 ? [decimal(0, 9999)] : []))
      .map((first) => ({
        operands: [first, ...rest.map(([, operand]) => operand)],
        operators: rest.map(([operator]) => operator),
      })),
  );

export const amount = (number: fc.Arbitrary<number>): fc.Arbitrary<Amount> =>
  fc.oneof({ weight: 3, arbitrary: number }, { weight: 1, arbitrary: expression });
