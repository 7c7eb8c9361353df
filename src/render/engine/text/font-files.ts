import { packagedFile } from "../../../runtime/runtime.ts";
import type { FontFamily } from "../../../url/parameters/font-family.ts";

/** How the files of each family begin; the package is called as the family. */
const families = {
  "open-sans": "OpenSans",
  arimo: "Arimo",
  tinos: "Tinos",
  cousine: "Cousine",
  gelasio: "Gelasio",
} as const satisfies Record<FontFamily | "open-sans", string>;

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
  const isSlanted = italic && !(family in scriptFamilies);
  const style = (bold ? "700Bold" : "400Regular") + (isSlanted ? "_Italic" : "");
  const file = { ...families, ...scriptFamilies }[family];
  return packagedFile(`@expo-google-fonts/${family}/${style}/${file}_${style}.ttf`);
}
