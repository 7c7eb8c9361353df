import type { Kind, ValueOf } from "./kind.ts";

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

/** Fields in the order of their table, as pieces of a URL. */
export function printFields(
  fields: Record<string, unknown>,
  table: Record<string, { name: string; kind: { print(value: never): string } }>,
): string[] {
  return Object.entries(table).flatMap(([key, { name, kind }]) => {
    const value = fields[name];
    if (value === undefined) return [];
    const printed = kind.print(value as never);
    return [printed === "" ? key : `${key}-${printed}`];
  });
}

/** What a table of parameters reads, by their names. */
export type FieldsOf<T extends Record<string, Parameter>> = {
  [K in keyof T as T[K]["name"]]?: ValueOf<T[K]["kind"]>;
};
