import { createHash } from "node:crypto";

/** Any value that JSON tells apart; undefined and null are the same. */
export type KeyPart = string | number | boolean | undefined | readonly KeyPart[];

/**
 * The name of whatever the parts stand for, in the disk cache and among work under way. The parts
 * are encoded before they are joined: a path may hold any separator, and would else be able to
 * spell the key of another tuple.
 */
export function cacheKey(...parts: readonly KeyPart[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
