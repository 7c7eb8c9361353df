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

type Table = Record<string, { name: string; kind: { print(value: never): string } }>;

/** Where a field stands in its table, and how it is printed. */
interface Place {
  rank: number;
  key: string;
  name: string;
  print(value: never): string;
}

/** Fields in the order of their table, as pieces of a URL. */
export function printFields(fields: Record<string, unknown>, table: Table): string[] {
  const places = placesIn(table);
  const found: Place[] = [];
  // A table has dozens of rows, and a step a few fields.
  for (const name in fields) {
    if (fields[name] !== undefined) found.push(...(places.get(name) ?? []));
  }
  found.sort((one, other) => one.rank - other.rank);
  return found.map(({ key, print, name }) => {
    const printed = print(fields[name] as never);
    return printed === "" ? key : `${key}-${printed}`;
  });
}

const known = new WeakMap<Table, Map<string, Place[]>>();

/** The places of a table by the names of their fields, found once. */
function placesIn(table: Table): Map<string, Place[]> {
  const present = known.get(table);
  if (present) return present;
  const places = new Map<string, Place[]>();
  for (const [rank, [key, { name, kind }]] of Object.entries(table).entries()) {
    const place = { rank, key, name, print: (value: never) => kind.print(value) };
    places.set(name, [...(places.get(name) ?? []), place]);
  }
  known.set(table, places);
  return places;
}

/** What a table of parameters reads, by their names. */
export type FieldsOf<T extends Record<string, Parameter>> = {
  [K in keyof T as T[K]["name"]]?: ValueOf<T[K]["kind"]>;
};
