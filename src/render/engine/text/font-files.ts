import { packagedFile } from "../../../runtime/runtime.ts";
import type { FontFamily } from "../../../url/parameters/font-family.ts";

/** Package and file name of each family. */
const families: Record<FontFamily | "open-sans", readonly [folder: string, file: string]> = {
  "open-sans": ["open-sans", "OpenSans"],
  arimo: ["arimo", "Arimo"],
  tinos: ["tinos", "Tinos"],
  cousine: ["cousine", "Cousine"],
  gelasio: ["gelasio", "Gelasio"],
};

/** The families of one script each, which have no italics. */
const scriptFamilies = {
  "noto-sans-arabic": "NotoSansArabic",
  "noto-sans-devanagari": "NotoSansDevanagari",
  "noto-sans-thai": "NotoSansThai",
} as const;

export type ScriptFont = keyof typeof scriptFamilies;

/** The file of a bundled family in one of its four styles, or two. */
export function bundledFontFile(
  { bold, italic }: { bold: boolean; italic: boolean },
  family: FontFamily | ScriptFont | "open-sans" = "open-sans",
): string {
  if (family in scriptFamilies) {
    const file = scriptFamilies[family as ScriptFont];
    const weight = bold ? "700Bold" : "400Regular";
    return packagedFile(`@expo-google-fonts/${family}/${weight}/${file}_${weight}.ttf`);
  }
  const [folder, file] = families[family as FontFamily];
  const style = (bold ? "700Bold" : "400Regular") + (italic ? "_Italic" : "");
  return packagedFile(`@expo-google-fonts/${folder}/${style}/${file}_${style}.ttf`);
}
