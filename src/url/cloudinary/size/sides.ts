import type { Amount } from "../../parameters/expression.ts";
import { type Ratio, readRatio } from "../../parameters/value-types.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Component } from "../component.ts";
import {
  constant,
  product,
  quotient,
  type Sum,
  sayAmount,
  single,
  sumOf,
} from "../values/amount.ts";
import type { Mode } from "./modes.ts";

/** The text of a parameter of a component; undefined for one that belongs to an effect. */
export type OwnValue = (key: string) => string | undefined;

/** Sides, and the mode's fields where those sides need other ones. */
interface Sides {
  sides: PlainStep;
  fields?: PlainStep;
}

/** What `w`, `h` and `ar` say together. */
export function sidesOf(component: Component, get: OwnValue, mode: Mode): Sides {
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
export function closeUpOf(component: Component, get: OwnValue): Sides {
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

function ratioOf(component: Component, get: OwnValue) {
  const text = get("ar");
  if (text === undefined) return undefined;
  const ratio = /^[\d.:]+$/.test(text) ? readRatio(text) : undefined;
  component.take("ar", ratio && { fields: {} });
  return ratio;
}
