/**
 * Families that are bundled beside Open Sans: metric twins of the fonts that nearly every system
 * has. Each letter is as wide as in the font that it stands for, so lines break where they do there.
 */
export type FontFamily = "arimo" | "tinos" | "cousine" | "gelasio";

const twins: Record<FontFamily, readonly string[]> = {
  arimo: ["arimo", "arial", "helvetica", "helveticaneue", "liberationsans"],
  tinos: ["tinos", "times", "timesnewroman", "liberationserif"],
  cousine: ["cousine", "courier", "couriernew", "liberationmono"],
  gelasio: ["gelasio", "georgia"],
};

/** The bundled family that a font's name means, or stands for it; undefined for any other name. */
export function familyOf(name: string): FontFamily | undefined {
  const plain = name.toLowerCase().replace(/[^a-z]/g, "");
  return (Object.keys(twins) as FontFamily[]).find((family) => twins[family].includes(plain));
}

/** Whether a name is that of the family that all text without a font is set in. */
export function isBundledName(name: string): boolean {
  return name.toLowerCase().replace(/[^a-z]/g, "") === "opensans";
}
