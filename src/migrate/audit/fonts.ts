import type { FontLibrary } from "../../render/fonts/library.ts";
import { tryDecode } from "./decoded.ts";
import type { Parameter } from "./verdict.ts";

/** A library that can be asked whether it has a family. */
export type KnownFonts = Pick<FontLibrary, "find">;

const plain = { bold: false, italic: false };

/** A parameter of a text as it fares where its font is there: what stands in for it is not needed. */
export function withFonts(parameter: Parameter, fonts: KnownFonts): Parameter {
  const { token, note = "", unseen: _, ...rest } = parameter;
  const notes = note.split("; ");
  const others = notes.filter((each) => {
    const [, font] = / in place of (.+)$/.exec(each) ?? [];
    return font === undefined || fonts.find(tryDecode(font), plain) === undefined;
  });
  if (others.length === notes.length) return parameter;
  if (others.length === 0) return { ...rest, token, fate: "exact" };
  return { ...rest, token, note: others.join("; ") };
}
