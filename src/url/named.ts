import { Failure } from "../failure.ts";

/** Named transformations as URLs may use them; undefined stands for one that is disabled. */
export type Names = ReadonlyMap<string, string | undefined>;

/**
 * Replaces each `n-NAME` of a transformation's text by what it stands for; in a step with other
 * parameters it is written out in its place. EINVAL for a name that is unknown or disabled, and,
 * with `namedOnly`, for anything that is not a name. Source: ImageKit, named transformations.
 */
export function expandNames(text: string, names: Names, namedOnly = false): string {
  return text
    .split(":")
    .map((step) =>
      step
        .split(",")
        .map((piece) => expand(piece, names, namedOnly))
        .join(","),
    )
    .join(":");
}

function expand(piece: string, names: Names, namedOnly: boolean): string {
  const name = /^n-(.*)$/.exec(piece)?.[1];
  if (name === undefined) {
    if (!namedOnly || piece === "") return piece;
    throw new Failure("EINVAL", "Only named transformations are allowed here");
  }
  const meaning = names.get(name);
  if (meaning !== undefined) return meaning;
  const shown = name.slice(0, 80);
  throw new Failure(
    "EINVAL",
    names.has(name)
      ? `The named transformation \`${shown}\` is disabled`
      : `There is no named transformation \`${shown}\``,
  );
}
