import type { Kind } from "./value-types.ts";

export interface Parameter {
  /** The property of a `Fields`. */
  name: string;
  kind: Kind<unknown>;
  /** One line for people; the documents print it. */
  meaning: string;
  /** A value that is good, and one that is not: for examples and tests. */
  good: string;
  bad: string;
}

/** A row of a table of parameters: name, kind, a good and a bad value, meaning. */
export function row<const N extends string, T>(
  name: N,
  kind: Kind<T>,
  [good, bad]: [good: string, bad: string],
  meaning: string,
) {
  return { name, kind, good, bad, meaning };
}
