import { wholeFaceFactor } from "../../parameters/face-focus.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Component } from "../component.ts";
import type { closedInOn } from "../gravity.ts";
import { numberIn } from "../values/values.ts";

/**
 * A multiple of how close a thumbnail is; a crop without a size is cut exactly to the face. Source:
 * Cloudinary's guide to face detection.
 * @param found what is closed in on, if anything: elsewhere a zoom changes nothing
 */
export function zoomOf(
  component: Component,
  found: ReturnType<typeof closedInOn>,
  mode: "crop" | "thumb",
): PlainStep {
  const text = component.get("z");
  const value = text === undefined ? 1 : numberIn(text, 0.01, 100);
  // As close as the crop itself is.
  if (value === 1 || !found) component.settle("z", { fate: "exact" });
  // A value that is none leaves a cut as close as it is without one.
  if (value === undefined) component.take("z", undefined);
  if (found === "faces" && mode === "crop") {
    return { zoom: Math.min(100, Math.round((value ?? 1) * wholeFaceFactor * 1e4) / 1e4) };
  }
  // Where both sides are said, a zoom alone closes in on objects.
  const isSaid = text !== undefined && value !== undefined;
  return isSaid || found === "objects" ? { zoom: value ?? 1 } : {};
}
