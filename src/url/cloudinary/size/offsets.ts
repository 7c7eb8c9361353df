import type { Amount } from "../../parameters/expression.ts";
import { faceChoice } from "../../parameters/face-focus.ts";
import { soughtFocus } from "../../parameters/sought-focus.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Component } from "../component.ts";
import { amountOf } from "../values/amount.ts";
import type { OwnValue } from "./sides.ts";

const unmoved = "does not move what is looked for in the image";

/** Where the cut begins, what it is centred on, or how far it lies from the gravity's side. */
export function offsets(
  component: Component,
  get: OwnValue,
  focus: PlainStep["focus"],
  mode: PlainStep,
): PlainStep {
  const [x, y] = [offsetOf(component, get, "x"), offsetOf(component, get, "y")];
  if (focus === "auto" || soughtFocus(focus)) {
    for (const key of ["x", "y"]) {
      if (get(key) === undefined) continue;
      // There, too, a face "stays centered regardless of the values". Source: how to offset it.
      const nowhere = faceChoice(focus) !== undefined && mode.cropMode === "extract_within";
      component.settle(key, nowhere ? { fate: "exact" } : { fate: "approximate", note: unmoved });
    }
    return {};
  }
  const named = (across: keyof PlainStep, down: keyof PlainStep): PlainStep => ({
    ...(x === undefined ? {} : { [across]: x }),
    ...(y === undefined ? {} : { [down]: y }),
  });
  if (focus === "xy_center") return named("xCenter", "yCenter");
  const cornered = mode.cropMode === "extract_within" && component.get("g") === undefined;
  if (!cornered) return named("xOffset", "yOffset");
  // Without a gravity, coordinates are those of the cut's top left corner.
  return x === undefined && y === undefined ? {} : { x: x ?? 0, y: y ?? 0 };
}

function offsetOf(component: Component, get: OwnValue, key: "x" | "y"): Amount | undefined {
  const text = get(key);
  if (text === undefined) return undefined;
  const amount = amountOf(text, key === "x" ? "cw" : "ch");
  component.take(key, amount === undefined ? undefined : { fields: {} });
  return typeof amount === "number" ? Math.round(amount) + 0 : amount;
}
