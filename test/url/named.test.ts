import { describe, expect, test } from "bun:test";
import { expandNames, isNamedOnly } from "../../src/url/named.ts";

const names = new Map([
  ["thumb", "w-100,h-100"],
  ["chain", "w-100:rt-90"],
  ["off", undefined],
]);

describe("a named transformation stands for its text", () => {
  const cases: [text: string, expanded: string][] = [
    ["n-thumb", "w-100,h-100"],
    ["n-thumb:rt-90", "w-100,h-100:rt-90"],
    ["q-50,n-thumb", "q-50,w-100,h-100"],
    ["n-chain,q-50", "w-100:rt-90,q-50"],
    ["w-5", "w-5"],
  ];
  for (const [text, expanded] of cases) {
    test(text, () => expect(expandNames(text, names)).toBe(expanded));
  }
});

describe("a name that cannot be used is refused", () => {
  const cases: [text: string, message: string][] = [
    ["n-nope", "There is no named transformation `nope`"],
    ["n-Thumb", "There is no named transformation `Thumb`"],
    ["n-off", "The named transformation `off` is disabled"],
    ["n-", "There is no named transformation ``"],
  ];
  for (const [text, message] of cases) {
    test(text, () => expect(() => expandNames(text, names)).toThrow(message));
  }
});

test("where only names are allowed, nothing else is", () => {
  expect(expandNames("n-thumb:n-chain", names, true)).toBe("w-100,h-100:w-100:rt-90");
  const refused = "Only named transformations are allowed here";
  expect(() => expandNames("n-thumb,w-5", names, true)).toThrow(refused);
});

test("what holds no name is not made of names only, or it would open private files", () => {
  const named = ["n-thumb", "n-thumb:n-chain", "n-thumb,", ":n-thumb"];
  const others = ["", ",", ":", ",:,", "n-thumb,w-5", "w-5", "%6E-thumb"];
  expect(named.filter((text) => !isNamedOnly(text))).toEqual([]);
  expect(others.filter(isNamedOnly)).toEqual([]);
});

test("names that stand for too much are refused, and not written out first", () => {
  const long = new Map([["long", "w-100,".repeat(1000)]]);
  expect(() => expandNames("n-long,".repeat(1000), long)).toThrow(
    "The transformation is too long: at most 16384 characters",
  );
  expect(expandNames("n-long,n-long", long)).toHaveLength(12_001);
});
