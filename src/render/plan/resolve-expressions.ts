import { Failure } from "../../failure.ts";
import { type Amount, evaluate, type Variables } from "../../url/parameters/expression.ts";
import type { PlainStep } from "../../url/transformation.ts";
import type { Size } from "./size.ts";

/** The sizes that expressions may name; the base is there in layers only. */
export interface Scene {
  original: Size;
  current: Size;
  base?: Size;
  /** Dots per inch of the original. */
  density?: number;
}

/** The fields of a step with every amount worked out, in pixels where it is a length. */
export interface ExactFields
  extends Omit<
    PlainStep,
    | ("width" | "height" | "aspectRatio" | "pixelRatio" | "layers")
    | ("x" | "y" | "xCenter" | "yCenter" | "xOffset" | "yOffset")
  > {
  width?: number;
  height?: number;
  /** Width divided by height. */
  aspectRatio?: number;
  x?: number;
  y?: number;
  xCenter?: number;
  yCenter?: number;
  xOffset?: number;
  yOffset?: number;
  pixelRatio?: number;
}

export function variablesOf({ original, current, base, density = 72 }: Scene): Variables {
  return {
    iw: original.width,
    ih: original.height,
    iar: original.width / original.height,
    cw: current.width,
    ch: current.height,
    car: current.width / current.height,
    idn: density,
    ...(base ? { bw: base.width, bh: base.height, bar: base.width / base.height } : {}),
  };
}

/** Works out one amount; EINVAL when it names what is not known here, or is no finite number. */
export function exactly(key: string, amount: Amount, known: Variables): number {
  const value = evaluate(amount, known);
  if (value !== undefined && Number.isFinite(value)) return value;
  const why = value === undefined ? "names a size that is not known here" : "is not a number";
  throw new Failure("EINVAL", `Cannot work out \`${key}\`: the expression ${why}`);
}

/** Works out one amount that may not be below `least`; EINVAL when it is. */
export function atLeast(least: number, key: string, amount: Amount, known: Variables): number {
  const value = exactly(key, amount, known);
  if (value >= least) return value;
  throw new Failure(
    "EINVAL",
    `Cannot work out \`${key}\`: expected at least ${least}, got ${value}`,
  );
}

/** Works out every amount of a step. What has to be above 0 and is not is an EINVAL failure. */
export function exactStep(step: PlainStep, scene: Scene): ExactFields {
  const { width, height, aspectRatio, pixelRatio, ...placed } = step;
  const { x, y, xCenter, yCenter, xOffset, yOffset, ...rest } = placed;
  const known = variablesOf(scene);
  const optional = (key: string, amount: Amount | "auto" | undefined) =>
    amount === undefined || amount === "auto" ? undefined : exactly(key, amount, known);
  const positive = (key: string, amount: Amount | "auto" | undefined) => {
    const value = optional(key, amount);
    if (value === undefined || value > 0) return value;
    throw new Failure("EINVAL", `Cannot work out \`${key}\`: expected more than 0, got ${value}`);
  };
  // An expression gives pixels; only a number that is written so is a fraction of the original.
  const side = (key: string, amount: Amount | "auto" | undefined, whole: number) => {
    const value = positive(key, amount);
    if (value === undefined) return undefined;
    return typeof amount === "number" && value < 1 ? value * whole : Math.max(1, value);
  };
  const ratio =
    aspectRatio === undefined
      ? undefined
      : "operands" in aspectRatio
        ? positive("ar", aspectRatio)
        : aspectRatio.width / aspectRatio.height;
  return {
    ...rest,
    ...defined({
      width: side("w", width, scene.original.width),
      height: side("h", height, scene.original.height),
      aspectRatio: ratio,
      x: rounded(optional("x", x)),
      y: rounded(optional("y", y)),
      xCenter: optional("xc", xCenter),
      yCenter: optional("yc", yCenter),
      xOffset: optional("dx", xOffset),
      yOffset: optional("dy", yOffset),
      pixelRatio: positive("dpr", pixelRatio),
    }),
  };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value) + 0;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value. */
export function defined<T extends Record<string, unknown>>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
