import { familyOf, isFontFile, standInFor } from "../../url/parameters/font-family.ts";
import { soughtFocus } from "../../url/parameters/sought-focus.ts";
import { splitPiece } from "../../url/tokens.ts";
import type { Parameter } from "./verdict.ts";

/**
 * A parameter in our own form as it fares beside what ImageKit answers to it: all is exact but what
 * is looked for in the image by other means, and a font that another stands in for.
 */
export function besideImageKit(token: string): Parameter {
  return { token, fate: "exact", ...differenceOf(splitPiece(token)) };
}

type Difference = Pick<Parameter, "fate" | "note" | "unseen">;

function differenceOf({ key, value }: { key: string; value: string }): Difference | undefined {
  switch (key) {
    case "fo":
      if (value !== "auto" && !soughtFocus(value)) return undefined;
      return approximate("what is kept is looked for in another way");
    case "z":
      return approximate("how much is around a face or an object without it differs");
    case "e-bgremove":
      return approximate("people alone are cut out");
    case "ff": {
      const instead = isFontFile(value) ? undefined : standInFor(value);
      if (instead === undefined) return undefined;
      // Letters of a metric twin hardly differ.
      const unseen = familyOf(value) ? { unseen: true as const } : {};
      return { ...approximate(`${instead} in place of ${value}`), ...unseen };
    }
    default:
      return undefined;
  }
}

function approximate(note: string): Difference {
  return { fate: "approximate", note };
}
