import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Failure } from "../../src/failure.ts";
import {
  type PlainStep,
  parseTransformation,
  printTransformation,
} from "../../src/url/transformation.ts";
import { transformation } from "./generated.ts";

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

test("what is printed reads as what it was", () => {
  fc.assert(
    fc.property(transformation, (made) => {
      expect(parseTransformation(printTransformation(made))).toEqual(made);
    }),
    { numRuns: 2000 },
  );
});

describe("the spellings of one wish print the same", () => {
  const cases: [printed: string, ...spellings: string[]][] = [
    ["w-300,h-200", "h-200,w-300", "w-300.0,h-0200", ",w-300,,h-200", "w-1,w-300,h-200,"],
    ["w-300:rt-90", ":w-300::rt-90:", "w-%33%30%30:rt-90"],
    ["w-0.5", "w-.5", "w-0.50", "w-00.5", "w-0.5000000001"],
    ["w-0.999999", "w-0.9999999", "w-0.99999999999999"],
    ["w-301", "w-300.6", "w-301.2"],
    ["rt-0", "rt-N0", "rt-00"],
    ["x-0", "x-N0", "x-0.2", "x-N0.2"],
    ["ar-4-3", "ar-4_3", "ar-4:3", "ar-8-6", "ar-4.0-3"],
    ["ar-4-1", "ar-4", "ar-8-2"],
    ["h-ih_mul_0.5", "h-ih_mul_.5", "h-ih_mul_0.50"],
    ["bg-FFFFFF", "bg-ffffff", "bg-white", "bg-White", "bg-fff", "bg-FfFfFf"],
    ["bg-808080", "bg-gray", "bg-grey"],
    ["bg-00000000", "bg-transparent", "bg-00000000"],
    ["bg-gradient_dominant_2", "bg-gradient_dominant", "bg-dominant_gradient"],
    ["bg-gradient_dominant_4", "bg-dominant_gradient_4"],
    ["bg-blurred_auto_0", "bg-blurred", "bg-blurred_auto", "bg-blurred_auto_N0"],
    ["e-grayscale", "e-grayscale-true", "e-grayscale-"],
    ["e-usm-2-2-0.8-0.024", "e-usm", "e-usm-true", "e-usm-2-2.0-.8-0.0240"],
    ["e-sharpen", "e-sharpen-", "e-sharpen-true"],
    [
      "e-gradient-ld-90_from-FF0000",
      "e-gradient-from-red_ld-right",
      "e-gradient-from-FF0000_ld-90",
    ],
    ["e-shadow-bl-15_y-N5", "e-shadow-y-N5_bl-15.0"],
    ["cr-FF0000_50_00FF00", "cr-red_050_lime"],
    ["b-5_FFF000", "b-5-FFF000", "b-05_fff000"],
    ["fl-h_v", "fl-v_h"],
    ["f-jpg", "f-jpeg"],
    ["pg-3", "pg-3-4", "pg-3_5", "pg-3-"],
    ["di-a@@b.jpg", "di-@@a@@b.jpg", "di-a%2Fb.jpg", "di-a%40%40b.jpg"],
    [
      "l-image,i-a@@b.png,l-end",
      ...["l-image,ie-YS9iLnBuZw%3D%3D,l-end", "l-image,ie-YS9iLnBuZw,l-end"],
      ...["l-image,i-@@a@@b.png,l-end", "l-image,i-%2Fa%2Fb.png,l-end"],
    ],
    ["l-image,ie-YUBiLnBuZw%3D%3D,l-end", "l-image,i-a@b.png,l-end"],
    ["l-image,i-a.png,lx-N0,ly-0,w-5:rt-90,l-end", "l-image,w-5,ly-00:rt-90,lx-N0,i-a.png,l-end"],
    ["l-image,i-ik_canvas,al-5,w-5,l-end", "l-image,ie-aWtfY2FudmFz,w-5,al-5,l-end"],
    [
      "l-text,ie-SGk%3D,fs-20,co-FF0000,tg-b_i,l-end",
      ...["l-text,i-Hi,tg-i_b,co-red,fs-20,l-end", "l-text,i-No,ie-SGk,co-red,fs-20:tg-b_i,l-end"],
    ],
    ["w-5,l-text,ie-SGk%3D,l-end", "l-text,i-Hi,l-end,w-5"],
    ["if-ar_gt_4-3,w-5,if-end", "if-ar_gt_4_3,w-5,if-end", "if-ar_gt_8-6,w-5,if-end"],
    ["if-w_lt_300,w-5,if-else,h-5,if-end", "if-w_lt_0300.0,w-5,:,if-else,h-5,if-end"],
    ["if-iar_eq_1,if-else,w-5,if-end", "if-iar_eq_1-1,,if-else,w-5,if-end"],
  ];
  for (const [printed, ...spellings] of cases) {
    test(printed, () => {
      for (const text of [printed, ...spellings]) {
        expect([text, printTransformation(parseTransformation(text))]).toEqual([text, printed]);
      }
    });
  }
});

test("`N0` of a layer is its far edge, and no other spelling of 0", () => {
  const far = parseTransformation("l-image,i-a.png,lx-N0,l-end");
  const near = parseTransformation("l-image,i-a.png,lx-0,l-end");
  expect(printTransformation(far)).not.toBe(printTransformation(near));
});

test("a layer's text and a layer's picture keep every character", () => {
  const text = "\uFEFF a,b:c-d_e/f@@g%41 é 😀\n";
  const layers = `l-text,i-${encodeURIComponent(text)},l-end,l-image,i-a%25b%2C.png,l-end`;
  const [step] = parseTransformation(layers);
  expect(step && "layers" in step && step.layers).toMatchObject([{ text }, { input: "a%b,.png" }]);
});

describe("a layer that says nothing that can be shown is refused", () => {
  const cases: [text: string, message: string][] = [
    ["l-image,l-end", "`l-image` has no input: expected `i-…` or `ie-…`"],
    ["l-image,i-@@,l-end", "`l-image` has no input: expected `i-…` or `ie-…`"],
    ["l-text,i-,l-end", "`l-text` has no input: expected `i-…` or `ie-…`"],
    ["l-text,ie-,l-end", "`l-text` has no input: expected `i-…` or `ie-…`"],
    ["l-text,ie-A,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,ie-AAAAA%3D%3D%3D,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,ie-%3D,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,ie-a*b,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,i-a", "`l-text` is not closed by `l-end`"],
    ["l-image,i-a.png,l-text,i-a,l-end", "`l-image` is not closed by `l-end`"],
    ["l-end", "`l-end` closes nothing"],
    ["w-5,l-end", "`l-end` closes nothing"],
    ["l-shape,l-end", "Cannot read the layer: expected l-image or l-text, got `l-shape`"],
    ["l-image,i-a,lx-5,lxc-5,l-end", "`lx` and `lxc` exclude each other"],
    [
      "l-image,i-a,l-image,i-a,l-image,i-a,l-text,i-a,l-end,l-end,l-end,l-end",
      "Layers are nested too deeply: at most 3 levels",
    ],
    ["if-w_gt_5,w-5", "`if` is not closed by `if-end`"],
    ["if-w_gt_5,w-5,if-else,w-5,if-else,w-5,if-end", "`if` is not closed by `if-end`"],
    ["if-w_gt_5,w-5,if-end,h-5", "`if` has to stand alone in its step: separate it with `:`"],
    ["h-5,if-w_gt_5,w-5,if-end", "`if` has to stand alone in its step: separate it with `:`"],
    ["if-else,w-5", "`if-else` closes nothing"],
    [
      "if-w_is_5,w-5,if-end",
      "Cannot read `if`: expected a condition such as w_gt_300_and_ar_lt_1, got `w_is_5`",
    ],
  ];
  for (const [text, message] of cases) {
    test(text, () => {
      expect(() => parseTransformation(text)).toThrow(new Failure("EINVAL", message));
    });
  }
});

test("a text of more than 2000 characters is cut, and never inside of one", () => {
  const [step] = parseTransformation(`l-text,i-${"a".repeat(1999)}😀,l-end`);
  const [layer] = step && "layers" in step ? (step.layers ?? []) : [];
  expect(layer?.kind === "text" && layer.text).toBe("a".repeat(1999));
});

/** Damages a text: a piece of it is repeated, left out, or replaced by something unexpected. */
const damage = fc.tuple(
  fc.nat(),
  fc.nat({ max: 12 }),
  fc.oneof(
    fc.constantFrom(..."-_,:@%N.0 "),
    fc.constantFrom("l-end", "if-end", "if-else", ",l-text,i-", "l-image,", "%00", "%F0%9F", "😀"),
    fc.constantFrom("\uD83D", "1e9", "Infinity", "NaN", "__proto__-1", "constructor-", "toString"),
    fc.constant("again"),
  ),
);
const damaged = fc
  .tuple(transformation.map(printTransformation), fc.array(damage, { minLength: 1, maxLength: 4 }))
  .map(([text, damages]) =>
    damages.reduce((before, [place, length, what]) => {
      const at = place % (before.length + 1);
      const end = at + length;
      const middle = what === "again" ? before.slice(at, end).repeat(3) : what;
      return before.slice(0, at) + middle + before.slice(end);
    }, text),
  );

/** What becomes of a text: its canonical spelling, or why it was refused. */
function outcome(text: string): { printed: string } | { failure: Failure } {
  try {
    return { printed: printTransformation(parseTransformation(text)) };
  } catch (error) {
    if (error instanceof Failure) return { failure: error };
    throw error;
  }
}

test("no text makes the reader throw anything but its own failure, and what it reads it prints", () => {
  const text = fc.oneof(
    damaged,
    fc.string({ unit: "binary" }),
    fc.stringMatching(/^(?:(?:w|h|ar|c|rt|fo|x|n|e)-[\w.%:,-]*)+$/),
  );
  fc.assert(
    fc.property(text, (made) => {
      const first = outcome(made);
      if ("failure" in first) {
        expect(["EINVAL", "ELIMIT", "ENOTSUP"]).toContain(first.failure.code);
        expect(first.failure.message.length).toBeLessThan(300);
      } else {
        expect(outcome(first.printed)).toEqual(first);
      }
    }),
    { numRuns: 6000 },
  );
});

test("no text of 8192 characters takes more than 50 ms", () => {
  const starts = [
    "",
    "w-1,",
    "w-",
    "b-",
    "pg-",
    "fo-",
    "ar-",
    "bg-",
    "di-",
    "e-usm-",
    "e-gradient-",
  ];
  const insides = ["l-image,i-a,", "l-text,i-a,pa-", "l-text,ie-", "l-text,i-", "if-"];
  const repeated = [
    ...[
      "w-300,",
      "w-300:",
      ":",
      ",",
      "-",
      "_",
      "@",
      "@@",
      "%",
      "%25",
      "é",
      "😀",
      "\n",
      "9",
      "N",
      "/",
    ],
    ...["ar-1:1,", "ar-1:1:", "i-%,", "i-a,", "l-image,i-%,", "l-text,i-a,", "l-text,i-a,l-end,"],
    ...["l-image,i-a,l-end,", "l-end,", "if-w_gt_1_and_", "if-w_gt_1,", "if-w_gt_1,w-1,if-end:"],
    ...[
      "if-w_gt_1,w-1,if-else,w-2,if-end,",
      "e-gradient-ld-1_",
      "_ld-1",
      "_from-red",
      "_and_",
      "_or_",
    ],
    ...["b-1_", "cr-_", "1_", "1-", "blurred_", "car_", "iw_add_", "w-iw_add_", "ie-AAAA,", "AAAA"],
  ];
  const slow: string[] = [];
  for (const start of [...starts, ...insides]) {
    for (const again of repeated) {
      const text = start + again.repeat(8192 / again.length);
      // The best of three: another process may have had the processor.
      const times = [0, 1, 2].map(() => {
        const began = performance.now();
        outcome(text.slice(0, 8192));
        return performance.now() - began;
      });
      if (Math.min(...times) > 50) slow.push(`${start}…${again}: ${times}`);
    }
  }
  expect(slow).toEqual([]);
});
