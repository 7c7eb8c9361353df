import { describe, expect, test } from "bun:test";
import { videoParameters } from "../../../src/url/parameters/video.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

describe("every parameter of videos", () => {
  for (const [key, { good, bad, name }] of Object.entries(videoParameters)) {
    test(`${key} reads ${good}, prints it back, and refuses ${bad}`, () => {
      const text = `${key}-${good}`;
      const read = parseTransformation(text);
      expect(read).toEqual([{ [name]: expect.anything() }]);
      expect(printTransformation(read)).toBe(text);
      expect(() => parseTransformation(`${key}-${bad}`)).toThrow(`Cannot read \`${key}\``);
    });
  }
});

const moments: [text: string, moment: unknown][] = [
  ["0", 0],
  ["5.25", 5.25],
  ["50p", { percent: 50 }],
  ["auto", "auto"],
  ["idu_div_2", { operands: ["idu", 2], operators: ["div"] }],
];
for (const [text, start] of moments) {
  test(`so-${text} is a moment`, () => {
    expect(parseTransformation(`so-${text}`)).toEqual([{ start }] as never);
    expect(printTransformation(parseTransformation(`so-${text}`))).toBe(`so-${text}`);
  });
}

test("a moment is neither before the start nor behind the end", () => {
  for (const text of ["N1", "101p", "-1", "86401", "1e3"]) {
    expect(() => parseTransformation(`so-${text}`)).toThrow("Cannot read `so`");
  }
});

test("the heights of a stream are in order, each once", () => {
  expect(printTransformation(parseTransformation("sr-720_240_720"))).toBe("sr-240_720");
});
