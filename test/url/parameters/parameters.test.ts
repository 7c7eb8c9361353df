import { describe, expect, test } from "bun:test";
import { placement } from "../../../src/url/parameters/layer.ts";
import type { Parameter } from "../../../src/url/parameters/parameter.ts";
import { parameters } from "../../../src/url/parameters/parameters.ts";
import { textStyle } from "../../../src/url/parameters/text-style.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";
import {
  type Expectations,
  expected,
  ofFilters,
  ofLeanings,
  ofSurroundings,
  ofTones,
} from "./effect-expectations.ts";

const side = "a number above 0";
const pixels = "a whole number of pixels, with N for minus";
const anchors =
  "one of center, top, left, bottom, right, top_left, top_right, bottom_left, bottom_right";
const flag = "true or false";
const direction = "one of h, v, h_v, v_h";
const radius = "a radius in pixels, max, or four radii such as 10_20_10_20";
const colour = "a colour such as FF0000, FF000050 or red";
const objects = "an object such as person, dog or dog_cat";
const file = "a path, with @@ for slashes";

const ofSteps: Expectations = {
  t: [
    "t-15",
    expected(
      "t",
      "true, false, a whole number from 1 to 99, or that and a colour as in 15_FFFFFF",
      "100",
    ),
  ],
  w: ["w-300", expected("w", side, "0")],
  h: ["h-ih_div_2", expected("h", side, "-5")],
  ar: ["ar-4-3", expected("ar", "an aspect ratio such as 4-3", "0-3")],
  c: [
    "c-at_max",
    expected(
      "c",
      "one of maintain_ratio, force, at_max, at_max_enlarge, at_least, " +
        "maintain_ratio_no_enlarge, at_max_no_shrink, cut_no_enlarge",
      "fill",
    ),
  ],
  cm: [
    "cm-extract",
    expected(
      "cm",
      "one of pad_resize, extract, pad_extract, pad_resize_no_enlarge, pad_extract_no_shrink, " +
        "extract_within, pad_fill",
      "pad",
    ),
  ],
  fo: [
    "fo-top_left",
    expected("fo", `${anchors}, auto, face, custom, xy_center, or ${objects}`, "north"),
  ],
  x: ["x-10", expected("x", pixels, "left")],
  y: ["y-10", expected("y", pixels, "top")],
  xc: ["xc-iw_div_2", expected("xc", pixels, "c")],
  yc: ["yc-50", expected("yc", pixels, "c")],
  dx: ["dx-10", expected("dx", pixels, "left")],
  dy: ["dy-N10", expected("dy", pixels, "top")],
  z: ["z-1.5", expected("z", "a number from 0.01 to 100", "0")],
  dpr: ["dpr-2", expected("dpr", "a number from 0.1 to 5, or auto", "6")],
  bg: [
    "bg-blurred_25_N30",
    expected("bg", "a colour, blurred, blurred_25_N30, dominant or gradient_dominant", "nocolour"),
  ],
  "e-grayscale": ["e-grayscale", expected("e-grayscale", "nothing after its name", "5")],
  "e-contrast": ["e-contrast", expected("e-contrast", "nothing after its name", "5")],
  ...ofTones,
  "e-colorize": [
    "e-colorize-co-FF0000_in-50",
    expected("e-colorize", "nothing, or parts such as co-…_in-…", "in-200"),
  ],
  cr: [
    "cr-FF0000_50_00FF00",
    expected(
      "cr",
      "a colour, a tolerance from 0 to 100 and the colour to replace, such as FF0000_50_00FF00",
      "FF0000_200",
    ),
  ],
  "e-sharpen": [
    "e-sharpen-10",
    expected("e-sharpen", "nothing, or a number from 0 to 2000", "much"),
  ],
  "e-usm": [
    "e-usm-2-2-0.8-0.024",
    expected("e-usm", "radius-sigma-amount-threshold, such as 2-2-0.8-0.024", "2-2"),
  ],
  bl: ["bl-10", expected("bl", "a number from 1 to 100", "0")],
  ...ofFilters,
  "e-gradient": [
    "e-gradient-ld-0_from-FF0000_to-FFFFFF",
    expected("e-gradient", "nothing, or parts such as ld-…_from-…_to-…_sp-…", "ld-400"),
  ],
  "e-distort": [
    "e-distort-a-45",
    expected("e-distort", "p-x1_y1_x2_y2_x3_y3_x4_y4, or a- and degrees from N360 to 360", "p-1_2"),
  ],
  ...ofLeanings,
  rt: ["rt-N40", expected("rt", "degrees from N360 to 360, or auto", "400")],
  fl: ["fl-h", expected("fl", direction, "x")],
  b: ["b-5_FFF000", expected("b", "a width and a colour, such as 5_FFF000", "FFF000")],
  r: ["r-10_20_10_20", expected("r", radius, "1_2")],
  ...ofSurroundings,
  "e-shadow": [
    "e-shadow-bl-15_st-40_x-10_y-N5",
    expected("e-shadow", "nothing, or parts such as bl-…_st-…_x-…_y-…", "bl-99"),
  ],
  o: ["o-50", expected("o", "a number from 0 to 100", "101")],
  q: ["q-60", expected("q", "a whole number from 1 to 100", "0")],
  f: [
    "f-webp",
    expected(
      "f",
      "one of auto, jpg, jpeg, png, apng, webp, avif, jxl, gif, svg, tiff, tif, bmp, ico, blurhash, palette, palettecss, orig",
      "eps",
    ),
  ],
  pr: ["pr-true", expected("pr", flag, "yes")],
  lo: ["lo-true", expected("lo", flag, "yes")],
  cp: ["cp-true", expected("cp", flag, "yes")],
  md: ["md-true", expected("md", flag, "yes")],
  dn: ["dn-300", expected("dn", "a number from 1 to 1200", "0")],
  st: ["st-true", expected("st", "true or false", "yes")],
  pg: ["pg-2", expected("pg", "a page number such as 2, or name-Logo", "0")],
  di: [
    "di-folder@@missing.jpg",
    "Cannot read `di`: expected a path, with @@ for slashes, got nothing",
  ],
  orig: ["orig-true", expected("orig", flag, "yes")],
};

const ofPlacement: Expectations = {
  lm: [
    "lm-multiply",
    expected("lm", "one of multiply, screen, overlay, cutter, cutout, displace, under", "over"),
  ],
  lx: ["lx-N10", expected("lx", pixels, "left")],
  ly: ["ly-N10", expected("ly", pixels, "top")],
  lxc: ["lxc-bw_div_2", expected("lxc", pixels, "c")],
  lyc: ["lyc-50", expected("lyc", pixels, "c")],
  lap: ["lap-bottom_right", expected("lap", anchors, "north")],
  lfo: ["lfo-bottom_right", expected("lfo", anchors, "north")],
  lov: ["lov-grow", expected("lov", "one of inside, cut, grow", "hide")],
  ltl: ["ltl-true", expected("ltl", flag, "yes")],
};

const ofText: Expectations = {
  w: ["w-bw_mul_0.5", expected("w", "a number from 1 to 16383", "0")],
  fs: ["fs-45", expected("fs", "a number from 1 to 2000", "0")],
  ff: ["ff-fonts@@brand.ttf", `Cannot read \`ff\`: expected ${file}, got nothing`],
  co: ["co-FF0000", expected("co", colour, "nocolour")],
  ia: ["ia-left", expected("ia", "one of left, center, right", "justify")],
  pa: ["pa-25_50", expected("pa", "one to four paddings such as 25_50", "1_2_3_4_5")],
  al: ["al-5", expected("al", "a whole number from 1 to 9", "10")],
  tg: [
    "tg-b_strikethrough",
    expected("tg", "one or several of b, i, strikethrough and underline, such as b_i", "u"),
  ],
  fw: ["fw-300", expected("fw", "a whole number from 1 to 1000", "0")],
  bg: ["bg-FFFFFF80", expected("bg", colour, "blurred")],
  r: ["r-max", expected("r", radius, "1_2")],
  rt: ["rt-N45", expected("rt", "degrees from N360 to 360", "400")],
  fl: ["fl-h", expected("fl", direction, "x")],
  lh: ["lh-60", expected("lh", "a number from 1 to 4000", "0")],
  ls: ["ls-4", expected("ls", "a number from N100 to 500", "501")],
  mh: ["mh-200", expected("mh", "a number from 1 to 16383", "0")],
  cl: [
    "cl-end_ellipsis",
    expected(
      "cl",
      "one of start, middle, end, start_ellipsis, middle_ellipsis, end_ellipsis",
      "bottom",
    ),
  ],
  fit: ["fit-true", expected("fit", "true or false", "yes")],
};

/** Each table, and the text in which its parameters stand. */
const tables: [
  name: string,
  rows: Record<string, Parameter>,
  expectations: Expectations,
  around: (piece: string) => string,
][] = [
  ["a step", parameters, ofSteps, (piece) => piece],
  ["a layer's place", placement, ofPlacement, (piece) => `l-image,i-logo.png,${piece},l-end`],
  ["a text", textStyle, ofText, (piece) => `l-text,ie-SGk%3D,${piece},l-end`],
];

for (const [name, rows, expectations, around] of tables) {
  describe(`of ${name}`, () => {
    test("every parameter is in the table below, and no other", () => {
      expect(Object.keys(expectations)).toEqual(Object.keys(rows));
    });

    for (const [key, { good, bad }] of Object.entries(rows)) {
      const [canonical, message] = expectations[key] ?? [];
      const spell = (value: string) => around(value === "" ? key : `${key}-${value}`);
      test(`${key} takes ${good || "no value"} and prints it canonically`, () => {
        const printed = printTransformation(parseTransformation(spell(good)));
        expect(printed).toBe(around(canonical ?? ""));
      });
      test(`${key} refuses ${bad || "no value"}, saying what it expects`, () => {
        expect(() => parseTransformation(spell(bad))).toThrow(
          expect.objectContaining({ code: "EINVAL", message }),
        );
      });
    }
  });
}

test("on a block, `al` is its opacity, and the last way to say it counts", () => {
  const printed = printTransformation(
    parseTransformation("l-image,i-ik_canvas,al-5,w-10:rt-90,al-7,l-end"),
  );
  expect(printed).toBe("l-image,i-ik_canvas,al-7,w-10:rt-90,l-end");
});

describe("what is known and cannot be done is refused by name", () => {
  const cases: [text: string, refusal: string][] = [
    ["e-removedotbg", "ENOTSUP `e-removedotbg` needs background removal, which is not supported"],
    [
      "e-changebg-prompt-snow",
      "ENOTSUP `e-changebg` needs generative background, which is not supported",
    ],
    ["e-edit-prompt-a hat", "ENOTSUP `e-edit` needs generative editing, which is not supported"],
    [
      "e-dropshadow-az-45",
      "ENOTSUP `e-dropshadow` needs the AI drop shadow, which is not supported",
    ],
    ["e-retouch", "ENOTSUP `e-retouch` needs AI retouching, which is not supported"],
    ["e-upscale", "ENOTSUP `e-upscale` needs AI upscaling, which is not supported"],
    ["e-genvar", "ENOTSUP `e-genvar` needs generative variation, which is not supported"],
    ["c2pa-true", "ENOTSUP `c2pa` needs content credentials, which is not supported"],
    ["bg-genfill-prompt-sea", "ENOTSUP `bg-genfill` needs generative fill, which is not supported"],
    ["l-subtitles,i-a.srt,w-5,l-end", "EINVAL Unknown parameter `w` of subtitles"],
    ["l-image,i-a.png,al-5,l-end", "EINVAL `al` is for texts and `ik_canvas`: use `o` on an image"],
    ["l-text,i-a,h-5,l-end", "EINVAL Unknown parameter `h` of a text layer"],
    ["ots-45,ot-a", "EINVAL `ots` is a legacy overlay parameter: use a layer, `l-text,...,l-end`"],
  ];
  for (const [text, refusal] of cases) {
    test(text, () => {
      const [code, ...words] = refusal.split(" ");
      expect(() => parseTransformation(text)).toThrow(
        expect.objectContaining({ code, message: words.join(" ") }),
      );
    });
  }
});
