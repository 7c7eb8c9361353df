import { layOut } from "../geometry/geometry.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Size } from "../size.ts";
import { closesIn, isUnplaced } from "./closes-in.ts";

/** Whether what a step's focus looks for says where its cut lies, if it has one. */
export function placesCut(step: ExactFields, size: Size): boolean {
  return isUnplaced(step) && (closesIn(step) || layOut(step, size).crop !== undefined);
}
