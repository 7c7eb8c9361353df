import { Failure } from "../failure.ts";
import type { Ignore } from "./tokens.ts";

/** Characters after all names are written out: a URL is short, and what it calls need not be. */
const maxExpanded = 16_384;

/** Named transformations as URLs may use them; undefined stands for one that is disabled. */
export type Names = ReadonlyMap<string, string | undefined>;

/**
 * Names that every account of ImageKit's has: its API puts the first into each `thumbnailUrl`, which
 * people store. What they stand for is not published; an owner's own of the same name wins.
 */
const builtIn: ReadonlyMap<string, string> = new Map([
  ["ik_ml_thumbnail", "w-300,h-300,c-at_max"],
  ["media_library_thumbnail", "w-300,h-300,c-at_max"],
]);

/**
 * Replaces each `n-NAME` of a transformation's text by what it stands for; in a step with other
 * parameters it is written out in its place. EINVAL for a name that is unknown or disabled, and,
 * with `namedOnly`, for anything that is not a name; ELIMIT when the whole gets too long.
 * Source: ImageKit, named transformations.
 * @param ignore takes names that are unknown, which then stand for nothing
 */
export function expandNames(
  text: string,
  names: Names,
  namedOnly = false,
  ignore?: Ignore,
): string {
  let length = 0;
  const pieces = text.split(/([,:])/).map((piece) => {
    const separates = piece === "," || piece === ":";
    const expanded = separates ? piece : expand(piece, names, namedOnly, ignore);
    length += expanded.length;
    if (length > maxExpanded) {
      const message = `The transformation is too long: at most ${maxExpanded} characters`;
      throw new Failure("ELIMIT", message);
    }
    return expanded;
  });
  return pieces.join("");
}

/** Whether a transformation's text holds names, and nothing else: an empty one names nothing. */
export function isNamedOnly(text: string): boolean {
  const pieces = text.split(/[,:]/).filter((piece) => piece !== "");
  return pieces.length > 0 && pieces.every((piece) => piece.startsWith("n-"));
}

function expand(piece: string, names: Names, namedOnly: boolean, ignore?: Ignore): string {
  const name = /^n-(.*)$/.exec(piece)?.[1];
  if (name === undefined) {
    if (!namedOnly || piece === "") return piece;
    throw new Failure("EINVAL", "Only named transformations are allowed here");
  }
  const meaning = names.has(name) ? names.get(name) : builtIn.get(name);
  if (meaning !== undefined) return meaning;
  if (ignore) {
    ignore(piece);
    return "";
  }
  const shown = name.slice(0, 80);
  throw new Failure(
    "EINVAL",
    names.has(name)
      ? `The named transformation \`${shown}\` is disabled`
      : `There is no named transformation \`${shown}\``,
  );
}

/** A stored transformation without the `tr:` that it may begin with. */
export function bareTransformation(transformation: string): string {
  return transformation.replace(/^tr:/, "");
}
