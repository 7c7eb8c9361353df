import { describe, expect, test } from "bun:test";
import { condition, holds } from "../../../src/url/parameters/condition.ts";

const original = { width: 1600, height: 1200 };
const current = { width: 400, height: 200 };

/** Whether a condition holds for a picture of 400 x 200 that was made of one of 1600 x 1200. */
function held(text: string): boolean | undefined {
  const lists = condition.parse(text);
  return lists && holds(lists, current, original);
}

describe("every comparison, below, at and above its value", () => {
  const cases: [comparison: string, below: boolean, at: boolean, above: boolean][] = [
    ["eq", false, true, false],
    ["ne", true, false, true],
    ["gt", false, false, true],
    ["gte", false, true, true],
    ["lt", true, false, false],
    ["lte", true, true, false],
  ];
  for (const [comparison, below, at, above] of cases) {
    test(comparison, () => {
      const asked = [401, 400, 399].map((value) => held(`w_${comparison}_${value}`));
      expect(asked).toEqual([below, at, above]);
    });
  }
});

describe("every property, of the picture as it is and of the original", () => {
  const cases = ["w_eq_400", "h_eq_200", "ar_eq_2", "iw_eq_1600", "ih_eq_1200", "iar_eq_4-3"];
  for (const text of cases) test(text, () => expect(held(text)).toBe(true));
});

describe("a ratio", () => {
  const cases: [text: string, holds: boolean][] = [
    ["iar_eq_4-3", true],
    ["iar_eq_4_3", true],
    ["iar_eq_1.333333", true],
    ["iar_eq_1.33", true],
    ["iar_eq_16-9", false],
    // Exactly 4 to 3 is not more than 4 to 3, however that is rounded.
    ["iar_gt_4-3", false],
    ["iar_lt_4-3", false],
    ["iar_gte_4-3", true],
    ["iar_lte_4-3", true],
    ["ar_gt_4-3", true],
    ["ar_lt_0.5", false],
  ];
  for (const [text, expected] of cases) {
    test(`${text} is ${expected}`, () => expect(held(text)).toBe(expected));
  }
});

describe("`and` binds tighter than `or`", () => {
  const [yes, no] = ["w_eq_400", "w_eq_1"];
  const cases: [text: string, holds: boolean][] = [
    [`${yes}_and_${yes}`, true],
    [`${yes}_and_${no}`, false],
    [`${no}_or_${yes}`, true],
    [`${no}_or_${no}`, false],
    [`${yes}_or_${yes}_and_${no}`, true],
    [`${no}_and_${yes}_or_${yes}`, true],
    [`${no}_and_${no}_or_${yes}_and_${no}`, false],
    [`${no}_or_${yes}_and_${yes}_or_${no}`, true],
  ];
  for (const [text, expected] of cases) {
    test(`${text} is ${expected}`, () => expect(held(text)).toBe(expected));
  }
});

describe("no condition", () => {
  const cases = [
    ...["", "w", "w_gt", "w_gt_", "w_300", "gt_300", "w_is_300", "x_gt_5", "W_gt_5", "w_GT_5"],
    ...["w_gt_4-3", "h_lt_4_3", "w_gt_N5", "w_gt_-5", "w_gt_1e3", "w_gt_5px", "ar_gt_4-0"],
    ...["ar_gt_4-3-2", "ar_gt_-", "ar_gt_.", "w_gt_5_and_", "_or_w_gt_5", "w_gt_5_and_or_w_gt_6"],
    ...["w_gt_5_xor_w_gt_6", "w_gt_iw", "w_gt_5_and", "constructor_gt_5", "w_toString_5"],
  ];
  for (const text of cases) {
    test(text || "nothing at all", () => expect(condition.parse(text)).toBeUndefined());
  }
});
