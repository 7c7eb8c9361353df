import type { PlainStep } from "../../transformation.ts";
import type { Reading } from "../support.ts";
import { colourOf } from "./colours.ts";

/** A decimal from `min` to `max`; undefined for anything else. */
export function numberIn(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^-?(?:\d+\.?\d*|\.\d+)$/.test(text)) return undefined;
  // Six decimals are what a URL of ours holds; adding zero makes plain zero of minus zero.
  const value = Number(Number(text).toFixed(6)) + 0;
  return value >= min && value <= max ? value : undefined;
}

/** The same, where what lies outside counts as the nearest end, as the vendor has it for strengths. */
export function clampedIn(text: string | undefined, min: number, max: number): number | undefined {
  const value = numberIn(text, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return value === undefined ? undefined : Math.min(max, Math.max(min, value));
}

/** An effect's strength: a number from `min` to `max`, or `initial` where nothing is said. */
export function level(
  name: keyof PlainStep,
  [min, max, initial]: readonly [min: number, max: number, initial: number],
): (args: string[]) => Reading {
  return ([text, ...rest]) => {
    const value = text === undefined ? initial : clampedIn(text, min, max);
    return value === undefined || rest.length > 0 ? undefined : { fields: { [name]: value } };
  };
}

/** Nothing follows the name. */
export function bare(fields: PlainStep): (args: string[]) => Reading {
  return (args) => (args.length === 0 ? { fields } : undefined);
}

/** A colour as a part of fields; nothing where none is said. */
export function painted<K extends string>(key: K, text: string | undefined) {
  const colour = text === undefined ? undefined : colourOf(text);
  return (colour ? { [key]: colour } : {}) as { [P in K]?: NonNullable<typeof colour> };
}
