import { isDeepStrictEqual } from "node:util";
import type { OriginRecord } from "../../store/records.ts";

/**
 * What stands for an origin's secrets in a document: references as they are, and for a key that was
 * typed in the reference `env:NAME` by which it can be given to whoever reads the document.
 */
export interface ExportedSecrets {
  fields: Record<string, unknown>;
  /** Variables that stand for keys that were typed in. */
  variables: string[];
}

/** @param isShared whether another origin's name comes to the same variables */
export function exportedSecrets(
  { id, name, secrets }: OriginRecord,
  isShared: boolean,
): ExportedSecrets {
  const variables: string[] = [];
  const origin = isShared ? [name, id.slice(0, 6)] : [name];
  const exported = (value: unknown, ...place: string[]): unknown => {
    if (typeof value === "object" && value !== null) {
      const inner = Object.entries(value).map(([key, each]) => [
        key,
        exported(each, ...place, key),
      ]);
      return Object.fromEntries(inner);
    }
    if (typeof value === "string" && value.startsWith("env:")) return value;
    const variable = variableOf([...origin, ...place]);
    variables.push(variable);
    return `env:${variable}`;
  };
  const fields = Object.fromEntries(
    Object.entries(secrets).map(([field, value]) => [field, exported(value, field)]),
  );
  return { fields, variables };
}

/** Whether two origins' variables would be the same. */
export function sharesVariables(one: OriginRecord, other: OriginRecord): boolean {
  return one.id !== other.id && variableOf([one.name]) === variableOf([other.name]);
}

/**
 * Fields of a document without what only stands for a key that `known` holds: that key stays.
 * The name may have been changed since the export, in the document or in the configuration.
 */
export function withoutStandIns(
  fields: Record<string, unknown>,
  known: OriginRecord,
): Record<string, unknown> {
  const names = [known.name, String(fields.name)];
  const exports = names.flatMap((name) =>
    [false, true].map((isShared) => exportedSecrets({ ...known, name }, isShared).fields),
  );
  const isStandIn = ([field, value]: [string, unknown]) =>
    !isDeepStrictEqual(known.secrets[field], value) &&
    exports.some((exported) => field in exported && isDeepStrictEqual(exported[field], value));
  return Object.fromEntries(Object.entries(fields).filter((entry) => !isStandIn(entry)));
}

/** `Product images`, `secretKey` is PRODUCT_IMAGES_SECRET_KEY. */
function variableOf(words: readonly string[]): string {
  const name = words
    .join(" ")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toUpperCase();
  // Shells know no variable that begins with a digit, and origins may not read the server's own.
  return /^\d|^TINTYPE_|^$/.test(name) ? `ORIGIN_${name}` : name;
}
