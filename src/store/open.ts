import { chmodSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { openDatabase } from "../runtime/runtime.ts";
import { createVault, vaultKey } from "./secrets.ts";
import { createStore, type Store } from "./store.ts";

/**
 * Opens the configuration in a data folder, or makes it; folder and files are for their owner only.
 * @param secret what seals the secrets; undefined takes a key file beside the database
 */
export async function openStore(folder: string, secret: string | undefined): Promise<Store> {
  try {
    return await open(folder, secret);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = reasons[code ?? ""] ?? message;
    throw new Failure("ECONFLICT", `Cannot use the data folder ${folder}: ${reason}`, {
      cause: error,
    });
  }
}

const reasons: Record<string, string> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its disk is read-only",
  ENOSPC: "its disk is full",
  EEXIST: "a file is in its place",
  ENOTDIR: "a part of the path is not a folder",
  SQLITE_FULL: "its disk is full",
  SQLITE_IOERR: "its disk fails, or is full",
  SQLITE_READONLY: "its database is read-only",
  SQLITE_CANTOPEN: "its database cannot be opened, as on a full or read-only disk",
  SQLITE_NOTADB: "origins.sqlite is no database",
  SQLITE_CORRUPT: "origins.sqlite is damaged; restore it from a backup",
};

/** All other requests wait as long, too. */
const busyTimeoutMilliseconds = 1_000;

async function open(folder: string, secret: string | undefined): Promise<Store> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "origins.sqlite");
  const database = await openDatabase(file, busyTimeoutMilliseconds);
  // What was there before may have been open to others.
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) {
    if (/^(?:origins\.sqlite|secret\.key)/.test(name)) chmodSync(join(folder, name), 0o600);
  }
  return createStore(database, createVault(vaultKey(secret, join(folder, "secret.key"))));
}
