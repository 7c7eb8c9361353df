import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  drawable,
  layOutText,
  type ShapeLine,
  type TextBox,
} from "../../../../src/render/plan/text/layout.ts";

/** Every character ten pixels wide, with ink in the middle eight; 20 px of height. */
const even = (left = 1, right = 9, letterSpacing = 0): ShapeLine => {
  return (line) => {
    const chars = [...line].filter((char) => char !== "\u200B");
    const glyphs = chars.map((char, i) => {
      const ink = char === " " ? { left: 0, right: 0 } : { left, right };
      const glyph = char.codePointAt(0) ?? 0;
      return { ...ink, font: 0, glyph, x: i * (10 + letterSpacing), up: 0 };
    });
    return { glyphs, width: Math.max(0, chars.length * (10 + letterSpacing) - letterSpacing) };
  };
};
const font = { ascent: 15, descent: 5, gap: 4 };

const layOut = (text: string, box: Partial<TextBox> = {}, shape = even()) =>
  layOutText(text, shape, font, { align: "left", ...box });

/** The characters of each line, put together again; spaces are not placed. */
function linesOf(text: string, width?: number): string[] {
  const { glyphs } = layOut(text, width === undefined ? {} : { width });
  const lines = new Map<number, string>();
  for (const { glyph, baseline } of glyphs) {
    lines.set(baseline, (lines.get(baseline) ?? "") + String.fromCodePoint(glyph));
  }
  return [...lines.values()];
}

test.each([
  ["without a width nothing wraps", "one two three", undefined, ["onetwothree"]],
  ["a newline starts a line", "one\ntwo", undefined, ["one", "two"]],
  ["words wrap at spaces", "one two three", 70, ["onetwo", "three"]],
  ["the space at a line's end takes no room", "one two", 30, ["one", "two"]],
  ["many spaces take none either", "one     two", 30, ["one", "two"]],
  ["a long word breaks where it must", "abcdefgh", 30, ["abc", "def", "gh"]],
  ["a long word starts on a line of its own", "a bcdef", 30, ["a", "bcd", "ef"]],
  ["a hyphen allows a break", "well-known", 60, ["well-", "known"]],
  ["a minus stays with its number", "below -12", 70, ["below", "-12"]],
  ["a no-break space holds", "a b\u00A0c", 30, ["a", "b\u00A0c"]],
  ["a zero-width space allows a break", "ab\u200Bcd", 30, ["ab", "cd"]],
  ["ideographs break between any two", "漢字漢字", 30, ["漢字漢", "字"]],
  ["a full stop stays with its ideograph", "漢字漢。字", 30, ["漢字", "漢。字"]],
  ["indentation makes no empty line", "  abcd", 40, ["ab", "cd"]],
  ["a width below a character's takes one per line", "abc", 1, ["a", "b", "c"]],
])("%s", (_, text, width, lines) => {
  expect(linesOf(text, width)).toEqual(lines);
});

test("an empty line keeps its height", () => {
  expect(layOut("a\n\nb")).toMatchObject({ lines: 3, height: 72 });
  expect(layOut("a\n")).toMatchObject({ lines: 2, height: 48 });
});

test("no text is a box one pixel wide and one line high", () => {
  expect(layOut("")).toMatchObject({ width: 1, height: 24, lines: 1, glyphs: [] });
});

test("each line says from where to where it goes, and on which baseline", () => {
  const { spans } = layOut("ab\nabcd", { width: 60, align: "right" });
  expect(spans.map(({ left, right }) => [left, right])).toEqual([
    [40, 60],
    [20, 60],
  ]);
  expect((spans[1]?.baseline ?? 0) - (spans[0]?.baseline ?? 0)).toBe(24);
});

test("the box is as wide as asked, or as its one glyph", () => {
  expect(layOut("ab", { width: 77 }).width).toBe(77);
  expect(layOut("ab", { width: 4 }).width).toBe(10);
});

test.each([
  ["left", 0],
  ["center", 30],
  ["right", 60],
] as const)("%s alignment starts a line of 40 in a box of 100 at %i", (align, x) => {
  expect(layOut("abcd", { align, width: 100 }).glyphs[0]?.x).toBe(x);
});

test("a line height is the distance of baselines and spreads evenly around the text", () => {
  const { glyphs, height } = layOut("a\nb", { lineHeight: 40 });
  expect(glyphs.map(({ baseline }) => baseline)).toEqual([25, 65]);
  expect(height).toBe(80);
});

test("a small line height cuts neither the first line nor the last", () => {
  const { glyphs, height } = layOut("a\nb", { lineHeight: 10 });
  expect(glyphs.map(({ baseline }) => baseline)).toEqual([15, 25]);
  expect(height).toBe(30);
});

test("without a width the box holds ink that stands out of the advance widths", () => {
  const layout = layOut("ab", {}, even(-3, 12));
  expect(layout.width).toBe(25);
  expect(layout.glyphs.map(({ x }) => x)).toEqual([3, 13]);
});

test("room between letters is left behind each but the last", () => {
  const apart = even(1, 9, 5);
  const { glyphs, width } = layOut("abc", {}, apart);
  expect([glyphs.map(({ x }) => x), width]).toEqual([[0, 15, 30], 40]);
  expect(layOut("abcd", { width: 40 }, apart).lines).toBe(2);
  expect(layOut("abc", { width: 40 }, apart).lines).toBe(1);
});

const textOf = (text: string, box: Partial<TextBox>) => {
  const byLine = new Map<number, string>();
  for (const { glyph, baseline } of layOut(text, box).glyphs) {
    byLine.set(baseline, (byLine.get(baseline) ?? "") + String.fromCodePoint(glyph));
  }
  return [...byLine.values()];
};

test("lines that do not fit into a height are left out, and the last one says so", () => {
  // Lines are 24 pixels apart.
  const text = "one two three four";
  expect(textOf(text, { width: 70, height: 200 })).toEqual(["onetwo", "three", "four"]);
  expect(textOf(text, { width: 70, height: 72 })).toEqual(["onetwo", "three", "four"]);
  expect(textOf(text, { width: 70, height: 71 })).toEqual(["onetwo", "thre..."]);
  expect(textOf(text, { width: 70, height: 1 })).toEqual(["one..."]);
});

test.each([
  ["end", "abcd"],
  ["start", "efgh"],
  ["middle", "abgh"],
  ["end_ellipsis", "a..."],
  ["start_ellipsis", "...h"],
  ["middle_ellipsis", "a..."],
] as const)("a line of eight clipped to four at its %s is %s", (clip, expected) => {
  expect(textOf("abcdefgh", { width: 40, clip })).toEqual([expected]);
  expect(textOf("abcd", { width: 40, clip })).toEqual(["abcd"]);
});

test("no character is lost and no line is wider than asked, whatever the text", () => {
  const text = fc.string({ unit: fc.constantFrom(..."ab c-d\n漢。 "), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 200 }), (text, width) => {
      const { glyphs, lines, width: box } = layOut(text, { width });
      expect(String.fromCodePoint(...glyphs.map(({ glyph }) => glyph))).toBe(
        text.replace(/[ \n]/g, ""),
      );
      expect(box).toBe(text.trim() === "" ? width : Math.max(width, 10));
      expect(lines).toBeGreaterThanOrEqual(text.split("\n").length);
      for (const { x } of glyphs) expect(x + 10).toBeLessThanOrEqual(box);
    }),
  );
});

test.each([
  ["e\u0301", "é"],
  ["a\r\nb\rc\u2028d", "a\nb\nc\nd"],
  ["a\tb", "a    b"],
  ["👍\uFE0Fx\u0007", "👍x"],
  ["می\u200Cروم", "می\u200Cروم"],
  ["a\uD800b", "a\uFFFDb"],
])("%j is drawn as %j", (text, drawn) => {
  expect(drawable(text)).toBe(drawn);
});

/** How many letters are shaped for a text, in all the lines that are tried. */
function lettersShaped(text: string, width: number): number {
  let letters = 0;
  const shape = even();
  const counting: ShapeLine = (line, rightToLeft) => {
    letters += line.length;
    return shape(line, rightToLeft);
  };
  layOut(text, { width }, counting);
  return letters;
}

test.each([
  ["a word", "x"],
  ["many words", "abcd "],
])(
  "the work for %s in a narrow box grows with its letters, and not with their square",
  (_, part) => {
    const work = (letters: number) => lettersShaped(part.repeat(letters / part.length), 1);
    expect(work(4000) / work(1000)).toBeLessThan(6);
  },
);
