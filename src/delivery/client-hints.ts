import { usualQuality } from "../render/plan/auto-quality.ts";
import type { PlainStep, Step, Transformation } from "../url/transformation.ts";

/** A transformation with its client hints worked in. */
interface HintValues {
  transformation: Transformation;
  /** Request headers that the answer depends on. */
  vary: string[];
  /** `Content-DPR` of the answer: image pixels to one pixel of layout. */
  contentDpr?: number;
}

/** What is offered to clients that send hints when they are asked for them. */
export const acceptCh = "Sec-CH-Width, Sec-CH-DPR, Save-Data";

/** Widths are rounded up to this many pixels: a handful of renditions instead of thousands. */
const stride = 100;

/** What `Save-Data: on` leaves of the quality, in the endpoints that heed it. */
const thrift = 0.6;

/**
 * Replaces `w-auto` and `dpr-auto` by what the client says of itself; without a hint they ask for
 * nothing. Where the width is known the pixel ratio is set aside. Pure.
 * Source: ImageKit, client hints; the header names of both generations.
 */
export function applyHints(
  transformation: Transformation,
  headers: Headers,
  heedsSaveData: boolean,
): HintValues {
  const width = numberOf(headers, "sec-ch-width", "width");
  const ratio = numberOf(headers, "sec-ch-dpr", "dpr");
  const vary = new Set<string>();
  let contentDpr: number | undefined;

  const hintStep = (step: Step): Step => {
    if ("if" in step) {
      const otherwise = step.unmet ? { unmet: step.unmet.map(hintStep) } : {};
      return { ...step, met: step.met.map(hintStep), ...otherwise };
    }
    const hinted: PlainStep = { ...step };
    if (step.width === "auto") {
      delete hinted.width;
      for (const name of ["Sec-CH-Width", "Width", "Sec-CH-DPR", "DPR"]) vary.add(name);
      if (width !== undefined) {
        hinted.width = Math.ceil(width / stride) * stride;
        contentDpr = hinted.width / (width / (ratio ?? 1));
      }
    }
    if (step.pixelRatio === "auto") {
      delete hinted.pixelRatio;
      for (const name of ["Sec-CH-DPR", "DPR"]) vary.add(name);
      const useless = step.width === "auto" && width !== undefined;
      if (ratio !== undefined && !useless) {
        hinted.pixelRatio = Math.min(5, Math.max(0.1, ratio));
        contentDpr ??= hinted.pixelRatio;
      }
    }
    return hinted;
  };

  let hinted = transformation.map(hintStep);
  if (heedsSaveData) {
    vary.add("Save-Data");
    if (/^on$/i.test(headers.get("save-data") ?? "")) hinted = hinted.map(thriftily);
  }
  return { transformation: hinted, vary: [...vary], ...(contentDpr ? { contentDpr } : {}) };
}

function thriftily(step: Step): Step {
  if ("if" in step) return step;
  return { ...step, quality: Math.max(1, Math.round(usualQuality(step.quality ?? 80) * thrift)) };
}

function numberOf(headers: Headers, ...names: string[]): number | undefined {
  for (const name of names) {
    const value = Number(headers.get(name) ?? Number.NaN);
    if (Number.isFinite(value) && value > 0 && value < 65_536) return value;
  }
  return undefined;
}
