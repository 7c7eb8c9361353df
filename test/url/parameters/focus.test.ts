import { expect, test } from "bun:test";
import { asFailure } from "../../../src/failure.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";

function messageOf(text: string): string {
  try {
    parseTransformation(text);
    return "";
  } catch (error) {
    return asFailure(error).message;
  }
}

const mistyped: [text: string, meant: string][] = [
  ["dgo", "dog"],
  ["Dog", "dog"],
  ["traffic_light", "trafficLight"],
  ["trafficlight", "trafficLight"],
  ["dog_ca", "dog_car"],
  ["dog_", "dog"],
  ["bycicle_persn", "bicycle_person"],
  ["autoo", "auto"],
  ["topleft", "top_left"],
  ["centre", "center"],
];

test.each(mistyped)("of `fo-%s`, it is told that `%s` may have been meant", (text, meant) => {
  expect(messageOf(`fo-${text}`)).toEndWith(`, got \`${text}\`: did you mean \`${meant}\`?`);
});

test("a name that is near to none is told what may be named", () => {
  for (const text of ["unicorn", "constructor", "dog_unicorn", "x".repeat(5000)]) {
    expect(messageOf(`fo-${text}`)).toMatch(
      /or an object such as person, dog or dog_cat, got `[^`]+`$/,
    );
  }
});
