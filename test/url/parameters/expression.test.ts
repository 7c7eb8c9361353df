import { describe, expect, test } from "bun:test";
import { exactly } from "../../../src/render/plan/resolve-expressions.ts";
import {
  evaluate,
  parseExpression,
  printExpression,
  type Variables,
} from "../../../src/url/parameters/expression.ts";

const known: Variables = {
  iw: 800,
  ih: 600,
  iar: 4 / 3,
  cw: 400,
  ch: 200,
  car: 2,
  idn: 72,
  bw: 1000,
  bh: 500,
  bar: 2,
};

describe("what an expression is worth", () => {
  const cases: [text: string, value: number][] = [
    ["iw", 800],
    ["iw_div_2", 400],
    ["iw_sub_ih", 200],
    ["bw_mul_0.4", 400],
    ["idn_mul_2", 144],
    ["iar_mul_3", 4],
    ["bar_add_car", 4],
    ["ch_sub_ch", 0],
    // Each level from left to right.
    ["100_div_10_div_5", 2],
    ["100_div_10_mul_5", 50],
    ["100_mul_10_div_5", 200],
    ["100_sub_10_sub_5", 85],
    ["100_sub_10_add_5", 95],
    ["100_mod_30_mod_7", 3],
    ["2_pow_3_pow_2", 64],
    // Multiplication and division before addition and subtraction.
    ["2_add_3_mul_4", 14],
    ["20_sub_6_div_2", 17],
    ["2_mul_3_add_4_mul_5", 26],
    // Addition and subtraction before the remainder, which elsewhere binds tighter.
    ["10_add_5_mod_4", 3],
    ["17_mod_2_add_3", 2],
    ["10_mul_3_mod_4_add_3", 2],
    // The power last of all, which elsewhere binds tightest.
    ["2_mul_3_pow_2", 36],
    ["2_add_3_pow_2", 25],
    ["2_pow_2_add_1", 8],
    ["11_mod_4_pow_2", 9],
    ["2_pow_7_mod_4", 8],
    ["1_add_2_mul_3_mod_4_pow_2", 9],
  ];
  for (const [text, value] of cases) {
    test(`${text} is ${value}`, () => {
      const expression = parseExpression(text);
      expect(expression && evaluate(expression, known)).toBe(value);
      expect(expression && printExpression(expression)).toBe(text);
    });
  }
});

describe("no expression", () => {
  const cases = [
    ...["", "_", "5", "0.5", "iw_", "_iw", "iw_div", "iw_div_", "div", "mul_iw_2", "iw__2"],
    ...["iw_plus_2", "iw_DIV_2", "IW", "xw_div_2", "xdu_mul_2", "iw div 2", "iw_div_2px"],
    ...["iw_sub_N5", "N5_add_iw", "iw_sub_-5", "iw_mul_1e3", "iw_mul_0x10", "iw_mul_Infinity"],
    ...["iw_mul_constructor", "iw_toString_2", "5.", "iw_mul_5.", `iw_mul_${"9".repeat(16)}`],
    `iw${"_add_1".repeat(21)}`,
  ];
  for (const text of cases) {
    test(text || "nothing at all", () => expect(parseExpression(text)).toBeUndefined());
  }
});

test("an expression has up to twenty operators", () => {
  const expression = parseExpression(`iw${"_add_1".repeat(20)}`);
  expect(expression && evaluate(expression, known)).toBe(820);
});

test("numbers are printed in one notation", () => {
  const expression = parseExpression("iw_mul_00.50_add_.25_sub_3.0");
  expect(expression && printExpression(expression)).toBe("iw_mul_0.5_add_0.25_sub_3");
});

describe("what cannot be worked out is refused when the sizes are known", () => {
  const unknown = "Cannot work out `w`: the expression names a size that is not known here";
  const infinite = "Cannot work out `w`: the expression is not a number";
  const cases: [text: string, sizes: Variables, message: string][] = [
    ["bw_div_2", { iw: 800 }, unknown],
    ["2_mul_bh", {}, unknown],
    ["iw_div_0", known, infinite],
    ["0_div_0_mul_iw", known, infinite],
    ["iw_mod_0", known, infinite],
    ["iw_pow_iw_pow_iw", known, infinite],
    ["ch_sub_iw_pow_0.5", known, infinite],
  ];
  for (const [text, sizes, message] of cases) {
    test(text, () => {
      const expression = parseExpression(text);
      if (!expression) throw new Error(`${text} is no expression`);
      expect(() => exactly("w", expression, sizes)).toThrow(
        expect.objectContaining({ code: "EINVAL", message }),
      );
    });
  }
});
