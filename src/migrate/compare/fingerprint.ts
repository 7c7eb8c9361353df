import { createHash } from "node:crypto";

/**
 * A text as a whole number of 52 bits, so that millions of them can be remembered in little memory.
 * Among a million, the chance that any two meet is one in nine thousand.
 */
export function fingerprint(...parts: (string | number | undefined)[]): number {
  const digest = createHash("sha1").update(parts.join("\0")).digest();
  return digest.readUIntBE(0, 6) * 16 + ((digest[6] ?? 0) >> 4);
}
