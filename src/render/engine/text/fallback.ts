import type { FontFamily } from "../../../url/parameters/font-family.ts";
import { bundledFont, type Font, fontFile } from "./font.ts";
import type { ScriptFont } from "./font-files.ts";

/** Which font a text is set in. */
export interface FontChoice {
  /** The path of a TrueType, OpenType or WOFF file, drawn as it is; absent: the bundled family. */
  font?: string;
  /** Which of the fonts in that file; absent for the first. */
  face?: number;
  /** Fonts for the letters that neither that one nor the bundled ones have. */
  standIns?: readonly { font: string; face?: number }[];
  /** A bundled family, where no file is named; absent: Open Sans. */
  family?: FontFamily;
  /** These two choose among a bundled family's styles. */
  bold: boolean;
  italic: boolean;
}

/** The bundled fonts of scripts that Open Sans lacks. It has Latin, Greek, Cyrillic and Hebrew. */
const scripts: Record<ScriptFont, RegExp> = {
  "noto-sans-arabic": /\p{Script=Arabic}/u,
  "noto-sans-devanagari": /\p{Script=Devanagari}/u,
  "noto-sans-thai": /\p{Script=Thai}/u,
};

/** The bundled fonts that have letters of a text which Open Sans lacks. */
export function scriptFontsFor(text: string): ScriptFont[] {
  const families = Object.keys(scripts) as ScriptFont[];
  return families.filter((family) => scripts[family].test(text));
}

/**
 * The font that was asked for, those that have what it lacks of the text, and the characters that
 * none has.
 * @throws Failure EFORMAT if the font that was asked for cannot be read
 */
export async function fontsFor(
  text: string,
  choice: FontChoice,
): Promise<{ fonts: [Font, ...Font[]]; missing: Set<string> }> {
  const asked = await (choice.font === undefined
    ? bundledFont(choice, choice.family)
    : fontFile(choice.font, choice.face));
  const fonts: [Font, ...Font[]] = [asked];
  const lacking = () =>
    new Set([...text].filter((char) => char !== "\n" && !fonts.some((font) => font.has(char))));
  let missing = lacking();
  if (missing.size > 0 && (choice.font !== undefined || choice.family !== undefined)) {
    fonts.push(await bundledFont(choice));
    missing = lacking();
  }
  const letters = [...missing].join("");
  for (const family of scriptFontsFor(letters)) fonts.push(await bundledFont(choice, family));
  if (fonts.length > 1) missing = lacking();
  for (const { font, face } of missing.size > 0 ? (choice.standIns ?? []) : []) {
    const standIn = await fontFile(font, face).catch(() => undefined);
    if (standIn) fonts.push(standIn);
    missing = lacking();
  }
  return { fonts, missing };
}
