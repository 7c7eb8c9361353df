import { Failure } from "../../../failure.ts";
import type { PlainStep } from "../../../url/transformation.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Size } from "../size.ts";

/** A side longer than this is an ELIMIT failure. */
export const maxSide = 65_535;

/** What a step asks for, in whole pixels; a side that was not asked for stays undefined. */
interface Wanted {
  width?: number | undefined;
  height?: number | undefined;
  /** How much larger than they were written the lengths of the step are, by `dpr`. */
  density: number;
}

/** Works out `w`, `h`, `ar` and `dpr`. */
export function wantedSize(step: ExactFields): Wanted {
  let { width, height } = step;
  if (step.aspectRatio !== undefined) {
    const ratio = step.aspectRatio;
    if (width !== undefined && height === undefined) height = width / ratio;
    else if (height !== undefined && width === undefined) width = height * ratio;
  }
  const factor = step.pixelRatio ?? 1;
  const fits = [width, height].every(
    (n) => n === undefined || (n * factor >= 1 && n * factor <= 5000),
  );
  const density = fits ? factor : 1;
  return {
    width: wholeSide("w", width, density),
    height: wholeSide("h", height, density),
    density,
  };
}

/** Throws ELIMIT for a side that is too long whatever image it is asked of. */
export function checkPlainSides({ width, height, pixelRatio }: PlainStep): void {
  const plain = (length: typeof width) => (typeof length === "number" ? length : undefined);
  wantedSize({
    width: plain(width),
    height: plain(height),
    pixelRatio: typeof pixelRatio === "number" ? pixelRatio : undefined,
  } as ExactFields);
}

function wholeSide(parameter: string, length: number | undefined, density: number) {
  if (length === undefined) return undefined;
  const side = Math.max(1, Math.round(length * density));
  if (side <= maxSide) return side;
  throw new Failure(
    "ELIMIT",
    `\`${parameter}\` is too large: a side has at most ${maxSide} pixels, asked for ${side}`,
  );
}

/** The box with a missing side worked out from the image's ratio. */
export function byRatio({ width, height }: Wanted, current: Size): Size {
  return {
    width: width ?? Math.max(1, Math.round(((height ?? 1) * current.width) / current.height)),
    height: height ?? Math.max(1, Math.round(((width ?? 1) * current.height) / current.width)),
  };
}

/** The box with a missing side taken from the image: for modes that do not resize. */
export function bySides({ width, height }: Wanted, current: Size): Size {
  return { width: width ?? current.width, height: height ?? current.height };
}
