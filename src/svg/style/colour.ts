import { numberOf, spaces } from "./colour-spaces.ts";

/** Functions of CSS Color 4 and 5 that are written as `rgb()`, which every reader of SVG knows. */
const colourFunction = /(?<![-\w#])(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|light-dark)\(/gi;

/**
 * A value whose colours are written as sRGB, from 0 to 255. What cannot be worked out stays; what
 * sRGB does not hold is cut off at its bounds, as browsers do on a screen of sRGB.
 */
export function withPlainColours(value: string): string {
  const known = value.replace(youngestName, "#663399");
  return known.includes("(") ? withPlainFunctions(known) : known;
}

/** The only name that CSS has had since SVG listed its own. */
const youngestName = /(?<![-\w#])rebeccapurple(?![-\w])/gi;

function withPlainFunctions(value: string): string {
  let plain = "";
  let at = 0;
  for (;;) {
    colourFunction.lastIndex = at;
    const [start, name = ""] = colourFunction.exec(value) ?? [];
    if (start === undefined) return plain + value.slice(at);
    const from = colourFunction.lastIndex;
    const end = closingBracket(value, from);
    if (end < 0) return plain + value.slice(at);
    const whole = value.slice(from - start.length, end + 1);
    plain += value.slice(at, from - start.length);
    plain += plainColour(name.toLowerCase(), value.slice(from, end)) ?? whole;
    at = end + 1;
  }
}

function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i += 1) {
    if (text[i] === "(") depth += 1;
    else if (text[i] === ")") depth -= 1;
    if (depth === 0) return i;
  }
  return -1;
}

function plainColour(name: string, inner: string): string | undefined {
  if (name === "light-dark") return withPlainColours(partsOf(inner, ",")[0] ?? "");
  const [list = "", given] = partsOf(inner, "/");
  const commas = partsOf(list, ",");
  const parts = commas.length > 1 ? commas : list.trim().split(/\s+/);
  const space = name === "color" ? (parts.shift() ?? "").toLowerCase() : name;
  const alpha = shareOf(given ?? parts[3] ?? "1");
  const [first = "", second = "", third = ""] = parts;
  const colour = spaces[space]?.(first, second, third);
  if (!colour || alpha === undefined || parts.length < 3) return undefined;
  if (![...colour, alpha].every(Number.isFinite)) return undefined;
  const [red, green, blue] = colour.map((share) => Math.round(255 * within(share)));
  const rounded = Number(within(alpha).toFixed(4));
  return rounded === 1
    ? `rgb(${red},${green},${blue})`
    : `rgba(${red},${green},${blue},${rounded})`;
}

/** Divides at a sign that stands outside brackets. */
function partsOf(text: string, sign: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "(") depth += 1;
    if (char === ")") depth -= 1;
    if (char === sign && depth === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim());
}

const within = (share: number) => Math.min(1, Math.max(0, share));

function shareOf(text: string): number | undefined {
  const share = numberOf(text, 1);
  return Number.isNaN(share) ? undefined : share;
}
