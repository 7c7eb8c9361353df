import { bundledFont } from "../text/font.ts";
import { nameOfCharacter } from "../undrawn.ts";

/** Families that the rasteriser has, or may choose for itself. */
const known = /^(?:open sans|serif|sans-serif|monospace|cursive|fantasy|system-ui|inherit|ui-.*)$/;

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
  const font = await bundledFont({ bold: false, italic: false });
  const letters = new Set(plain(texts.join("").replace(/<[^>]*>/g, "")));
  const missing = [...letters].filter((letter) => !/\s/.test(letter) && !font.has(letter));
  return [...families, ...missing.map(nameOfCharacter)];
}

const references: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function plain(text: string): string {
  return text.replace(/&(\w+);/g, (whole, name: string) => references[name] ?? whole);
}
