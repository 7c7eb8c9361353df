export interface SvgSize {
  width: number;
  height: number;
}

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

const length = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))(e[+-]?\d+)?\s*([a-z]*|%)\s*$/i;

/** A length in pixels; a percentage is one of `whole`. Undefined for what is none. */
export function toPixels(text: string, whole: number | undefined): number | undefined {
  const [, digits, exponent = "", unit = ""] = length.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const scale = unit === "%" ? (whole ?? Number.NaN) / 100 : units[unit.toLowerCase()];
  return scale === undefined ? undefined : Number(digits + exponent) * scale;
}
