import { describe, expect, test } from "bun:test";
import { Failure } from "../../src/failure.ts";
import { type PlainStep, parseTransformation } from "../../src/url/transformation.ts";

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

test("a layer's text and a layer's picture keep every character", () => {
  const text = "\uFEFF a,b:c-d_e/f@@g%41 é 😀\n";
  const layers = `l-text,i-${encodeURIComponent(text)},l-end,l-image,i-a%25b%2C.png,l-end`;
  const [step] = parseTransformation(layers);
  expect(step && "layers" in step && step.layers).toMatchObject([{ text }, { input: "a%b,.png" }]);
});

describe("a layer that says nothing that can be shown is refused", () => {
  const cases: [text: string, message: string][] = [
    ["l-image,l-end", "`l-image` has no input: expected `i-...` or `ie-...`"],
    ["l-image,i-@@,l-end", "`l-image` has no input: expected `i-...` or `ie-...`"],
    ["l-text,i-,l-end", "`l-text` has no input: expected `i-...` or `ie-...`"],
    ["l-text,ie-,l-end", "`l-text` has no input: expected `i-...` or `ie-...`"],
    ["l-text,ie-A,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,ie-AAAAA%3D%3D%3D,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,ie-%3D,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,ie-a*b,l-end", "Cannot read `ie`: expected Base64"],
    ["l-text,i-a", "`l-text` is not closed by `l-end`"],
    ["l-image,i-a.png,l-text,i-a,l-end", "`l-image` is not closed by `l-end`"],
    ["l-end", "`l-end` closes nothing"],
    ["w-5,l-end", "`l-end` closes nothing"],
    [
      "l-shape,l-end",
      "Cannot read the layer: expected l-image, l-text, l-video or l-subtitles, got `l-shape`",
    ],
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
