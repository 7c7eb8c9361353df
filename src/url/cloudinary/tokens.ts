import { trimEnd, trimStart } from "../blanks.ts";
import { decode, isEncodedTwice } from "../tokens.ts";

/** The keys of all parameters, as the vendor's SDKs write them. */
const parameterKeys = new Set(
  (
    "a ac af ar b bl bo br c co cs d dl dn dpr du e eo f fl fn fps g h if ki l o p pg q r so sp " +
    "t u vc vs w x y z"
  ).split(" "),
);

/**
 * The tokens of a component as received. Clients and proxies that encode too much write `%2C` for
 * the commas, `%3A` for the colons and blanks around them. An encoded comma separates where a
 * parameter's name follows it; in a text it does only where the component was encoded as a whole,
 * which is then decoded once; one that was encoded twice is decoded before.
 */
export function tokensOf(received: string): string[] {
  const segment = isEncodedTwice(received) ? received.replaceAll("%25", "%") : received;
  const whole = !segment.includes(",");
  return segment
    .split(",")
    .flatMap((token) => splitEncoded(token, whole))
    .map(trimStart)
    .map((token) => (/^[lu]_/.test(token) && !isText(token) ? withColons(token) : token))
    .map((token) => (isText(token) ? token : trimEnd(token)))
    .filter((token) => token !== "");
}

/** Whether every token has the form of a parameter or of a variable: `c_fill,h_300`, `$width_300`. */
export function isTransformation(segment: string): boolean {
  const tokens = tokensOf(segment);
  return tokens.length > 0 && tokens.every(isToken);
}

function isToken(text: string): boolean {
  const [, variable, key = ""] = /^(?:(\$[a-z]\w*?|%24[a-z]\w*?)|([a-z]+))_./i.exec(text) ?? [];
  return variable !== undefined || parameterKeys.has(key);
}

/** @param whole whether no comma of the component stands bare */
function splitEncoded(token: string, whole: boolean): string[] {
  // A text whose own separators are encoded was encoded as a whole.
  const bare = /^[lu]_text%3a/i.test(token) ? decode(token) : token;
  const pieces = token.split(/%2c/i);
  if (pieces.length === 1) return [bare];
  const starts = (piece: string) => isToken(trimStart(piece));
  if (whole && pieces.every(starts)) return pieces.map(decode);
  if (isText(token)) return [bare];
  const tokens: string[] = [];
  for (const piece of pieces) {
    if (tokens.length === 0 || starts(piece)) tokens.push(piece);
    else tokens.push(`${tokens.pop()}%2C${piece}`);
  }
  return tokens;
}

/** In the id of a layer's image a colon stands for a slash, and nothing else can be meant. */
function withColons(token: string): string {
  return token.replace(/%3a/gi, ":");
}

function isText(token: string): boolean {
  return /^[lu]_text(?::|%3a)/i.test(token);
}
