import { colourNames } from "./colour-names.ts";
import { type Kind, notation } from "./kind.ts";

/** A colour in sRGB: 0 to 255 each, and opacity in hundredths, as URLs write it. */
export interface UrlColour {
  red: number;
  green: number;
  blue: number;
  /** 0 to 100; 100 is opaque. */
  opacity: number;
}

/**
 * Reads `RRGGBB`, `RRGGBBAA` where AA is the opacity from 00 to 99 in decimal percent (not
 * hexadecimal), or a colour name of SVG. Source: ImageKit's documentation of `bg`.
 */
export function parseColour(text: string): UrlColour | undefined {
  const [, hex, hundredths] = /^([0-9a-f]{6})(\d\d)?$/i.exec(text) ?? [];
  if (hex !== undefined) return fromHex(hex, hundredths === undefined ? 100 : Number(hundredths));
  if (/^[0-9a-f]{3}$/i.test(text)) return fromHex(text.replace(/./g, "$&$&"), 100);
  const lower = text.toLowerCase();
  const named = Object.hasOwn(colourNames, lower) ? colourNames[lower] : undefined;
  if (lower === "transparent") return fromHex("000000", 0);
  return named === undefined ? undefined : fromHex(named, 100);
}

function fromHex(hex: string, opacity: number): UrlColour {
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return { red: red ?? 0, green: green ?? 0, blue: blue ?? 0, opacity };
}

/** `RRGGBB`, or `RRGGBBAA` for what is not opaque. */
export function printColour({ red, green, blue, opacity }: UrlColour): string {
  const hex = [red, green, blue].map((value) => value.toString(16).padStart(2, "0")).join("");
  const hundredths = opacity === 100 ? "" : String(opacity).padStart(2, "0");
  return hex.toUpperCase() + hundredths;
}

/** A colour in one of ImageKit's notations. */
export const colour: Kind<UrlColour> = {
  values: notation("a colour such as FF0000, FF000050 or red"),
  parse: parseColour,
  print: printColour,
};
