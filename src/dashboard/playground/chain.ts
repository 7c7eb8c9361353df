/** The pieces of each step, verbatim; a layer or a condition is one piece. */
export type Chain = string[][];

/** Splits a transformation without validating it: the server does that. */
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

/** Empty steps are left out of the text but stay in the chain, for the user to fill in. */
export function printChain(chain: Chain): string {
  return chain
    .map((step) => step.join(","))
    .filter((step) => step !== "")
    .join(":");
}

/** The value of a key in a step: empty for a key without a value, undefined for an absent key. */
export function valueIn(step: readonly string[], key: string): string | undefined {
  const piece = step.find((one) => isOf(one, key));
  return piece?.slice(key.length + 1);
}

/** The step with another value for a key, in its place; undefined removes the key. */
export function withValue(
  step: readonly string[],
  key: string,
  value: string | undefined,
): string[] {
  const piece = value === undefined ? [] : [value === "" ? key : `${key}-${value}`];
  const at = step.findIndex((one) => isOf(one, key));
  return at < 0 ? [...step, ...piece] : [...step.slice(0, at), ...piece, ...step.slice(at + 1)];
}

/** Of a part of a video. */
const cutKeys = ["so", "eo", "du"];
const stillFormat = "jpg";

/** The same of the frame at a second of a video: no step says another moment, or another format. */
export function stillAt(chain: Chain, seconds: number): Chain {
  const isLast = chain.at(-1)?.some(isCondition) === false;
  const [before, last] = isLast ? [chain.slice(0, -1), chain.at(-1)] : [chain, []];
  const others = before.map((step) => without(step, [...cutKeys, "f"]));
  const still = withValue(without(last ?? [], ["eo", "du"]), "so", String(seconds));
  return [...others, withValue(still, "f", stillFormat)];
}

/**
 * The same of a part of a video that begins or ends at a second of the original: the first step cuts
 * it, and no other does.
 */
export function cutAt(chain: Chain, key: "so" | "eo", seconds: number): Chain {
  const said = (name: string) =>
    chain.map((step) => valueIn(step, name)).find((value) => value !== undefined);
  // A length stays where the start is moved; it would win over an end.
  const kept = key === "so" ? ["eo", "du"] : ["so"];
  const values = [
    ...kept.map((name) => [name, said(name)] as const),
    [key, String(seconds)] as const,
  ];
  const isStill = said("f") === stillFormat;
  const bare = chain.map((step) => without(step, isStill ? [...cutKeys, "f"] : cutKeys));
  const [first = [], ...rest] = bare[0]?.some(isCondition) ? [[], ...bare] : bare;
  return [values.reduce((step, [name, value]) => withValue(step, name, value), first), ...rest];
}

function without(step: readonly string[], keys: readonly string[]): string[] {
  return step.filter((piece) => !keys.some((key) => isOf(piece, key)));
}

function isCondition(piece: string): boolean {
  return piece.startsWith("if-");
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

/** A transformation escaped for a URL's path; existing escapes are kept. */
function inUrl(text: string): string {
  return text.replace(/[^\x21-\x7e]|[#?/"<>\\^`{|}]/gu, encodeURIComponent);
}

/** The URL of an image: endpoint, transformation, path. */
export function urlOf(base: string, chain: Chain, path: string): string {
  const text = inUrl(printChain(chain));
  const escaped = path.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
  return `${base}${text === "" ? "" : `tr:${text}/`}${escaped}`;
}

/** What a stream decides itself, by its sizes. */
const decidedByStream = ["w", "h", "ar", "f", "q", "vc", "ac", "br"];

/** The URL of the list of a video's stream: what its chain says beside sizes and codecs holds. */
export function streamOf(base: string, chain: Chain, path: string): string {
  const held = chain.map((step) =>
    step.filter((piece) => !decidedByStream.some((key) => isOf(piece, key))),
  );
  return `${urlOf(base, held, path)}/ik-master.m3u8`;
}
