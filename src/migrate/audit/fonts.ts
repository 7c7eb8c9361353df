import type { FontFace, FontLibrary, FontStyle } from "../../render/fonts/library.ts";
import { nearestWeight, readStyle } from "../../url/cloudinary/layers/text-style.ts";
import { tryDecode } from "./decoded.ts";
import type { Parameter } from "./verdict.ts";

/** A library that can be asked what it has of a family. */
export type KnownFonts = Pick<FontLibrary, "faceOf">;

/**
 * A parameter of a text as it fares where its font is there: what stands in for it is not needed.
 * The weight and the slant that are asked for may be missing still.
 */
export function withFonts(parameter: Parameter, fonts: KnownFonts): Parameter {
  const { token, note = "", unseen: _, ...rest } = parameter;
  const notes = note.split("; ");
  const [standIn, font = ""] = notes.flatMap((each) => / in place of (.+)$/.exec(each) ?? []);
  if (standIn === undefined) return parameter;
  const style = styleIn(token);
  const face = fonts.faceOf(tryDecode(font), style);
  if (!face) return parameter;
  const others = notes.filter((each) => !each.endsWith(standIn) && each !== nearestWeight);
  const left = [...missingOf(face, style), ...others];
  if (left.length === 0) return { ...rest, token, fate: "exact" };
  return { ...rest, token, note: left.join("; ") };
}

/** The style that a text asks for; upright and regular where its token does not tell. */
function styleIn(token: string): FontStyle {
  const [, text = ""] = /^[lu]_(?:text|subtitles):([^:]+)/.exec(token) ?? [];
  const { typography = [], weight } = readStyle(text, token)?.style ?? {};
  return {
    bold: typography.includes("b"),
    italic: typography.includes("i"),
    ...(weight === undefined ? {} : { weight }),
  };
}

/** What a font has not that a text asks for. */
function missingOf({ weight, italic, isVariable }: FontFace, style: FontStyle): string[] {
  const asked = style.weight ?? (style.bold ? 700 : 400);
  const among = isVariable
    ? "the only one that is drawn of a variable font"
    : "the nearest there is";
  return [
    ...(weight === asked ? [] : [`drawn in weight ${weight}, ${among}`]),
    ...(italic === style.italic ? [] : [italic ? "slanted" : "not slanted"]),
  ];
}
