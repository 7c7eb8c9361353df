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

/** The file of a bundled family in one of its four styles. */
export function bundledFontFile(
  { bold, italic }: { bold: boolean; italic: boolean },
  family: FontFamily | "open-sans" = "open-sans",
): string {
  const [folder, file] = families[family];
  const style = (bold ? "700Bold" : "400Regular") + (italic ? "_Italic" : "");
  return packagedFile(`@expo-google-fonts/${folder}/${style}/${file}_${style}.ttf`);
}
