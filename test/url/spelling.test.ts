import { describe, expect, test } from "bun:test";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";

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
    ["pg-3", "pg-3-3", "pg-03"],
    ["pg-3_5-7_9-", "pg-3-3_05-7_9-"],
    ["pg-name-a", 'pg-name-"a"', "pg-name-%22a%22"],
    ["pg-name-%22a%22_%22b%20c%22", 'pg-name-"a"_"b c"'],
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
