/** The pieces of each step as they stand in the text; layers and conditions are one piece each. */
export type Chain = string[][];

/** Splits a transformation without judging it: the server says what is wrong with a piece. */
export function readChain(text: string): Chain {
  const steps: Chain = [[]];
  let depth = 0;
  for (const [, separator = "", piece = ""] of text.matchAll(/(^|[,:])([^,:]*)/g)) {
    const step = steps.at(-1) as string[];
    if (depth > 0) step[step.length - 1] += separator + piece;
    else if (separator === ":") steps.push([piece]);
    else step.push(piece);
    depth = Math.max(0, depth + opens(piece));
  }
  return steps.map((step) => step.filter((piece) => piece !== ""));
}

function opens(piece: string): number {
  if (piece === "l-end" || piece === "if-end") return -1;
  return piece.startsWith("l-") || (piece.startsWith("if-") && piece !== "if-else") ? 1 : 0;
}

/** Empty steps stay out of the text, but not out of the chain: one may be just begun. */
export function printChain(chain: Chain): string {
  return chain
    .map((step) => step.join(","))
    .filter((step) => step !== "")
    .join(":");
}

/** What stands behind a key in a step; empty when nothing does, undefined when it is not there. */
export function valueIn(step: readonly string[], key: string): string | undefined {
  const piece = step.find((one) => isOf(one, key));
  return piece?.slice(key.length + 1);
}

/** The step with another value for a key, in its place; undefined takes it out. */
export function withValue(
  step: readonly string[],
  key: string,
  value: string | undefined,
): string[] {
  const piece = value === undefined ? [] : [value === "" ? key : `${key}-${value}`];
  const at = step.findIndex((one) => isOf(one, key));
  return at < 0 ? [...step, ...piece] : [...step.slice(0, at), ...piece, ...step.slice(at + 1)];
}

function isOf(piece: string, key: string): boolean {
  return piece === key || piece.startsWith(`${key}-`);
}

/** `N40` is minus forty. Undefined for what is no plain number. */
export function readNumber(text: string): number | undefined {
  return /^N?\d*\.?\d+$/.test(text) ? Number(text.replace("N", "-")) : undefined;
}

export function printNumber(value: number): string {
  return String(value).replace("-", "N");
}

/** A transformation as it can stand in a URL's path; escapes that are there stay. */
export function inUrl(text: string): string {
  return text.replace(/[^\x21-\x7e]|[#?/"<>\\^`{|}]/gu, encodeURIComponent);
}

/** The URL of a picture: endpoint, transformation, path. */
export function urlOf(base: string, chain: Chain, path: string): string {
  const text = inUrl(printChain(chain));
  const escaped = path.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
  return `${base}${text === "" ? "" : `tr:${text}/`}${escaped}`;
}
