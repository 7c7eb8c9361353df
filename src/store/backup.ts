import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Failure } from "../failure.ts";
import { openDatabase } from "../runtime/runtime.ts";
import { createVault, vaultKey, vaultKeyBytes } from "./secrets.ts";
import { createStore } from "./store.ts";

/** How many there are of each in a backup. */
export interface BackupContents {
  origins: number;
  endpoints: number;
  named: number;
  /** Whether `TINTYPE_SECRET_KEY` seals the credentials, which is not in the backup. */
  needsSecret: boolean;
}

/**
 * A backup is the database as it was at one moment, with one table more: the key of its secrets, or
 * NULL where that is kept in the environment.
 */
const format = 1;

/**
 * Writes the configuration of a data folder, its secrets and their key into one file, which only its
 * owner may read. A server may use the folder meanwhile.
 * @param secret what seals the secrets; undefined for the key file
 */
export async function writeBackup(
  folder: string,
  secret: string | undefined,
  file: string,
): Promise<BackupContents> {
  const source = join(folder, "origins.sqlite");
  if (!existsSync(source)) {
    throw new Failure(
      "ENOENT",
      `There is no configuration in ${folder}: expected the data folder of a server`,
    );
  }
  const part = `${file}.part`;
  rmSync(part, { force: true });
  // It is made before SQLite fills it, so that no other user can ever read it; and made anew, since
  // where others write too, one of them may have put a link in its place.
  writeFileSync(part, "", { mode: 0o600, flag: "wx" });
  try {
    const database = await openDatabase(source);
    try {
      // One statement reads all of it in one moment, whatever is written meanwhile.
      database.run("VACUUM INTO ?", part);
    } finally {
      database.close();
    }
    const keyFile = join(folder, "secret.key");
    const key = secret || !existsSync(keyFile) ? null : readFileSync(keyFile);
    const copy = await openDatabase(part);
    try {
      copy.exec("CREATE TABLE backup (format INTEGER NOT NULL, secret_key BLOB) STRICT");
      copy.run("INSERT INTO backup VALUES (?, ?)", format, key);
      copy.exec("PRAGMA journal_mode = DELETE");
    } finally {
      copy.close();
    }
    const contents = await contentsOf(part, key ?? secret);
    renameSync(part, file);
    return contents;
  } finally {
    removeDatabase(part);
  }
}

/** Puts a backup into a data folder that no server uses, in place of what is there. */
export async function restoreBackup(
  file: string,
  folder: string,
  secret: string | undefined,
): Promise<BackupContents> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const part = join(folder, "origins.sqlite.part");
  removeDatabase(part);
  try {
    copyFileSync(file, part);
    chmodSync(part, 0o600);
    const key = await takeKey(part, file);
    if (key !== null && secret) {
      throw new Failure(
        "ECONFLICT",
        "The backup has a key of its own: unset TINTYPE_SECRET_KEY, which would take its place",
      );
    }
    const contents = await contentsOf(part, key ?? secret);
    const database = join(folder, "origins.sqlite");
    removeDatabase(database);
    if (key !== null) {
      writeFileSync(join(folder, "secret.key.part"), key, { mode: 0o600 });
      renameSync(join(folder, "secret.key.part"), join(folder, "secret.key"));
    }
    renameSync(part, database);
    return contents;
  } finally {
    removeDatabase(part);
  }
}

/** Takes the key out of a backup, which is a database like any other then. */
async function takeKey(part: string, file: string): Promise<Uint8Array | null> {
  let database: Awaited<ReturnType<typeof openDatabase>> | undefined;
  try {
    database = await openDatabase(part);
    const row = database.get("SELECT format, secret_key FROM backup");
    const check = database.get("PRAGMA integrity_check")?.integrity_check;
    if (row?.format !== format || check !== "ok") throw new Error(String(check));
    const key = row.secret_key;
    if (key !== null && !isKey(key)) throw new Error("The key is none");
    database.exec("PRAGMA secure_delete = ON");
    database.exec("DROP TABLE backup");
    database.exec("PRAGMA journal_mode = DELETE");
    return key === null ? null : Buffer.from(key);
  } catch (cause) {
    throw new Failure("EINVAL", `${file} is no backup of Tintype, or it is damaged`, { cause });
  } finally {
    database?.close();
  }
}

/** A server could not start with another one, and would say so only then. */
function isKey(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length === vaultKeyBytes;
}

/** Reads all that is sealed, so that a backup that cannot be used is never called one. */
async function contentsOf(
  file: string,
  key: Uint8Array | string | undefined,
): Promise<BackupContents> {
  const needsSecret = typeof key !== "object";
  const vault = typeof key === "object" ? key : vaultKey(key, join(dirname(file), "none"));
  const database = await openDatabase(file);
  try {
    const store = createStore(database, createVault(vault));
    store.kept("private key");
    const counts = {
      origins: store.origins().length,
      endpoints: store.endpoints().length,
      named: store.named().length,
      needsSecret,
    };
    database.exec("PRAGMA journal_mode = DELETE");
    return counts;
  } catch (cause) {
    throw new Failure(
      "ECONFLICT",
      "The credentials cannot be read: check that TINTYPE_SECRET_KEY is the one that the server has",
      { cause },
    );
  } finally {
    database.close();
  }
}

/** With what SQLite keeps beside it. */
function removeDatabase(file: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) rmSync(file + end, { force: true });
}
