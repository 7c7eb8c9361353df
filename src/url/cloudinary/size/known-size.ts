import type { PlainStep } from "../../transformation.ts";
import type { Component } from "../component.ts";

/** Pixels of an image whose size the URL alone tells. */
export interface KnownSize {
  width: number;
  height: number;
}

/** Modes whose result is as large as the URL says; a cut is, of an image that is no smaller. */
const exactModes = ["scale", "fill", "crop", "thumb", "auto", "pad"];
/** What changes a size, beside `w` and `h`. */
const sizing = ["c", "w", "h", "ar", "a", "t", "bl", "dpr", "bo"];
const resizingEffects = /^(?:trim|shadow|outline|shear|distort)(?::|$)/;

/** The size behind a component, where it was known before or is said there. Pure. */
export function sizeBehind(
  component: Component,
  { width, height }: PlainStep,
  before: KnownSize | undefined,
): KnownSize | undefined {
  const has = (key: string) => component.get(key) !== undefined;
  if (component.all("e").some(({ value }) => resizingEffects.test(value))) return undefined;
  if (!sizing.some(has)) return before;
  const plain = !["a", "t", "bl", "dpr", "bo"].some(has);
  const known = exactModes.includes(component.get("c") ?? "scale");
  if (!plain || !known || typeof width !== "number" || typeof height !== "number") return undefined;
  return { width, height };
}

/** The share of a side, from 0 to 1, that is cut off where one image fills the box of another. */
export function shareCutOff(from: KnownSize, to: KnownSize): number {
  const ratio = from.width / from.height / (to.width / to.height);
  return 1 - Math.min(ratio, 1 / ratio);
}
