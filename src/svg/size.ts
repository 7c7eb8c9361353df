import { svgLimits } from "./sanitise.ts";
import { readXml, type XmlElement } from "./xml.ts";

export interface SvgSize {
  width: number;
  height: number;
}

/** What browsers give an image that says nothing of its size. */
const fallback: SvgSize = { width: 300, height: 150 };

const maxSvgSide = 16_383;

/** What is larger is drawn at this many pixels, unless another size is wanted. */
export const maxSvgPixels = 100_000_000;

/** Pixels in a CSS unit; letters are those of browsers' default size. */
const units: Record<string, number> = {
  "": 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  q: 96 / 101.6,
  em: 16,
  rem: 16,
  ex: 8,
  ch: 8,
};

const length = /^\s*\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*([a-z]*|%)\s*$/i;

/**
 * The size of an SVG in whole pixels: its width and height; what is missing or relative comes from
 * its view box; without one, 300x150. Over 16383 pixels a side or 100
 * megapixels it is scaled down, keeping its shape.
 * @throws Failure EFORMAT if the text does not begin as well-formed XML
 */
export function svgSize(text: string): SvgSize {
  const { width, height } = svgExtent(text);
  const whole = (side: number) => Math.min(maxSvgSide, Math.max(1, Math.round(side)));
  const shrink = Math.min(1, maxSvgSide / Math.max(width, height));
  const sides = { width: whole(width * shrink), height: whole(height * shrink) };
  const area = sides.width * sides.height;
  if (area <= maxSvgPixels) return sides;
  const less = Math.sqrt(maxSvgPixels / area);
  return { width: Math.floor(sides.width * less), height: Math.floor(sides.height * less) };
}

/** The size of an SVG before it is rounded and limited; both sides are above 0. */
export function svgExtent(text: string): SvgSize {
  let root: XmlElement | undefined;
  const open = (element: XmlElement) => {
    root = element;
    return false;
  };
  readXml(text, { open }, svgLimits);
  const attribute = (name: string) =>
    root?.attributes.find(({ uri, local }) => uri === "" && local === name)?.value;
  // CSS wins over attributes.
  const inStyle = (name: string) =>
    new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;!]+)`, "i").exec(attribute("style") ?? "")?.[1];
  const value = (name: string) => inStyle(name) ?? attribute(name);
  const box = viewBox(value("viewBox"));
  const width = pixels(value("width"), box?.width);
  const height = pixels(value("height"), box?.height);
  if (width && height) return { width, height };
  if (!box) return { width: width ?? fallback.width, height: height ?? fallback.height };
  if (width) return { width, height: (width * box.height) / box.width };
  if (height) return { width: (height * box.width) / box.height, height };
  return box;
}

/** A length above 0; a percentage is one of `whole`. */
function pixels(text: string | undefined, whole: number | undefined): number | undefined {
  const [, digits, exponent = "", unit = ""] = length.exec(text ?? "") ?? [];
  if (digits === undefined) return undefined;
  const scale = unit === "%" ? (whole ?? Number.NaN) / 100 : units[unit.toLowerCase()];
  return usable(Number(digits + exponent) * (scale ?? Number.NaN));
}

function viewBox(text: string | undefined): SvgSize | undefined {
  const [, , width, height, more] = (text ?? "")
    .trim()
    .split(/\s*,\s*|\s+/)
    .map(Number);
  const sides = { width: usable(width), height: usable(height) };
  if (more !== undefined || !sides.width || !sides.height) return undefined;
  return { width: sides.width, height: sides.height };
}

/** Zero, endless and absurd sides count as missing, so that ratios stay numbers. */
function usable(side: number | undefined): number | undefined {
  return side !== undefined && side >= 1e-6 && side <= 1e9 ? side : undefined;
}
