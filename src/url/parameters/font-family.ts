/**
 * Families that are bundled beside Open Sans: metric twins of the fonts that nearly every system
 * has. Each letter is as wide as in the font that it stands for, so lines break where they do there.
 */
export type FontFamily = "arimo" | "tinos" | "cousine" | "gelasio";

const twins: Record<FontFamily, readonly string[]> = {
  arimo: ["arimo", "arial", "helvetica", "helveticaneue", "liberationsans"],
  tinos: ["tinos", "times", "timesnewroman", "liberationserif", "serif"],
  cousine: ["cousine", "courier", "couriernew", "liberationmono", "monospace"],
  gelasio: ["gelasio", "georgia"],
};

/** The bundled family that a font's name means, or stands for it; undefined for any other name. */
export function familyOf(name: string): FontFamily | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, "");
  return (Object.keys(twins) as FontFamily[]).find((family) => twins[family].includes(plain));
}

/** Whether a font is named by a file that can be drawn, and not by its family. */
export function isFontFile(font: string): boolean {
  return /.\.(?:ttf|otf|ttc|otc|woff2?)$/i.test(font);
}

/** What text is set in, where a font of this name is not to be had: as people write it. */
export function standInFor(name: string): string | undefined {
  if (isBundledName(name)) return undefined;
  const family = familyOf(name);
  if (!family) return "Open Sans";
  const title = family.replace(/^./, (letter) => letter.toUpperCase());
  return title.toLowerCase() === name.toLowerCase() ? undefined : title;
}

/** Whether a name is that of the family that all text without a font is set in. */
export function isBundledName(name: string): boolean {
  return name.toLowerCase().replace(/[^a-z]/g, "") === "opensans";
}
