import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Store } from "../../store/store.ts";

/**
 * The private key, which signs URLs and opens the management API: the one that is given, or one
 * that is made on the first start and kept. `isNew` until `markShown` was called for it, so that a
 * first start that fails does not lose the key.
 */
export function privateKey(
  store: Store,
  given: string | undefined,
): { key: string; isNew: boolean } {
  if (given !== undefined) return { key: given, isNew: false };
  const key = store.kept("private key") ?? newPrivateKey(store);
  return { key, isNew: store.kept("private key shown") !== key };
}

/** Those of them that are set. */
interface KeySettings {
  signingKey: string | undefined;
  previousPrivateKey: string | undefined;
  previousSigningKey: string | undefined;
}

/**
 * Which keys open the management API, and which sign URLs: the first does, all are valid. Where no
 * key is for signing alone, the private keys are.
 */
export function keysOf(
  { signingKey, previousPrivateKey, previousSigningKey }: KeySettings,
  key: string,
): { management: readonly string[]; signing: readonly string[] } {
  const management = [key, previousPrivateKey].filter((each) => each !== undefined);
  const own = signingKey === undefined ? management : [signingKey];
  const previous = previousSigningKey === undefined ? [] : [previousSigningKey];
  return { management, signing: [...own, ...previous] };
}

/** Makes a key, in place of the one that there is. */
export function newPrivateKey(store: Store): string {
  const key = `private_${randomBytes(24).toString("base64url")}`;
  store.keep("private key", key);
  return key;
}

/** Remembers that the key was printed. */
export function markShown(store: Store, key: string): void {
  store.keep("private key shown", key);
}

/** Whether an `Authorization` header carries one of the keys as HTTP Basic's user name. */
export function holdsKey(authorization: string | null, keys: readonly string[]): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return false;
  return isKey(Buffer.from(encoded, "base64").toString("utf8").split(":")[0] ?? "", keys);
}

/** Whether a text is one of the keys. */
export function isKey(text: string, keys: readonly string[]): boolean {
  // Equal lengths for a comparison whose time tells nothing.
  const hash = (secret: string) => createHash("sha256").update(secret).digest();
  const given = hash(text);
  return keys.map((key) => timingSafeEqual(given, hash(key))).includes(true);
}
