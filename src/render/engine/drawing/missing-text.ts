import { scriptFontsFor } from "../text/fallback.ts";
import { bundledFont } from "../text/font.ts";
import { nameOfCharacter } from "../undrawn.ts";

/** Families that the rasteriser has, or may choose for itself. */
const known = /^(?:open sans|serif|sans-serif|monospace|cursive|fantasy|system-ui|inherit|ui-.*)$/;

/** The rasteriser makes too little room for what it has joined or reordered of these letters. */
const crowded = /\p{Script=Devanagari}/u;
const crowdedLetters = "Devanagari letters in their exact places";

/** Fonts and letters of a sanitised SVG that there are none for, by name. */
export async function undrawnText(text: string): Promise<string[]> {
  const texts = text.match(/<text[ >][\s\S]*?<\/text>/g);
  if (!texts) return [];
  const families = new Set<string>();
  for (const [, list = ""] of text.matchAll(/font-family(?::|=")\s*([^;"]+)/g)) {
    const [first = ""] = plain(list).split(",");
    const family = first.replace(/["']/g, "").trim();
    if (family !== "" && !known.test(family.toLowerCase())) families.add(`font ${family}`);
  }
  const letters = new Set(plain(texts.join("").replace(/<[^>]*>/g, "")));
  const scripts = scriptFontsFor([...letters].join(""));
  const regular = { bold: false, italic: false };
  const fonts = await Promise.all(
    [undefined, ...scripts].map((family) => bundledFont(regular, family)),
  );
  const missing = [...letters].filter(
    (letter) => !/\s/.test(letter) && !fonts.some((font) => font.has(letter)),
  );
  const places = [...letters].some((letter) => crowded.test(letter)) ? [crowdedLetters] : [];
  return [...families, ...missing.map(nameOfCharacter), ...places];
}

const references: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function plain(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => references[name] ?? whole);
}
