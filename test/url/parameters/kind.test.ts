import { describe, expect, test } from "bun:test";
import { printDecimal } from "../../../src/url/parameters/decimal.ts";
import {
  describeValues,
  type Kind,
  type NumberForm,
  type Values,
} from "../../../src/url/parameters/kind.ts";
import { placement } from "../../../src/url/parameters/layer.ts";
import type { Parameter } from "../../../src/url/parameters/parameter.ts";
import { parameterGroups, parameters } from "../../../src/url/parameters/parameters.ts";
import { textStyle } from "../../../src/url/parameters/text-style.ts";
import { number, optional, orWord } from "../../../src/url/parameters/value-types.ts";

const described: [words: string, values: Values][] = [
  ["a number from 0.1 to 5", { type: "number", min: 0.1, max: 5 }],
  ["a whole number from N3 to 5", { type: "integer", min: -3, max: 5 }],
  ["a number above 0", { type: "number", min: 0, above: true }],
  ["a number from 2", { type: "number", min: 2 }],
  ["a whole number of pixels, with N for minus", { type: "integer", unit: "pixels" }],
  ["degrees from N360 to 360", { type: "number", min: -360, max: 360, unit: "degrees" }],
  ["a number from 1 to 2, or auto", orWord(number(1, 2), "auto").values],
  ["nothing, or a number from 1 to 2", optional(number(1, 2)).values],
  ["one of h, v", { type: "choice", choices: ["h", "v"] }],
  ["one of h, v, or a colour", { type: "choice", choices: ["h", "v"], or: "a colour" }],
  ["true or false", { type: "boolean" }],
  ["nothing after its name", { type: "presence" }],
  ["a colour", { type: "text", form: "a colour" }],
];

test.each(described)("the message about values says: %s", (words, values) => {
  expect(describeValues(values)).toBe(words);
});

const tables: Record<string, Parameter>[] = [parameters, placement, textStyle];
const rows = tables.flatMap((table) => Object.entries(table));

/** Texts at the edges of a kind's values, and just beyond them. */
function edgesOf({ type, min, max, above, choices = [] }: NumberForm) {
  const finest = type === "integer" ? 1 : 0.0001;
  const [least, most] = [min ?? -1e6, max ?? 1e6];
  return {
    good: [printDecimal(above ? least + finest : least), printDecimal(most), ...choices],
    bad: [
      ...(min === undefined ? [] : [printDecimal(above ? least : least - finest)]),
      ...(max === undefined ? [] : [printDecimal(most + finest)]),
    ],
  };
}

function textsOf(values: Values): { good: string[]; bad: string[] } {
  switch (values.type) {
    case "choice":
      return { good: [...values.choices], bad: ["none-of-them"] };
    case "boolean":
      return { good: ["true", "false"], bad: ["yes"] };
    case "presence":
      return { good: [""], bad: ["1"] };
    case "text":
      return { good: [], bad: [] };
    default:
      return edgesOf(values);
  }
}

describe.each(rows)("the values that %s states", (_, { kind }: { kind: Kind<unknown> }) => {
  const { good, bad } = textsOf(kind.values);

  test("are those it reads, to their limits", () => {
    const read = (text: string) => kind.parse(text) !== undefined;
    expect(good.filter((text) => !read(text))).toEqual([]);
    expect(bad.filter(read)).toEqual([]);
    if (kind.values.optional) expect(read("")).toBe(true);
  });
});

test("every parameter of a step is in one group of those that people see", () => {
  const grouped = Object.values(parameterGroups).flatMap((table) => Object.keys(table));
  expect(grouped.toSorted()).toEqual(Object.keys(parameters).toSorted());
});
