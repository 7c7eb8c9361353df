import type { Amount } from "../parameters/expression.ts";
import type { TextStyle } from "../parameters/text-style.ts";
import type { Layer, PlainStep } from "../transformation.ts";
import { type Alignment, corner, placed } from "./align.ts";
import type { ImgixValues } from "./parameters.ts";
import { worked } from "./values.ts";

/** The text that is laid over an image. */
export function textOf(values: ImgixValues): Layer | undefined {
  const { txt, dpr = 1, "txt-align": align = corner, "txt-pad": pad = 10 } = values;
  if (txt === undefined) return undefined;
  const { "txt-width": width, "txt-x": x, "txt-y": y } = values;
  const dense = (value: number) => Math.round(value * dpr);
  const at = (value: number | undefined) => (value === undefined ? undefined : dense(value));
  // What fits or is cut off does so between the image's edges, where no width is said.
  const wide = values["txt-fit"] ?? values["txt-clip"];
  const whole: Amount | undefined = wide && worked("bw", "sub", 2 * dense(pad));
  return {
    kind: "text",
    text: txt.slice(0, longest),
    style: styleOf(values, align, width === undefined ? whole : lineWidth(dense(width))),
    placement: placed(align, dense(pad), at(x), at(y)),
  };
}

/** Characters of a text. */
const longest = 2000;

function lineWidth(pixels: number): number {
  return Math.min(16_383, Math.max(1, pixels));
}

function styleOf(values: ImgixValues, align: Alignment, width: Amount | undefined): TextStyle {
  const { "txt-color": colour, "txt-font": font = "", "txt-size": size = 12, dpr = 1 } = values;
  const { "txt-fit": fit, "txt-clip": clip, "txt-track": track } = values;
  const typography = [
    ...(/bold/i.test(font) ? (["b"] as const) : []),
    ...(/italic/i.test(font) ? (["i"] as const) : []),
  ];
  // Behind the comma stand styles: `Futura,bold`.
  const [family = ""] = font.split(",", 1);
  const isNamed =
    family !== "" && !family.includes("@@") && !/^(?:sans-?serif|bold|italic)$/i.test(family);
  return {
    fontSize: Math.min(2000, Math.max(1, Math.round(size * dpr))),
    align: align.includes("left") ? "left" : align.includes("right") ? "right" : "center",
    ...(isNamed ? { font: family } : {}),
    ...(typography.length === 0 ? {} : { typography }),
    ...(colour ? { colour } : {}),
    ...(width === undefined ? {} : { width }),
    ...(track ? { letterSpacing: track * dpr } : {}),
    ...(clip ? { clip } : {}),
    ...(fit ? { fit: true } : {}),
  };
}

/** What a path asks for to have a text alone. Source: imgix, the text endpoint. */
export const textPath = "~text";

/** Where a text stands that has no image, if nothing else is said. */
const start: Alignment = ["top", "left"];

/**
 * A text that is an image by itself: on a ground as large as is said, and where a side is not said
 * as large as the text. Undefined for no text.
 */
export function textImage(values: ImgixValues): PlainStep | undefined {
  const { w, h, dpr = 1, bg, "txt-pad": pad = 0, "txt-align": align = start } = values;
  const side = (value: number | undefined) =>
    value === undefined || value < 1 ? undefined : Math.round(value * dpr);
  const [width, height] = [side(w), side(h)];
  const text = textOf({ ...values, "txt-align": align, "txt-pad": pad });
  if (text?.kind !== "text") return undefined;
  const room = width === undefined ? {} : { width: lineWidth(width - 2 * Math.round(pad * dpr)) };
  const free = width === undefined || height === undefined;
  return {
    width: width ?? 1,
    height: height ?? 1,
    background: {
      kind: "colour",
      colour: bg ?? { red: 255, green: 255, blue: 255, opacity: 0 },
    },
    layers: [
      {
        ...text,
        style: { ...room, ...text.style },
        placement: free ? { x: 0, y: 0, overflow: "grow" } : text.placement,
      },
    ],
  };
}
