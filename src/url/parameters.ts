import type { ValueOf } from "./kinds.ts";
import { angle, flag, integer, type Kind, length, number, position, ratio, word } from "./kinds.ts";

/** Where the picture, or the crop, is held. */
export const anchors = [
  "center",
  "top",
  "left",
  "bottom",
  "right",
  "top_left",
  "top_right",
  "bottom_left",
  "bottom_right",
] as const;
export type Anchor = (typeof anchors)[number];

export interface Parameter {
  /** The property of a `Step`. */
  name: string;
  kind: Kind<unknown>;
  /** One line for people; the README prints it. */
  meaning: string;
}

/**
 * Every parameter of a step, in the order of the canonical spelling.
 * Source of the rules: ImageKit's documentation of image transformations.
 */
export const parameters = {
  w: {
    name: "width",
    kind: length,
    meaning: "Width in pixels; below 1, a fraction of the original's width",
  },
  h: {
    name: "height",
    kind: length,
    meaning: "Height in pixels; below 1, a fraction of the original's height",
  },
  ar: {
    name: "aspectRatio",
    kind: ratio,
    meaning: "Width to height, with exactly one of `w` and `h`; ignored otherwise",
  },
  c: {
    name: "crop",
    kind: word(
      "maintain_ratio",
      "force",
      "at_max",
      "at_max_enlarge",
      "at_least",
      "maintain_ratio_no_enlarge",
    ),
    meaning: "How the picture is brought to `w` and `h`: cut, stretched or fitted",
  },
  cm: {
    name: "cropMode",
    kind: word(
      "pad_resize",
      "extract",
      "pad_extract",
      "pad_resize_no_enlarge",
      "pad_extract_no_shrink",
    ),
    meaning: "Padding instead of cutting, or cutting without resizing; wins over `c`",
  },
  fo: {
    name: "focus",
    kind: word(...anchors),
    meaning: "What is kept when cutting; where the picture sits when padding",
  },
  x: { name: "x", kind: position, meaning: "Left edge of the cut, with `cm-extract`" },
  y: { name: "y", kind: position, meaning: "Top edge of the cut, with `cm-extract`" },
  xc: { name: "xCenter", kind: position, meaning: "Centre of the cut, with `cm-extract`" },
  yc: { name: "yCenter", kind: position, meaning: "Centre of the cut, with `cm-extract`" },
  dpr: {
    name: "pixelRatio",
    kind: number(0.1, 5),
    meaning: "Multiplies `w` and `h`; ignored when a side would leave 1 to 5000 pixels",
  },
  bl: {
    name: "blur",
    kind: number(1, 100),
    meaning: "Gaussian blur; the radius, two standard deviations, in pixels",
  },
  rt: {
    name: "rotation",
    kind: angle,
    meaning: "Degrees clockwise; `auto` follows EXIF, which happens anyway",
  },
  fl: {
    name: "flip",
    kind: word("h", "v", "h_v", "v_h"),
    meaning: "Mirror left to right (`h`), top to bottom (`v`), or both",
  },
  q: { name: "quality", kind: integer(1, 100), meaning: "Quality of lossy formats; default 80" },
  f: {
    name: "format",
    kind: word("auto", "jpg", "jpeg", "png", "webp", "avif", "gif", "svg", "orig"),
    meaning: "Output format; `auto`, the default, follows the browser's `Accept`",
  },
  orig: {
    name: "original",
    kind: flag,
    meaning: "`true` delivers the original's bytes and ignores everything else",
  },
} as const satisfies Record<string, Parameter>;

export type ParameterKey = keyof typeof parameters;

/** One step of a chain: what was asked, typed; a property that is absent was not asked. */
export type Step = {
  [K in ParameterKey as (typeof parameters)[K]["name"]]?: ValueOf<(typeof parameters)[K]["kind"]>;
};

/** What was asked: steps in order, each applied to the result of the one before. Never empty. */
export type Transformation = Step[];

/** The parameter with this key, or undefined; safe for keys such as `constructor`. */
export function parameterOf(key: string): Parameter | undefined {
  return Object.hasOwn(parameters, key) ? parameters[key as ParameterKey] : undefined;
}
