import { colourOf } from "../../engine/colour.ts";
import type { Levelling, Operation } from "../operations.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import { after, type ColourMatrix, saturation, sepia, visions } from "./colour-matrix.ts";
import { type Curve, line } from "./curves.ts";

/** How far `e-improve` at 100 goes with contrast, in percent of the way, and with saturation. */
const improved = { contrast: 60, saturation: 1.15 };

const red = { red: 255, green: 0, blue: 0, alpha: 1 };

/**
 * What is done to tones and colours pixel by pixel. Curves that follow each other become one
 * operation, and so do matrices. Pure.
 */
export function toneOperations(step: ExactFields): Operation[] {
  return joined([
    ...levels(step),
    ...curves(lightCurves(step)),
    ...lightening(step),
    ...curves(toneCurves(step)),
    ...colourOperations(step),
    ...curves(step.negate ? [line(-1, 255)] : []),
    ...threshold(step),
    ...tinting(step),
  ]);
}

/** Curves that follow each other are drawn as one. */
function joined(operations: Operation[]): Operation[] {
  const made: Operation[] = [];
  for (const operation of operations) {
    const last = made.at(-1);
    if (last?.do === "curve" && operation.do === "curve") {
      made.splice(-1, 1, { do: "curve", curves: [...last.curves, ...operation.curves] });
    } else {
      made.push(operation);
    }
  }
  return made;
}

function levels({ autoBrightness, autoContrast, autoColour, improve }: ExactFields): Operation[] {
  const level = (by: Levelling, percent = 0): Operation[] =>
    percent > 0 ? [{ do: "level", by, percent }] : [];
  return [
    ...level("brightness", autoBrightness),
    ...level("contrast", autoContrast),
    ...level("colour", autoColour),
    ...level("contrast", improve && (improve * improved.contrast) / 100),
  ];
}

function lightCurves({ fillLight, brightness }: ExactFields): Curve[] {
  const made: Curve[] = [];
  if (fillLight) {
    const { am = 100, bi = 0 } = fillLight;
    made.push({ by: "lift", amount: am / 100, power: 2 ** (1 - bi / 100) });
  }
  if (brightness) made.push(line(1 + brightness / 100, 0));
  return made;
}

function lightening({ brightnessHsb }: ExactFields): Operation[] {
  return brightnessHsb ? [{ do: "lighten", factor: 1 + brightnessHsb / 100 }] : [];
}

function toneCurves(step: ExactFields): Curve[] {
  const made: Curve[] = [];
  if (step.contrastLevel) {
    const factor = 1 + step.contrastLevel / 100;
    made.push(line(factor, 127.5 * (1 - factor)));
  }
  if (step.gamma) made.push({ by: "power", exponent: 1 / (1 + step.gamma / 100) });
  const { red: r = 0, green: g = 0, blue: b = 0 } = step;
  if (r !== 0 || g !== 0 || b !== 0) {
    const factors = [1 + r / 100, 1 + g / 100, 1 + b / 100] as const;
    made.push({ by: "line", factors, offsets: [0, 0, 0] });
  }
  return made;
}

function curves(made: Curve[]): Operation[] {
  return made.length > 0 ? [{ do: "curve", curves: made }] : [];
}

function colourOperations(step: ExactFields): Operation[] {
  const operations: Operation[] = [];
  const { saturation: level = 0, improve = 0 } = step;
  const factor = (1 + level / 100) * (1 + ((improved.saturation - 1) * improve) / 100);
  if (factor !== 1) operations.push({ do: "mix", matrix: saturation(factor) });
  if (step.vibrance) operations.push({ do: "vibrance", percent: step.vibrance });
  if (step.hue) operations.push({ do: "hue", degrees: step.hue * 1.8 });
  const matrices: ColourMatrix[] = [
    ...(step.sepia === undefined ? [] : [sepia(step.sepia / 100)]),
    ...(step.colourBlindness === undefined ? [] : [visions[step.colourBlindness]]),
  ];
  if (matrices.length > 0) operations.push({ do: "mix", matrix: matrices.reduce(after) });
  return operations;
}

function threshold({ blackWhite }: ExactFields): Operation[] {
  if (blackWhite === undefined) return [];
  const tone = (blackWhite / 100) * 255;
  return [{ do: "grayscale" }, { do: "curve", curves: [{ by: "step", tone }] }];
}

/** One colour alone lies between black and white; several divide the way evenly. */
function tinting({ tint }: ExactFields): Operation[] {
  if (!tint) return [];
  const { am = 60, co, po, eq = false } = tint;
  if (am === 0) return [];
  const colours = co ? co.map(colourOf) : [red];
  const alone = colours.length === 1 && po === undefined;
  const all = alone ? [0, ...colours, 255].map(greyOr) : colours;
  const stops = all.map((colour, i) => {
    const even = all.length > 1 ? i / (all.length - 1) : 0;
    return { colour, at: po?.[i] === undefined ? even : (po[i] ?? 0) / 100 };
  });
  return [{ do: "tint", stops, percent: am, equalize: eq }];
}

function greyOr<T>(colour: T | number) {
  return typeof colour === "number"
    ? { red: colour, green: colour, blue: colour, alpha: 1 }
    : colour;
}
