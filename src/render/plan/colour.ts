import type { Region } from "../../url/parameters/adjustment-values.ts";
import type { Amount, Variables } from "../../url/parameters/expression.ts";
import { colourOf } from "../engine/colour.ts";
import { type Face, headOf } from "./faces/face.ts";
import type { Operation, OperationOf } from "./operations.ts";
import { type ExactFields, exactly, type Scene, variablesOf } from "./resolve-expressions.ts";
import type { Box, Size } from "./size.ts";
import { toneOperations } from "./tones/tones.ts";

/** What is seen in an image. */
interface Seen {
  faces: readonly Face[];
  /** The people that are cut out. */
  cutOut?: OperationOf<"cutOut"> | undefined;
}

/** In pixels: a wider one takes long. */
const widestBrush = 12;

/**
 * What changes colours and sharpness, and leaves size and outline. Pure.
 * @param found what is seen in the image, where the step needs to know that
 */
export function colourOperations(
  step: ExactFields,
  size: Size,
  scene: Scene,
  { faces, cutOut }: Seen = { faces: [] },
): Operation[] {
  return [
    ...(step.grayscale ? [{ do: "grayscale" } as const] : []),
    ...(step.contrast ? [{ do: "contrast" } as const] : []),
    ...toneOperations(step),
    ...replacements(step),
    ...sharpness(step),
    ...filters(step, size, variablesOf({ ...scene, current: size }), faces),
    ...(cutOut ? [cutOut] : []),
    ...clearing(step),
  ];
}

function replacements(step: ExactFields): Operation[] {
  const operations: Operation[] = [];
  if (step.colorize) {
    const { co, in: intensity = 100 } = step.colorize;
    const colour = co ? colourOf(co) : { red: 128, green: 128, blue: 128, alpha: 1 };
    operations.push({ do: "colorize", colour, intensity });
  }
  if (step.replace) {
    const { to, tolerance = 35, from } = step.replace;
    const source = from ? { from: colourOf(from) } : {};
    operations.push({ do: "replace", to: colourOf(to), tolerance, ...source });
  }
  return operations;
}

function sharpness(step: ExactFields): Operation[] {
  const operations: Operation[] = [];
  if (step.sharpen !== undefined) {
    const strength = step.sharpen === "default" ? 20 : step.sharpen;
    // 0 to 100 is half a pixel to three; what rewriters ask beyond that is as strong as 100.
    operations.push({ do: "sharpen", sigma: 0.5 + Math.min(strength, 100) / 40 });
  }
  if (step.unsharp) operations.push({ do: "unsharp", ...step.unsharp });
  if (step.blur !== undefined) operations.push({ do: "blur", sigma: step.blur / 2 });
  return operations;
}

function filters(
  step: ExactFields,
  size: Size,
  known: Variables,
  faces: readonly Face[],
): Operation[] {
  const operations: Operation[] = [];
  const whole = { left: 0, top: 0, ...size };
  // Where the URL does not say how large squares are, there are about 25 along the shorter side.
  const fitting = Math.max(2, Math.round(Math.min(size.width, size.height) / 25));
  if (step.blurRegion) {
    const { bl = 10, ...region } = step.blurRegion;
    for (const box of boxesOf("e-blurregion", region, size, known, faces)) {
      operations.push({ do: "blur", sigma: bl / 2, region: box });
    }
  }
  if (step.pixelate !== undefined) {
    const side = step.pixelate === "default" ? fitting : Math.round(step.pixelate);
    operations.push({ do: "pixelate", side, region: whole });
  }
  if (step.pixelateRegion) {
    const { si = fitting, ...region } = step.pixelateRegion;
    for (const box of boxesOf("e-pixelateregion", region, size, known, faces)) {
      operations.push({ do: "pixelate", side: Math.round(si), region: box });
    }
  }
  if (step.oilPaint !== undefined) {
    operations.push({ do: "paint", radius: brush(size, step.oilPaint) });
  }
  if (step.cartoon) {
    const { li = 50, re = 30 } = step.cartoon;
    const tones = re === "bw" ? 2 : Math.max(3, Math.round(16 - (14 * re) / 100));
    operations.push({ do: "cartoon", lines: li / 50, tones, radius: brush(size, 40) });
  }
  if (step.noise) operations.push({ do: "noise", sigma: step.noise / 2 });
  if (step.dither !== undefined) operations.push({ do: "dither", map: step.dither });
  if (step.vignette) operations.push({ do: "vignette", corner: (1 - step.vignette / 100) ** 2 });
  return operations;
}

/** The same strength, 0 to 100, looks alike on a large image and on a small one. */
function brush({ width, height }: Size, strength: number): number {
  const radius = Math.round((strength / 100) * (Math.min(width, height) / 60));
  return Math.min(widestBrush, Math.max(1, radius));
}

function clearing(step: ExactFields): Operation[] {
  const operations: Operation[] = [];
  if (step.makeTransparent) {
    const { to = 10, co } = step.makeTransparent;
    operations.push({ do: "colourKey", tolerance: to, ...(co ? { colour: colourOf(co) } : {}) });
  }
  if (step.opacityThreshold !== undefined) {
    // At 0 everything would be opaque, even what is not there.
    const alpha = Math.max(1, (step.opacityThreshold / 100) * 255);
    operations.push({ do: "threshold", alpha });
  }
  return operations;
}

/** The parts of an image that a region names, cut to it. */
function boxesOf(
  key: string,
  region: Region,
  size: Size,
  known: Variables,
  faces: readonly Face[],
): Box[] {
  if (region.fo === "face") return faces.map((face) => headOf(face, size));
  const box = boxOf(key, region, size, known);
  return box ? [box] : [];
}

/** The part of an image that a region names, cut to it; undefined when nothing is left. */
function boxOf(
  key: string,
  { x, y, w, h }: Region,
  { width, height }: Size,
  known: Variables,
): Box | undefined {
  const along = (start: Amount | undefined, length: Amount | undefined, whole: number) => {
    // Only a number that is written so is a fraction; an expression gives pixels.
    const pixels = (amount: Amount) => {
      const value = exactly(key, amount, known);
      return typeof amount === "number" && value < 1 ? value * whole : value;
    };
    const from = start === undefined ? 0 : Math.round(pixels(start));
    const to = length === undefined ? whole : from + Math.round(pixels(length));
    return [Math.min(Math.max(0, from), whole), Math.min(Math.max(0, to), whole)] as const;
  };
  const [left, right] = along(x, w, width);
  const [top, bottom] = along(y, h, height);
  if (right <= left || bottom <= top) return undefined;
  return { left, top, width: right - left, height: bottom - top };
}
