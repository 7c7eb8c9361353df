/** How a row's good value is printed back, and the whole message that refuses its bad one. */
export type Expectations = Record<string, [canonical: string, message: string]>;

const number = (min: string, max: string) => `a number from ${min} to ${max}`;
const level = (min: string, max: string) => `nothing, or ${number(min, max)}`;
const parts = (names: string) =>
  `nothing, or parts such as ${names
    .split(" ")
    .map((name) => `${name}-…`)
    .join("_")}`;

function rowOf(key: string, good: string, what: string, bad: string): Expectations {
  return { [key]: [good === "" ? key : `${key}-${good}`, expected(key, what, bad)] };
}

export const ofTones: Expectations = {
  ...rowOf("e-autobrightness", "70", level("0", "100"), "101"),
  ...rowOf("e-autocontrast", "70", level("0", "100"), "101"),
  ...rowOf("e-autocolor", "70", level("0", "100"), "101"),
  ...rowOf("e-improve", "50", level("0", "100"), "101"),
  ...rowOf("e-filllight", "am-70_bi-N20", parts("am bi"), "am-101"),
  ...rowOf("e-brightness", "40", level("N99", "100"), "N100"),
  ...rowOf("e-brightnesshsb", "40", level("N99", "100"), "N100"),
  ...rowOf("e-contrastlevel", "30", number("N100", "100"), "101"),
  ...rowOf("e-gamma", "50", number("N50", "150"), "N51"),
  ...rowOf("e-red", "20", number("N100", "100"), "101"),
  ...rowOf("e-green", "20", number("N100", "100"), "101"),
  ...rowOf("e-blue", "N20", number("N100", "100"), "101"),
  ...rowOf("e-saturation", "N50", level("N100", "100"), "101"),
  ...rowOf("e-vibrance", "70", level("N100", "100"), "101"),
  ...rowOf("e-hue", "40", level("N100", "100"), "101"),
  ...rowOf("e-sepia", "50", level("1", "100"), "0"),
  ...rowOf(
    "e-colorblind",
    "protanopia",
    "one of deuteranopia, protanopia, tritanopia, deuteranomaly, protanomaly, tritanomaly, cone_monochromacy, rod_monochromacy",
    "blind",
  ),
  ...rowOf("e-negate", "", "nothing after its name", "5"),
  ...rowOf("e-blackwhite", "40", level("0", "100"), "101"),
  ...rowOf(
    "e-tint",
    "am-60_co-000080_FFD400_po-0_100",
    "nothing, or parts such as am-60_co-000080_FFD400_po-0_100_eq-true",
    "co-navy_po-0_100",
  ),
};

export const ofFilters: Expectations = {
  ...rowOf("e-blurregion", "bl-8_x-10_y-0.25_w-cw_div_2_h-40", parts("bl fo x y w h"), "bl-0"),
  ...rowOf("e-pixelate", "8", level("1", "200"), "0"),
  ...rowOf("e-pixelateregion", "si-6_x-10_y-10_w-0.5_h-40", parts("si fo x y w h"), "si-0"),
  ...rowOf("e-oilpaint", "60", level("0", "100"), "101"),
  ...rowOf("e-cartoonify", "li-60_re-30", parts("li re"), "li-101"),
  ...rowOf("e-noise", "30", level("0", "100"), "101"),
  ...rowOf("e-dither", "5", "nothing, or a whole number from 0 to 18", "19"),
  ...rowOf("e-vignette", "50", level("0", "100"), "101"),
  ...rowOf("e-bgremove", "try", "nothing, or one of try", "5"),
  ...rowOf("e-transparent", "to-20_co-FFFFFF", parts("to co"), "to-101"),
  ...rowOf("e-opacitythreshold", "40", level("0", "100"), "101"),
};

export const ofLeanings = rowOf(
  "e-shear",
  "20_0",
  "degrees along x and y from N80 to 80, such as 20_0",
  "20",
);

export const ofSurroundings: Expectations = {
  ...rowOf("e-fade", "st-40_x-N0.3_sy-true", parts("st x y sy"), "st-101"),
  ...rowOf("e-outline", "mo-inner_wi-3_bl-2_co-FF0000", parts("mo wi bl co"), "mo-under"),
  ...rowOf("e-castshadow", "st-60_bl-8_x-12_y-N5_co-999999", parts("st bl x y co"), "st-101"),
};

export function expected(key: string, what: string, got: string): string {
  return `Cannot read \`${key}\`: expected ${what}, got \`${got}\``;
}
