import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Failure } from "../../src/failure.ts";
import { anchors } from "../../src/url/parameters.ts";
import {
  type PlainStep,
  parseTransformation,
  printTransformation,
} from "../../src/url/transformation.ts";

describe("a transformation is read", () => {
  const cases: [text: string, steps: PlainStep[]][] = [
    ["w-300", [{ width: 300 }]],
    ["w-300,h-200", [{ width: 300, height: 200 }]],
    ["h-0.5", [{ height: 0.5 }]],
    ["w-300.6", [{ width: 301 }]],
    ["w-300:rt-90", [{ width: 300 }, { rotation: 90 }]],
    ["rt-N40", [{ rotation: -40 }]],
    ["rt-auto", [{ rotation: "auto" }]],
    ["x-10,y-N20", [{ x: 10, y: -20 }]],
    ["w-400,ar-4-3", [{ width: 400, aspectRatio: { width: 4, height: 3 } }]],
    ["w-400,ar-4_3", [{ width: 400, aspectRatio: { width: 4, height: 3 } }]],
    ["ar-4:3", [{ aspectRatio: { width: 4, height: 3 } }]],
    ["ar-4:3,w-400:fl-h", [{ aspectRatio: { width: 4, height: 3 }, width: 400 }, { flip: "h" }]],
    ["fo-top_left", [{ focus: "top_left" }]],
    ["c-at_max", [{ crop: "at_max" }]],
    ["cm-pad_resize", [{ cropMode: "pad_resize" }]],
    ["q-80,f-webp", [{ quality: 80, format: "webp" }]],
    ["orig-true", [{ original: true }]],
    ["w-300,", [{ width: 300 }]],
    ["", [{}]],
    ["w-%33%30%30", [{ width: 300 }]],
  ];
  for (const [text, steps] of cases) {
    test(text || "nothing at all", () => expect(parseTransformation(text)).toEqual(steps));
  }
});

describe("what cannot be read is refused with the parameter's name", () => {
  const cases: [text: string, message: string][] = [
    ["w-abc", "Cannot read `w`: expected a number above 0, got `abc`"],
    ["w--5", "Cannot read `w`: expected a number above 0, got `-5`"],
    ["w-0", "Cannot read `w`: expected a number above 0, got `0`"],
    ["w-N5", "Cannot read `w`: expected a number above 0, got `N5`"],
    ["w-1e3", "Cannot read `w`: expected a number above 0, got `1e3`"],
    ["w-0x10", "Cannot read `w`: expected a number above 0, got `0x10`"],
    ["w", "Cannot read `w`: expected a number above 0, got nothing"],
    ["w-", "Cannot read `w`: expected a number above 0, got nothing"],
    ["h-Infinity", "Cannot read `h`: expected a number above 0, got `Infinity`"],
    ["q-0", "Cannot read `q`: expected a whole number from 1 to 100, got `0`"],
    ["q-101", "Cannot read `q`: expected a whole number from 1 to 100, got `101`"],
    ["dpr-6", "Cannot read `dpr`: expected a number from 0.1 to 5, or auto, got `6`"],
    ["bl-0", "Cannot read `bl`: expected a number from 1 to 100, got `0`"],
    ["rt-400", "Cannot read `rt`: expected degrees from N360 to 360, or auto, got `400`"],
    ["fl-x", "Cannot read `fl`: expected one of h, v, h_v, v_h, got `x`"],
    ["ar-0-3", "Cannot read `ar`: expected an aspect ratio such as 4-3, got `0-3`"],
    ["orig-yes", "Cannot read `orig`: expected true or false, got `yes`"],
    ["foo-1", "Unknown parameter `foo`"],
    ["constructor-1", "Unknown parameter `constructor`"],
    ["w-300:foo-1", "Unknown parameter `foo`"],
    ["W-300", "Unknown parameter `W`"],
  ];
  for (const [text, message] of cases) {
    test(text, () => {
      expect(() => parseTransformation(text)).toThrow(new Failure("EINVAL", message));
    });
  }

  test("a chain of more than 20 steps", () => {
    expect(() => parseTransformation("w-10:".repeat(21))).toThrow(
      "a transformation has at most 20 steps",
    );
  });
});

const step = fc.record<PlainStep>(
  {
    width: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(0.25, 0.5, 0.75)),
    height: fc.integer({ min: 1, max: 5000 }),
    aspectRatio: fc.record({
      width: fc.integer({ min: 1, max: 99 }),
      height: fc.integer({ min: 1, max: 99 }),
    }),
    crop: fc.constantFrom("force", "at_max", "at_least"),
    cropMode: fc.constantFrom("extract", "pad_resize"),
    focus: fc.constantFrom(...anchors),
    x: fc.integer({ min: -500, max: 500 }),
    yCenter: fc.integer({ min: -500, max: 500 }),
    pixelRatio: fc.constantFrom(0.5, 1, 2, 3),
    blur: fc.integer({ min: 1, max: 100 }),
    rotation: fc.oneof(fc.integer({ min: -360, max: 360 }), fc.constant("auto" as const)),
    flip: fc.constantFrom("h", "v", "h_v", "v_h"),
    quality: fc.integer({ min: 1, max: 100 }),
    format: fc.constantFrom("auto", "webp", "avif", "orig"),
    original: fc.boolean(),
  },
  { requiredKeys: [] },
);
const transformation = fc.array(
  step.filter((made) => Object.keys(made).length > 0),
  { minLength: 1, maxLength: 5 },
);

test("what is printed reads as what it was", () => {
  fc.assert(
    fc.property(transformation, (made) => {
      expect(parseTransformation(printTransformation(made))).toEqual(made.map(withoutMinusZero));
    }),
  );
});

test("two spellings of one wish print the same", () => {
  const spellings = ["h-200,w-300", "w-300,h-200", "w-300.0,h-0200", ",w-300,,h-200"];
  const printed = new Set(spellings.map((text) => printTransformation(parseTransformation(text))));
  expect([...printed]).toEqual(["w-300,h-200"]);
});

test("no text makes the reader throw anything but its own failure", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^(?:(?:w|h|ar|c|rt|fo|x|n|e)-[\w.%:,-]*)+$/),
  );
  fc.assert(
    fc.property(text, (made) => {
      try {
        parseTransformation(made);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
    { numRuns: 500 },
  );
});

/** `N0` is written and read as plain zero. */
function withoutMinusZero(made: PlainStep): PlainStep {
  return Object.fromEntries(
    Object.entries(made).map(([name, value]) => [name, value === 0 ? 0 : value]),
  );
}
