import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../runtime/sqlite.ts";
import { createVault, vaultKey } from "./secrets.ts";
import { createStore, type Store } from "./store.ts";

/**
 * Opens the configuration in a data folder, or makes it; folder and files are for their owner only.
 * @param secret what seals the secrets; undefined takes a key file beside the database
 */
export async function openStore(folder: string, secret: string | undefined): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "origins.sqlite");
  const database = await openDatabase(file);
  chmodSync(file, 0o600);
  return createStore(database, createVault(vaultKey(secret, join(folder, "secret.key"))));
}
