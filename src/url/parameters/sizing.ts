import { focus } from "./focus.ts";
import { type Parameter, row } from "./parameter.ts";
import { amount, length, number, offset, orWord, ratio, word } from "./value-types.ts";

const crops = [
  "maintain_ratio",
  "force",
  "at_max",
  "at_max_enlarge",
  "at_least",
  "maintain_ratio_no_enlarge",
  "at_max_no_shrink",
  "cut_no_enlarge",
] as const;
const cropModes = [
  "pad_resize",
  "extract",
  "pad_extract",
  "pad_resize_no_enlarge",
  "pad_extract_no_shrink",
  "extract_within",
  "pad_fill",
] as const;

/** Size and crop of an image, in the order of the canonical spelling. */
export const sizing = {
  w: row(
    "width",
    { ...orWord(amount(length), "auto"), values: length.values },
    ["300", "0"],
    "Width in pixels; below 1, a fraction of the original's width",
  ),
  h: row(
    "height",
    amount(length),
    ["ih_div_2", "-5"],
    "Height in pixels; below 1, a fraction of the original's height",
  ),
  ar: row(
    "aspectRatio",
    ratio,
    ["4-3", "0-3"],
    "Aspect ratio, width to height; needs exactly one of `w` and `h`, and is ignored otherwise",
  ),
  c: row(
    "crop",
    word(...crops),
    ["at_max", "fill"],
    "How the image is resized to `w` and `h`: cropped, stretched or fitted",
  ),
  cm: row(
    "cropMode",
    word(...cropModes),
    ["extract", "pad"],
    "Pads instead of cropping, or crops without resizing; `extract_within` stays inside the image, `pad_fill` crops half of it at most; takes precedence over `c`",
  ),
  fo: row(
    "focus",
    focus,
    ["top_left", "north"],
    "What to keep when cropping, and where the image sits when padding; `auto` keeps faces, and otherwise the most salient area; `face` crops closely around the faces, `face-largest` around the largest; `face-wide` and `face-largest-wide` crop no closer than the size requires; a suffix `-whole` takes faces from hairline to chin, as Cloudinary does, and `-top` or `-center` says what to keep if there is no face (otherwise `auto`); the name of an object, such as `dog`, crops closely around all objects of its kind, several names, such as `dog_cat`, around those of all kinds, and `subject` around the most prominent object, each also with `-wide` and `-center`; `custom` is the centre; `xy_center` crops around `xc` and `yc`",
  ),
  x: row(
    "x",
    amount(offset),
    ["10", "left"],
    "Left edge of the crop, with `cm-extract` and `cm-extract_within`",
  ),
  y: row(
    "y",
    amount(offset),
    ["10", "top"],
    "Top edge of the crop, with `cm-extract` and `cm-extract_within`",
  ),
  xc: row(
    "xCenter",
    amount(offset),
    ["iw_div_2", "c"],
    "Centre of the crop, with `cm-extract`, `cm-extract_within` and `fo-xy_center`",
  ),
  yc: row(
    "yCenter",
    amount(offset),
    ["50", "c"],
    "Centre of the crop, with `cm-extract`, `cm-extract_within` and `fo-xy_center`",
  ),
  dx: row(
    "xOffset",
    amount(offset),
    ["10", "left"],
    "Offset of the crop, or of the padded image, from the side that `fo` names: to the right, or with `fo-right` to the left",
  ),
  dy: row(
    "yOffset",
    amount(offset),
    ["N10", "top"],
    "The same vertically: down, or with `fo-bottom` up",
  ),
  z: row(
    "zoom",
    number(0.01, 100),
    ["1.5", "0"],
    "How closely `fo` closes in on faces or objects: 2 twice as closely, 0.5 half as closely",
  ),
  dpr: row(
    "pixelRatio",
    orWord(amount(number(0.1, 5)), "auto"),
    ["2", "6"],
    "Multiplies `w` and `h`; ignored if either side would fall outside 1–5000 px",
  ),
} as const satisfies Record<string, Parameter>;
