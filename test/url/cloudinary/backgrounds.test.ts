import { expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

const cases: Record<string, string | undefined> = {
  auto: "dominant_border",
  "auto:border": "dominant_border",
  "auto:predominant": "dominant",
  "auto:border_contrast": "dominant_border_contrast",
  "auto:predominant_contrast": "dominant_contrast",
  "auto:border_gradient": "gradient_dominant_2_horizontal_border",
  "auto:predominant_gradient:2": "gradient_dominant_2_horizontal",
  "auto:predominant_gradient:4": "gradient_dominant_4_horizontal",
  "auto:predominant_gradient:diagonal_desc": "gradient_dominant_2_diagonal_desc",
  "auto:predominant_gradient:2:vertical": "gradient_dominant_2",
  "auto:border_contrast:palette_red_green_blue":
    "dominant_border_contrast_palette_FF0000_008000_0000FF",
  "auto:predominant_gradient_contrast:2:diagonal_asc:palette_red_rgb:0000ff":
    "gradient_dominant_2_diagonal_asc_contrast_palette_FF0000_0000FF",
  "auto:nonsense": undefined,
  "auto:border:4": undefined,
  "auto:border:palette_red_nothing": undefined,
};

test("a colour that is chosen for what is padded is none where nothing is", () => {
  const made = (component: string) => {
    const { transformation = [], fates } = rewriteCloudinary([component], new Map());
    const { fate } = fates.find(({ token }) => token.startsWith("b_")) ?? {};
    return [printTransformation(transformation), fate];
  };
  expect(made("c_pad,b_auto:predominant")).toEqual(["cm-pad_resize", "exact"]);
  expect(made("c_pad,b_auto,w_9,h_9")).toEqual([
    "w-9,h-9,cm-pad_resize,bg-dominant_border",
    "approximate",
  ]);
  expect(made("c_scale,b_auto,w_9,a_20")[1]).toBe("approximate");
  expect(made("c_pad,b_red")).toEqual(["cm-pad_resize,bg-FF0000", "exact"]);
  expect(made("c_pad,b_auto:nonsense")[1]).toBe("ignored");
});

for (const [value, expected] of Object.entries(cases)) {
  test(`b_${value} is ${expected === undefined ? "no background" : `bg-${expected}`}`, () => {
    const { transformation = [], ignored } = rewriteCloudinary([`b_${value}`], new Map());
    expect(printTransformation(transformation)).toBe(expected ? `bg-${expected}` : "");
    expect(ignored).toEqual(expected ? [] : [`b_${value}`]);
    if (expected) expect(parseTransformation(`bg-${expected}`)).toEqual(transformation);
  });
}
