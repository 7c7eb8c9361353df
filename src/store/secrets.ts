import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Encrypts what may not lie readable in the database, and reads it back. */
export interface Vault {
  lock(text: string): Uint8Array;
  /** Throws when the key is another one, or the bytes were changed. */
  unlock(sealed: Uint8Array): string;
}

const nonceLength = 12;
const tagLength = 16;
export const vaultKeyBytes = 32;

/** AES-256-GCM; a sealed text is nonce, tag and cipher text in this order. */
export function createVault(key: Uint8Array): Vault {
  return {
    lock(text) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    unlock(sealed) {
      const bytes = Buffer.from(sealed);
      const body = nonceLength + tagLength;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceLength));
      decipher.setAuthTag(bytes.subarray(nonceLength, body));
      return decipher.update(bytes.subarray(body), undefined, "utf8") + decipher.final("utf8");
    },
  };
}

/** The vault's key: any text from the environment, else a file beside the database, made once. */
export function vaultKey(fromEnvironment: string | undefined, file: string): Uint8Array {
  if (fromEnvironment) return createHash("sha256").update(fromEnvironment).digest();
  if (!existsSync(file))
    writeFileSync(file, randomBytes(vaultKeyBytes), { mode: 0o600, flag: "wx" });
  return readFileSync(file);
}
