import type { Background } from "../parameters/background.ts";
import type { UrlColour } from "../parameters/colour.ts";
import { closeUpFactor } from "../parameters/face-focus.ts";
import type { Anchor } from "../parameters/focus.ts";
import type { PlainStep } from "../transformation.ts";
import type { ImgixValues } from "./parameters.ts";
import { lengthOf, worked } from "./values.ts";

/** Says that a parameter is not made exactly as imgix does, and whether nothing of that is seen. */
export type Note = (name: keyof ImgixValues, how?: "unseen") => void;

const white: UrlColour = { red: 255, green: 255, blue: 255, opacity: 100 };

/** EXIF's orientations as a rotation, clockwise, and then a flip. */
const orientations: Record<number, PlainStep> = {
  2: { flip: "h" },
  3: { rotation: 180 },
  4: { flip: "v" },
  5: { rotation: 90, flip: "h" },
  6: { rotation: 90 },
  7: { rotation: 270, flip: "h" },
  8: { rotation: 270 },
  90: { rotation: 90 },
  180: { rotation: 180 },
  270: { rotation: 270 },
};

/** What happens before the image is sized: `orient` and `rect`. */
export function stepsBefore({ orient, rect }: ImgixValues): PlainStep[] {
  const turned = orient === undefined ? undefined : orientations[orient];
  return [...(turned ? [turned] : []), ...(rect ? [cut(rect)] : [])];
}

function cut({ x, y, width, height }: NonNullable<ImgixValues["rect"]>): PlainStep {
  const across = x === "left" || x === "right" ? x : "";
  const down = y === "top" || y === "bottom" ? y : "";
  const words = [down, across].filter((word) => word !== "").join("_");
  return {
    cropMode: "extract_within",
    width: lengthOf(width, "cw"),
    height: lengthOf(height, "ch"),
    // Where a number is given, it wins over the word.
    ...(typeof x === "string" || typeof y === "string"
      ? { focus: (words || "center") as Anchor }
      : {}),
    ...(typeof x === "number" ? { x: lengthOf(x, "cw") } : {}),
    ...(typeof y === "number" ? { y: lengthOf(y, "ch") } : {}),
  };
}

/** Pixels around the image, clockwise from the top; undefined where there are none. */
function paddingOf(values: ImgixValues): [number, number, number, number] | undefined {
  const { pad = 0 } = values;
  const sides = (["pad-top", "pad-right", "pad-bottom", "pad-left"] as const).map(
    (name) => values[name] ?? pad,
  );
  return sides.some((side) => side > 0) ? (sides as [number, number, number, number]) : undefined;
}

/** Size and crop: the zoom to a focal point, if there is one, and the step that resizes. */
export function sizeSteps(values: ImgixValues, note: Note): PlainStep[] {
  const { fit, ar, dpr, ch, facepad = 1 } = values;
  const [top, right, bottom, left] = paddingOf(values) ?? [0, 0, 0, 0];
  const width = less(values.w, left + right) ?? (ch?.includes("width") ? "auto" : undefined);
  const height = less(values.h, top + bottom);
  const sized = width !== undefined || height !== undefined;
  const both = width !== undefined && height !== undefined;
  const step: PlainStep = {};
  if (width !== undefined) step.width = width;
  if (height !== undefined) step.height = height;
  if (dpr !== undefined) step.pixelRatio = dpr;
  else if (ch?.includes("dpr")) step.pixelRatio = "auto";
  const { zoom, focus } = focusOf(values, note);
  // In the other modes nothing is cut.
  if (fit === undefined || ["crop", "min", "facearea"].includes(fit)) Object.assign(step, focus);

  // Where the ratio is heeded, it says what the image is cut, or padded, to.
  const heeded = ar && (fit === undefined ? !sized : withRatio.includes(fit));
  if (heeded && (sized || fit === undefined)) step.aspectRatio = ar;
  else if (heeded) {
    const value = ar.width / ar.height;
    step.cropMode = filling.includes(fit ?? "") ? "pad_extract_no_shrink" : "extract_within";
    step.width = worked("ch", "mul", value);
    step.height = worked("cw", "div", value);
    // A density enlarges the sides that a URL names, and it names none.
    delete step.pixelRatio;
  }
  if (step.cropMode === undefined) {
    if (fit !== undefined) Object.assign(step, fits[fit]);
    else if (both) step.crop = "at_max_enlarge";
  }
  // A padding of 1 is the face alone.
  if (fit === "facearea") step.zoom = closeUpFactor / facepad;
  if (fit === "clamp" || fit === "facearea") note("fit");
  return [...(zoom ? [zoom] : []), step];
}

const withRatio = ["crop", "fill", "fillmax", "facearea", "clamp"];
/** Modes that lay the image on a ground. */
const filling = ["fill", "fillmax", "clamp"];

const fits: Record<NonNullable<ImgixValues["fit"]>, PlainStep> = {
  // Covering is what a size alone means.
  crop: {},
  clip: { crop: "at_max_enlarge" },
  max: { crop: "at_max" },
  min: { crop: "maintain_ratio_no_enlarge" },
  scale: { crop: "force" },
  facearea: { focus: "face-center" },
  fill: { cropMode: "pad_resize" },
  fillmax: { cropMode: "pad_resize_no_enlarge" },
  // The edge's pixels drawn out look like the image's colours, blurred.
  clamp: { cropMode: "pad_resize" },
};

/** A side without what is padded; a fraction of the original has nothing to take off. */
function less(side: number | undefined, padding: number): number | undefined {
  return side === undefined || side < 1 ? side : Math.max(1, side - padding);
}

function focusOf(
  { crop, ...values }: ImgixValues,
  note: Note,
): { zoom?: PlainStep; focus?: PlainStep } {
  if (!crop) return {};
  if (crop.includes("focalpoint")) return focalPoint(values, note);
  if (crop.includes("faces")) {
    note("crop", "unseen");
    if (crop.includes("entropy") || crop.includes("edges"))
      return { focus: { focus: "face-wide" } };
    return { focus: { focus: crop.includes("top") ? "face-wide-top" : "face-wide-center" } };
  }
  if (crop.includes("entropy") || crop.includes("edges")) {
    note("crop");
    return { focus: { focus: "auto" } };
  }
  const down = (["top", "bottom"] as const).filter((side) => crop.includes(side));
  const across = (["left", "right"] as const).filter((side) => crop.includes(side));
  // Opposite sides leave the middle.
  const sides = [down, across].flatMap((pair) => (pair.length === 1 ? pair : []));
  return { focus: { focus: (sides.join("_") || "center") as Anchor } };
}

function focalPoint(values: ImgixValues, note: Note): { zoom?: PlainStep; focus?: PlainStep } {
  const { "fp-x": x = 0.5, "fp-y": y = 0.5, "fp-z": z = 1 } = values;
  const at = {
    focus: "xy_center" as const,
    xCenter: worked("cw", "mul", x),
    yCenter: worked("ch", "mul", y),
  };
  if (z === 1) return { focus: at };
  note("fp-z");
  const size = { width: worked("cw", "div", z), height: worked("ch", "div", z) };
  return { zoom: { cropMode: "extract_within", ...size, ...at } };
}

/** What lies under the image, or around it. */
export function backgroundOf(values: ImgixValues, note: Note): Background | undefined {
  const { fit = "clip", fill, bg, mask, "fill-color": fillColour, "mask-bg": maskColour } = values;
  const fills = filling.includes(fit);
  if (fit === "clamp" || (fill === "blur" && fills)) {
    note(fit === "clamp" ? "fit" : "fill");
    return { kind: "blurred", intensity: "auto", brightness: 0 };
  }
  const said = (fills || bg === undefined ? fillColour : undefined) ?? bg;
  const colour = said ?? (mask === undefined ? undefined : maskColour);
  if (colour) return { kind: "colour", colour };
  if (!fills && !paddingOf(values)) return undefined;
  // imgix leaves it transparent where the output can be, and white where it cannot.
  return { kind: "colour", colour: { ...white, opacity: 0 } };
}

/** The padding, in pixels of the finished image. */
export function padStep(values: ImgixValues, background: Background | undefined): PlainStep[] {
  const sides = paddingOf(values);
  if (!sides) return [];
  const [top, right, bottom, left] = sides.map((side) => Math.round(side * (values.dpr ?? 1)));
  const [above, before] = [top ?? 0, left ?? 0];
  return [
    {
      cropMode: "pad_extract",
      width: worked("cw", "add", before + (right ?? 0)),
      height: worked("ch", "add", above + (bottom ?? 0)),
      focus: "top_left",
      ...(before > 0 ? { xOffset: before } : {}),
      ...(above > 0 ? { yOffset: above } : {}),
      ...(background ? { background } : {}),
    },
  ];
}
