import type { FaceFocus } from "../parameters/face-focus.ts";
import { isObjectName, type ObjectFocus } from "../parameters/object-focus.ts";
import type { PlainStep } from "../transformation.ts";
import type { Component } from "./component.ts";
import type { Mode } from "./size/modes.ts";

type Focus = NonNullable<PlainStep["focus"]>;

/** The points of the compass, as our anchors. */
const compass: Record<
  string,
  Exclude<Focus, "auto" | FaceFocus | ObjectFocus | "custom" | "xy_center">
> = {
  ...({ north: "top", south: "bottom", east: "right", west: "left", center: "center" } as const),
  ...({ north_east: "top_right", north_west: "top_left" } as const),
  ...({ south_east: "bottom_right", south_west: "bottom_left" } as const),
};

const attention = "crops to faces and otherwise to the most salient area";

/** Gravities that look for something in the image, or remember it. */
const sought: Record<string, { focus: Focus; note: string }> = {
  ...same("auto", "auto", "is looked for in another way"),
  ...same("custom", "custom", "is the centre: no coordinates are kept with an image"),
  ...same("body ocr_text classic", "auto", attention),
};

function same(names: string, focus: Focus, note: string) {
  return Object.fromEntries(names.split(" ").map((name) => [name, { focus, note }]));
}

/** Gravities that look for faces: for the largest one, or for all. */
const faces: Record<string, "largest" | "all"> = {
  ...({ face: "largest", adv_face: "largest", adv_eyes: "largest" } as const),
  ...({ faces: "all", adv_faces: "all" } as const),
};

const detector = "faces are found by another detector";

/**
 * `face`, `faces` and `auto:face`, with what holds where there is none: north, or what stands behind
 * the colon. Source: Cloudinary, special positions: "defaults to the north gravity if no face is
 * detected", and `face:center`, `face:auto` for others.
 */
function faceFocusOf(text: string, closesIn: boolean): FaceFocus | undefined {
  // No coordinates are kept with an image: what holds without them does.
  const [first = "", second, ...more] = text.replace(/^custom:(?=(?:adv_)?face)/, "").split(":");
  const isAuto = first === "auto" && second !== undefined;
  // A weight, as `auto:face_50`, and other things to look for beside it change little.
  const name = isAuto ? second.replace(/_(?:avoid|\d+)$/, "") : first;
  const kind = Object.hasOwn(faces, name) ? faces[name] : undefined;
  if (!kind || (isAuto && second.endsWith("_avoid")) || more.length > 1) return undefined;
  const otherwise = isAuto || second === "auto" ? "" : second === "center" ? "-center" : "-top";
  const wide = closesIn && !isAuto ? "" : "-wide";
  return `face${kind === "largest" ? "-largest" : ""}${wide}-whole${otherwise}`;
}

/**
 * `cat`, `auto:cat` and `auto:subject`: the objects that the detector knows. Of several, all are
 * kept. Source: Cloudinary, object-aware cropping: without the object, `g_auto` is what it is without
 * its name, and the gravity of an object alone "remains at the center of the image".
 */
function objectFocusOf(text: string, closesIn: boolean): ObjectFocus | undefined {
  const [first = "", ...more] = text.split(":");
  const isAuto = first === "auto";
  const kinds = (isAuto ? more : [first, ...more])
    .filter((kind) => !kind.endsWith("_avoid"))
    .map((kind) => kind.replace(/_\d+$/, ""));
  const otherwise = isAuto || more.includes("auto") ? "" : "-center";
  const how = `${closesIn ? "" : "-wide"}${otherwise}` as const;
  if (kinds[0] === "subject") return `subject${how}`;
  const names = kinds.map(camelCased).filter(isObjectName);
  return names.length === 0 ? undefined : (`${names.join("_")}${how}` as ObjectFocus);
}

/** `traffic_light` as ImageKit spells it. */
function camelCased(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** What a gravity is on that some modes close in on: `auto` closes in on objects alone. */
export function closedInOn(gravity = ""): "faces" | "objects" | undefined {
  if (faceFocusOf(gravity, true)) return gravity.startsWith("auto") ? undefined : "faces";
  return objectFocusOf(gravity, true) ? "objects" : undefined;
}

/** Gravities that are done in no other way. */
const refusals: Record<string, string> = {
  liquid: "needs seam carving",
  track_person: "is for videos",
  region: "needs named regions",
};

/**
 * What is kept, or where the image sits, by `g`.
 * @param mode the crop mode; undefined where `g` has no effect, since nothing is cut
 * @param closesIn how a mode cuts that is as close to a face as `z` says
 */
export function focusOf(
  component: Component,
  mode: Pick<Mode, "focus" | "moves" | "closesIn"> | undefined,
  closesIn: "to its size" | "as large as it is" | undefined,
): Pick<PlainStep, "focus"> {
  const text = component.get("g");
  if (mode === undefined) {
    if (text !== undefined && !isGravity(text)) component.take("g", undefined);
    const point = text !== undefined && Object.hasOwn(compass, text) ? compass[text] : undefined;
    return point ? { focus: point } : {};
  }
  if (text === undefined) {
    if (mode.focus === undefined) return {};
    component.settle("c", {
      fate: "approximate",
      note: "what is kept is looked for in another way",
    });
    return { focus: mode.focus };
  }
  const [name = ""] = text.split(":");
  if (Object.hasOwn(refusals, name)) {
    return component.take("g", { cannot: refusals[name] as string }) as object;
  }
  if (name === "xy_center" && text === name) return { focus: "xy_center" };
  const point = Object.hasOwn(compass, text) ? compass[text] : undefined;
  if (point) return { focus: point };
  // All of the image stays on its ground: nothing is looked for in it.
  if (mode.moves === "ground" && mode.focus === undefined && isGravity(text)) return {};
  const onFaces = faceFocusOf(text, closesIn !== undefined);
  if (onFaces) {
    const unseen = isSettled(component, text, closesIn, mode) ? { unseen: true as const } : {};
    component.settle("g", { fate: "approximate", note: detector, ...unseen });
    return { focus: onFaces };
  }
  const onObjects = objectFocusOf(text, closesIn !== undefined);
  if (onObjects) {
    component.settle("g", { fate: "approximate", note: "objects are found by another detector" });
    return { focus: onObjects };
  }
  const found = Object.hasOwn(sought, name) ? sought[name] : undefined;
  // Anything else is the name of another object: hundreds are known to the vendor's detectors.
  const { focus, note } = found ?? { focus: "auto", note: attention };
  const known = isGravity(text);
  component.take("g", known ? { fields: {}, note } : undefined);
  return known ? { focus } : {};
}

/**
 * Whether all but the face's own place is known of a cut: another detector then moves it by little.
 * What is weighed against other things (`auto:face`) may lie elsewhere, a mode that looks for the best
 * cut itself (`c_auto`) may cut closer, what is as large as the face has another size, of a crop with
 * one side it is not told whether it is, nor how much the add-on (`adv_…`) takes for a face.
 */
function isSettled(
  component: Component,
  text: string,
  closesIn: Parameters<typeof focusOf>[2],
  mode: Pick<Mode, "focus" | "closesIn">,
): boolean {
  if (text.startsWith("auto") || mode.focus === "auto") return false;
  if (closesIn) return closesIn === "to its size" && !/(?:^|:)adv_/.test(text);
  const sides = ["w", "h", "ar"].filter((key) => component.get(key) !== undefined);
  return mode.closesIn !== "unsized" || sides.length > 1;
}

/** Whether a value is one of `g`: a word, of which hundreds name objects. */
function isGravity(text: string): boolean {
  return /^[a-z]+(?:_[a-z0-9]+)*(?::|$)/.test(text);
}
