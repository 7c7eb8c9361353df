import { expect, test } from "bun:test";
import { withPlainSums } from "../../src/svg/style/calc.ts";

test.each([
  ["calc((1px + 3px) * 5 - 2px / 2)", undefined, "19px"],
  ["calc(100% - 10px)", 50, "40px"],
  ["calc(100% - 10px)", undefined, "calc(100% - 10px)"],
  ["clamp(1, min(4, 9), 3)", undefined, "3"],
  ["calc(1 / 0)", undefined, "calc(1 / 0)"],
])("%s of %p is %s", (value, whole, plain) => {
  expect(withPlainSums(value, whole)).toBe(plain);
});

test("brackets of other functions stay, beside a sum and around one", () => {
  expect(withPlainSums("rotate(4) my-calc(1) translate(calc(1 + 2), 3)")).toBe(
    "rotate(4) my-calc(1) translate(3, 3)",
  );
});
