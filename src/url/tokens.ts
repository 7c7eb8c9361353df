import { Failure } from "../failure.ts";
import { trimEnd, trimStart } from "./blanks.ts";

/** What stands between two separators. */
interface Piece {
  text: string;
  /** Whether it ends a layer or a branch. */
  ends: boolean;
}

/** Takes a piece that cannot be read, where such pieces are left out. */
export type Ignore = (piece: string) => void;

/** Walks over the pieces of a transformation's text. */
export interface Reader {
  /** The next piece, unless a `:` stands before it. */
  peek(): Piece | undefined;
  next(): Piece | undefined;
  /** Whether a `:` comes next. */
  atColon(): boolean;
  /** Steps over a `:`; false when there is none. */
  passColon(): boolean;
  /** ELIMIT when this is one step too many. */
  countStep(): void;
  /** Does work; where pieces may be left out, leaves this one out instead of an EINVAL. */
  attempt(piece: string, work: () => void): void;
  /** EINVAL when layers are nested deeper than `atMost`; returns what leaves the layer again. */
  enterLayer(atMost: number): () => void;
}

const ends = ["l-end", "if-else", "if-end"];

/** Parameters in whose values an encoded separator is none: texts, paths, conditions. */
const free = /^(?:i|ie|di|ff|if|ot|ote|oi|e-(?:edit|changebg|genvar)|bg-genfill)-/;

/**
 * A transformation's text with its separators bare. Where none stands bare, all of it was encoded
 * by a client or a proxy and is decoded once, or twice where they are encoded twice. Where some do,
 * an encoded one is one as well, but not in a text or a path. Blanks around parameters mean nothing.
 */
export function bareSeparators(text: string): string {
  return decodedWhole(text)
    .split(/([,:])/)
    .map((piece) => {
      const trimmed = trimStart(piece);
      if (free.test(trimmed)) return trimmed;
      const bare = /^[^-]*%2d/i.test(trimmed) ? trimmed.replace(/%2d/gi, "-") : trimmed;
      const separated = trimEnd(bare)
        .split(/(%2c|%3a)/i)
        .map(trimStart);
      return separated.join("").replace(/%2c/gi, ",").replace(/%3a/gi, ":");
    })
    .join("");
}

function decodedWhole(text: string): string {
  if (/[,:]/.test(text)) return text;
  return decode(isEncodedTwice(text) ? decode(text) : text);
}

/** Whether every separator of a text was encoded, and then encoded again. */
export function isEncodedTwice(text: string): boolean {
  return /%25(?:2c|3a)/i.test(text) && !/[,:]|%(?:2c|3a)/i.test(text);
}

/**
 * Splits at `,` and `:`.
 * @param maxSteps steps in the whole text, those of layers and branches included
 * @param ignore takes what cannot be read; without it that is a failure
 */
export function readPieces(text: string, maxSteps: number, ignore?: Ignore): Reader {
  // Half a character could be read and not printed.
  const tokens = joinRatios(text.toWellFormed().split(/([,:])/));
  let at = 0;
  let steps = 0;
  let depth = 0;
  const skipCommas = () => {
    while (tokens[at] === "," || tokens[at] === "") at += 1;
  };
  const peek = () => {
    skipCommas();
    const piece = tokens[at];
    return piece === undefined || piece === ":"
      ? undefined
      : { text: piece, ends: ends.includes(piece) };
  };
  const atColon = () => {
    skipCommas();
    return tokens[at] === ":";
  };
  return {
    peek,
    atColon,
    next() {
      const piece = peek();
      if (piece) at += 1;
      return piece;
    },
    passColon() {
      if (!atColon()) return false;
      at += 1;
      return true;
    },
    countStep() {
      steps += 1;
      if (steps > maxSteps) {
        const message = `Too many steps: a transformation has at most ${maxSteps} steps`;
        throw new Failure("ELIMIT", message);
      }
    },
    attempt(piece, work) {
      try {
        work();
      } catch (error) {
        if (!ignore || !(error instanceof Failure) || error.code !== "EINVAL") throw error;
        ignore(piece);
      }
    },
    enterLayer(atMost) {
      depth += 1;
      if (depth > atMost) {
        throw new Failure("EINVAL", `Layers are nested too deeply: at most ${atMost} levels`);
      }
      return () => {
        depth -= 1;
      };
    },
  };
}

/**
 * `ar-4:3`, which ImageKit's clients write, holds a colon that separates no steps: a piece that is
 * a bare number can only be the rest of such a ratio.
 */
function joinRatios(tokens: string[]): string[] {
  const joined: string[] = [];
  for (const token of tokens) {
    const isRest = /^[\d.]+$/.test(token) && joined.at(-1) === ":";
    if (isRest && /^ar-[\d.]+$/.test(joined.at(-2) ?? "")) {
      joined.pop();
      joined.push(`${joined.pop()}:${token}`);
    } else {
      joined.push(token);
    }
  }
  return joined;
}

/**
 * Key and value of a piece, which the first `-` separates; an effect's name belongs to its key:
 * `e-shadow-bl-15` is `e-shadow` and `bl-15`. The value is percent-decoded.
 */
export function splitPiece(text: string): { key: string; value: string } {
  const [, key = text, value = ""] =
    /^(e-[^-]*|[^-]*)(?:-(.*))?$/s.exec(text)?.map((part) => part ?? "") ?? [];
  return { key, value: decode(value) };
}

/** A stray `%` is left as it is: the query form has been decoded once before it comes here. */
export function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
