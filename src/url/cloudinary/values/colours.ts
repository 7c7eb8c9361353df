import { parseColour, type UrlColour } from "../../parameters/colour.ts";
import { x11Colour } from "./x11-colours.ts";

/**
 * Reads a colour name of SVG or X11, or `rgb:` or `#` and three, four, six or eight hexadecimal
 * digits. Opacity is rounded to hundredths. Undefined for what is no colour.
 */
export function colourOf(text: string): UrlColour | undefined {
  const [, digits] = /^(?:rgb:|#)([0-9a-f]+)$/i.exec(text) ?? [];
  if (digits === undefined) {
    const plain = /^[a-z]+$|^[0-9a-f]{6}$/i.test(text) ? parseColour(text) : undefined;
    return plain ?? parseColour(x11Colour(text) ?? "");
  }
  const full = digits.length < 5 ? digits.replace(/./g, "$&$&") : digits;
  if (full.length !== 6 && full.length !== 8) return undefined;
  const opaque = parseColour(full.slice(0, 6));
  const opacity = Math.round((Number.parseInt(full.slice(6) || "ff", 16) / 255) * 100);
  return opaque && { ...opaque, opacity };
}

/** Splits a value at its colons, but for those in a colour: `60:rgb:ff0000:0p`. */
export function splitColons(value: string): string[] {
  return value.split(/(?<!(?:^|:)rgb):/);
}
