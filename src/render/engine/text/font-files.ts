import arimo from "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf" with { type: "file" };
import arimoItalic from "@expo-google-fonts/arimo/400Regular_Italic/Arimo_400Regular_Italic.ttf" with {
  type: "file",
};
import arimoBold from "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf" with { type: "file" };
import arimoBoldItalic from "@expo-google-fonts/arimo/700Bold_Italic/Arimo_700Bold_Italic.ttf" with {
  type: "file",
};
import cousine from "@expo-google-fonts/cousine/400Regular/Cousine_400Regular.ttf" with {
  type: "file",
};
import cousineItalic from "@expo-google-fonts/cousine/400Regular_Italic/Cousine_400Regular_Italic.ttf" with {
  type: "file",
};
import cousineBold from "@expo-google-fonts/cousine/700Bold/Cousine_700Bold.ttf" with {
  type: "file",
};
import cousineBoldItalic from "@expo-google-fonts/cousine/700Bold_Italic/Cousine_700Bold_Italic.ttf" with {
  type: "file",
};
import gelasio from "@expo-google-fonts/gelasio/400Regular/Gelasio_400Regular.ttf" with {
  type: "file",
};
import gelasioItalic from "@expo-google-fonts/gelasio/400Regular_Italic/Gelasio_400Regular_Italic.ttf" with {
  type: "file",
};
import gelasioBold from "@expo-google-fonts/gelasio/700Bold/Gelasio_700Bold.ttf" with {
  type: "file",
};
import gelasioBoldItalic from "@expo-google-fonts/gelasio/700Bold_Italic/Gelasio_700Bold_Italic.ttf" with {
  type: "file",
};
import openSans from "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf" with {
  type: "file",
};
import openSansItalic from "@expo-google-fonts/open-sans/400Regular_Italic/OpenSans_400Regular_Italic.ttf" with {
  type: "file",
};
import openSansBold from "@expo-google-fonts/open-sans/700Bold/OpenSans_700Bold.ttf" with {
  type: "file",
};
import openSansBoldItalic from "@expo-google-fonts/open-sans/700Bold_Italic/OpenSans_700Bold_Italic.ttf" with {
  type: "file",
};
import tinos from "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf" with { type: "file" };
import tinosItalic from "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf" with {
  type: "file",
};
import tinosBold from "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf" with { type: "file" };
import tinosBoldItalic from "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf" with {
  type: "file",
};
import type { FontFamily } from "../../../url/parameters/font-family.ts";

/** Regular, italic, bold, and both. */
type Styles = readonly [regular: string, italic: string, bold: string, boldItalic: string];

const families: Record<FontFamily | "open-sans", Styles> = {
  "open-sans": [openSans, openSansItalic, openSansBold, openSansBoldItalic],
  arimo: [arimo, arimoItalic, arimoBold, arimoBoldItalic],
  tinos: [tinos, tinosItalic, tinosBold, tinosBoldItalic],
  cousine: [cousine, cousineItalic, cousineBold, cousineBoldItalic],
  gelasio: [gelasio, gelasioItalic, gelasioBold, gelasioBoldItalic],
};

/** The file of a bundled family in one of its four styles. */
export function bundledFontFile(
  style: { bold: boolean; italic: boolean },
  family: FontFamily | "open-sans" = "open-sans",
): string {
  const [regular, italic, bold, boldItalic] = families[family];
  if (style.bold) return style.italic ? boldItalic : bold;
  return style.italic ? italic : regular;
}
