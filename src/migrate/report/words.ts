import type { Concern } from "../audit/concerns.ts";
import type { Outcome } from "../audit/verdict.ts";
import { thresholds } from "../compare/distance.ts";
import type { Sample } from "../compare/samples.ts";

/** The name and meaning of each outcome, as reports show them. */
export const outcomeWords: Record<Outcome, [name: string, meaning: string]> = {
  exact: ["Identical", "delivered, with every parameter exactly as before"],
  approximate: ["Slightly different", "delivered, with small differences in a parameter"],
  ignored: ["Parameter ignored", "delivered, but a parameter has no effect"],
  missing: ["Missing", "no origin has the original"],
  refused: ["Refused", "invalid, unsupported or not allowed"],
  unreachable: ["Not reached", "an origin failed during the audit"],
};

/** What has to be decided as a whole, as reports call it. */
export const concernTitles: Record<Concern["kind"], string> = {
  named: "Named transformations to define",
  font: "Fonts that another stands in for",
  video: "Videos",
  ai: "Effects that need a model",
};

/** The audit judges videos as if FFmpeg were there; the server may do without. */
export const ffmpegNote = "Other sizes and codecs, and most stills, need FFmpeg on the server.";

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** `12,345`. */
export function countOf(number: number): string {
  return number.toLocaleString("en-GB");
}

/** `3 URLs`, `1 URL`. */
export function plural(number: number, one: string, many = `${one}s`): string {
  return `${countOf(number)} ${number === 1 ? one : many}`;
}

/** Whole percents, but never 0 of something nor 100 of not all. */
export function percentOf(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  if (part === whole) return "100 %";
  const percent = (part / whole) * 100;
  if (percent < 1) return "under 1 %";
  return percent > 99 ? "over 99 %" : `${Math.round(percent)} %`;
}

/**
 * How two images compare, in words, with the outcome whose colour fits. Undefined unless there are
 * two.
 */
export function likenessOf({
  ours,
  theirs,
  distance,
}: Pick<Sample, "ours" | "theirs" | "distance">): { words: string; like: Outcome } | undefined {
  if (!ours || !theirs || !distance) return undefined;
  const { mean, worst } = distance;
  const shape = (ours.width * theirs.height) / (ours.height * theirs.width);
  // Sides are rounded, which shows in the proportions of small images.
  if (Math.abs(shape - 1) > 0.02 + 2 / Math.min(ours.width, ours.height)) {
    return { words: "Different proportions", like: "missing" };
  }
  if (mean >= thresholds.close) return { words: "Looks different", like: "missing" };
  const sides = [ours.width - theirs.width, ours.height - theirs.height];
  if (sides.some((side) => Math.abs(side) > 1)) return { words: "Different size", like: "ignored" };
  return mean < thresholds.same && worst < 2 * thresholds.same
    ? { words: "Looks the same", like: "exact" }
    : { words: "Slightly different", like: "ignored" };
}
