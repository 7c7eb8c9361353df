import type { Amount } from "../parameters/expression.ts";
import { faceChoice } from "../parameters/face-focus.ts";
import { soughtFocus } from "../parameters/sought-focus.ts";
import { type Ratio, readRatio } from "../parameters/value-types.ts";
import type { PlainStep } from "../transformation.ts";
import type { Component } from "./component.ts";
import { closedInOn, focusOf } from "./gravity.ts";
import { type KnownSize, shareCutOff } from "./known-size.ts";
import { type Mode, modes } from "./modes.ts";
import {
  amountOf,
  constant,
  product,
  quotient,
  type Sum,
  sayAmount,
  single,
  sumOf,
} from "./values/amount.ts";
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
  const get = (key: string) => (owned.has(key) ? undefined : component.get(key));
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

type Get = (key: string) => string | undefined;

/** Sides, and the mode's fields where those sides need other ones. */
interface Sides {
  sides: PlainStep;
  fields?: PlainStep;
}

function sidesOf(component: Component, get: Get, mode: Mode): Sides {
  const width = sideOf(component, "w", get("w"));
  const height = sideOf(component, "h", get("h"));
  const ratio = ratioOf(component, get);
  const made = (key: "width" | "height", sum: Sum | "auto" | undefined): PlainStep =>
    sum === "auto" ? { [key]: sum } : sideBy(key, sum);
  if (width !== undefined && height !== undefined) {
    return { sides: { ...made("width", width), ...made("height", height) } };
  }
  const only = width ?? height;
  if (only === undefined) return ratio ? ratioAlone(ratio, mode) : { sides: {} };
  const sides = width === undefined ? made("height", height) : made("width", width);
  if (ratio) return { sides: { ...sides, aspectRatio: ratio } };
  const [other, own] =
    width === undefined ? (["width", "cw"] as const) : (["height", "ch"] as const);
  const free = component.all("fl").some(({ value }) => value.split(".").includes(ignoresRatio));
  if (free) return { sides: { ...sides, ...made(other, single(own)) } };
  if (!mode.both || only === "auto") return { sides };
  const followed = other === "width" ? product(only, single("car")) : quotient(only, single("car"));
  return { sides: { ...sides, ...made(other, followed) } };
}

/**
 * A ratio without sides, for which the image's own stand, whichever shape it has. What cuts leaves
 * the largest part of that ratio that lies in the image, and enlarges nothing; what pads lays the
 * image, as it is, on the smallest ground of that ratio that holds it; what fits into a box has
 * none to fit into. Scaled, it keeps its width. Source: Cloudinary, resize modes, by mode: a crop
 * "extracts", a fill "fills the dimensions without distorting", a pad "adds padding".
 */
function ratioAlone({ width, height }: Ratio, { moves, fields }: Mode): Sides {
  const value = width / height;
  const sides: PlainStep = {
    ...sideBy("width", product(single("ch"), constant(value))),
    ...sideBy("height", quotient(single("cw"), constant(value))),
  };
  if (moves === "cut") return { sides, fields: { cropMode: "extract_within" } };
  if (moves === "ground") return { sides, fields: { cropMode: "pad_extract_no_shrink" } };
  if (fields.crop !== "force") return { sides: {} };
  return { sides: { ...sideBy("width", single("cw")), aspectRatio: { width, height } } };
}

/** A close-up without sides: as large as it lies in the image, in the ratio that is asked for. */
function closeUpOf(component: Component, get: Get): Sides {
  const ratio = ratioOf(component, get);
  return { sides: ratio ? { aspectRatio: ratio } : {}, fields: { cropMode: "extract_within" } };
}

function sideBy(key: "width" | "height", sum: Sum | undefined): PlainStep {
  const amount = sum && lengthOf(sum);
  return amount === undefined ? {} : { [key]: amount };
}

const ignoresRatio = "ignore_aspect_ratio";

/** `auto` with rounding steps, breakpoints or what holds without a hint: all of it is `auto`. */
function sideOf(
  component: Component,
  key: "w" | "h",
  text: string | undefined,
): Sum | "auto" | undefined {
  if (text === undefined) return undefined;
  if (key === "w" && /^auto(?::.*)?$/.test(text)) {
    const note = "is rounded up to whole hundreds, and needs a client hint";
    component.settle(key, { fate: "approximate", note, unseen: true });
    return "auto";
  }
  const sum = sumOf(text, key === "w" ? "cw" : "ch");
  const amount = sum && lengthOf(sum);
  component.take(key, amount === undefined ? undefined : { fields: {} });
  return amount === undefined ? undefined : sum;
}

/** Whole pixels above 0, or an expression. */
function lengthOf(sum: Sum): Amount | undefined {
  const amount = sayAmount(sum);
  if (typeof amount !== "number") return amount;
  const pixels = Math.round(amount);
  return pixels >= 1 && pixels <= 1e6 ? pixels : undefined;
}

function ratioOf(component: Component, get: Get) {
  const text = get("ar");
  if (text === undefined) return undefined;
  const ratio = /^[\d.:]+$/.test(text) ? readRatio(text) : undefined;
  component.take("ar", ratio && { fields: {} });
  return ratio;
}

const unmoved = "does not move what is looked for in the image";

/** Where the cut begins, what it is centred on, or how far it lies from the gravity's side. */
function offsets(
  component: Component,
  get: Get,
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

function offsetOf(component: Component, get: Get, key: "x" | "y"): Amount | undefined {
  const text = get(key);
  if (text === undefined) return undefined;
  const amount = amountOf(text, key === "x" ? "cw" : "ch");
  component.take(key, amount === undefined ? undefined : { fields: {} });
  return typeof amount === "number" ? Math.round(amount) + 0 : amount;
}
