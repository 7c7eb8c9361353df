import { suggestionFor } from "../../suggestion.ts";
import { type FaceFocus, isFaceFocus } from "./face-focus.ts";
import type { Kind, ValueOf } from "./kind.ts";
import { isObjectFocus, isObjectName, type ObjectFocus, objectNames } from "./object-focus.ts";
import { word } from "./value-types.ts";

/** Where the image, or the crop, is held. */
export const anchors = [
  "center",
  "top",
  "left",
  "bottom",
  "right",
  "top_left",
  "top_right",
  "bottom_left",
  "bottom_right",
] as const;
export type Anchor = (typeof anchors)[number];

const words = [...anchors, "auto", "face", "custom", "xy_center"] as const;

const fixed = word(...words);

/** Characters of a value that it is worth to look for a mistake in. */
const longestList = 80;

/** A word, or what `face-focus.ts` and `object-focus.ts` say. */
export const focus: Kind<ValueOf<typeof fixed> | FaceFocus | ObjectFocus> = {
  values: { type: "choice", choices: words, or: "an object such as person, dog or dog_cat" },
  parse: (text) =>
    fixed.parse(text) ?? (isFaceFocus(text) || isObjectFocus(text) ? text : undefined),
  print: String,
  near(text) {
    if (text.length > longestList) return undefined;
    const known = [...words, "subject", ...objectNames];
    const whole = suggestionFor(text, known);
    if (whole !== undefined || !text.includes("_")) return whole;
    // Of several objects each may be mistyped.
    const names = text.split("_").map((name) => (isObjectName(name) ? name : nearest(name)));
    return names.includes(undefined) ? undefined : names.join("_");
  },
};

function nearest(name: string): string | undefined {
  return suggestionFor(name, objectNames);
}
