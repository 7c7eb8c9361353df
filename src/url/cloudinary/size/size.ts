import type { PlainStep } from "../../transformation.ts";
import type { Component } from "../component.ts";
import { closedInOn, focusOf } from "../gravity.ts";
import { type KnownSize, shareCutOff } from "./known-size.ts";
import { type Mode, modes } from "./modes.ts";
import { offsets } from "./offsets.ts";
import { closeUpOf, type OwnValue, sidesOf } from "./sides.ts";
import { zoomOf } from "./zoom.ts";

/** What a component asks for with `c`, `w`, `h`, `ar`, `g`, `x`, `y` and `z`. */
interface Sized {
  fields: PlainStep;
  /** Whether a ground shows around the image. */
  pads: boolean;
}

/**
 * @param owned parameters that belong to an effect
 * @param known the size of the image before it, where the URL tells it
 */
export function sizeFields(
  component: Component,
  owned: ReadonlySet<string>,
  known?: KnownSize,
): Sized {
  const get: OwnValue = (key) => (owned.has(key) ? undefined : component.get(key));
  const mode = modeOf(component);
  const chosen = mode ?? (modes.scale as Mode);
  const { moves } = chosen;
  const unsized = get("w") === undefined && get("h") === undefined;
  const closesIn = chosen.closesIn === "always" || (chosen.closesIn === "unsized" && unsized);
  const found = closesIn ? closedInOn(get("g")) : undefined;
  const { sides, fields = chosen.fields } =
    found && unsized ? closeUpOf(component, get) : sidesOf(component, get, chosen);
  const sized = Object.keys(sides).length > 0;
  const asked = component.get("c") !== undefined || sized;
  const focus = owned.has("g")
    ? {}
    : focusOf(
        component,
        isPlaced(chosen, sides) ? chosen : undefined,
        found && (unsized ? "as large as it is" : "to its size"),
      );
  if (focus.focus !== undefined && chosen.fills) noteNarrowCut(component, sides, known);
  return {
    pads: sized && moves === "ground",
    fields: {
      ...(asked ? fields : {}),
      ...sides,
      ...focus,
      ...(moves === undefined ? {} : offsets(component, get, focus.focus, fields)),
      ...zoomOf(component, found, chosen.closesIn === "unsized" ? "crop" : "thumb"),
    },
  };
}

/**
 * Whether it matters what is kept, or where the image lies. What fills a box is not cut while one
 * of its sides is free; what cuts a piece out is, and faces are cut out to their own size.
 */
function isPlaced({ moves, fills }: Mode, { width, height, aspectRatio }: PlainStep): boolean {
  if (!fills) return moves !== undefined;
  return [width, height, aspectRatio].filter((side) => side !== undefined).length > 1;
}

/** Where hardly anything is cut off, it does not matter how it is looked for what is kept. */
function noteNarrowCut(
  component: Component,
  { width, height }: PlainStep,
  known: KnownSize | undefined,
): void {
  if (!known || typeof width !== "number" || typeof height !== "number") return;
  // Less of a side is not seen, wherever it is taken from.
  if (shareCutOff(known, { width, height }) >= 0.01) return;
  const note = "under a hundredth of a side is cut off";
  component.settle(component.get("g") === undefined ? "c" : "g", {
    fate: "approximate",
    note,
    unseen: true,
  });
}

function modeOf(component: Component): Mode | undefined {
  const name = component.get("c");
  if (name === undefined) return undefined;
  const mode = Object.hasOwn(modes, name) ? modes[name] : undefined;
  component.take("c", mode && { fields: {}, ...(mode.note ? { note: mode.note } : {}) });
  return mode;
}
