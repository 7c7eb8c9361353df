import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { openDatabase } from "../runtime/runtime.ts";
import type { Database } from "../runtime/sqlite.ts";
import schema from "./cache.sqlite.sql" with { type: "text" };

/** In the folder of the cache. */
export const cacheFile = "cache.sqlite";

/** Of the tables; 0 is a file without any. */
const layout = 3;

/** Whether a server runs on a cache folder. */
export async function isInUse(folder: string): Promise<boolean> {
  const file = join(folder, cacheFile);
  if (!existsSync(file)) return false;
  try {
    (await openAlone(file)).close();
    return false;
  } catch (error) {
    // One that is damaged is made anew by the next server.
    return error instanceof Failure && error.message === inUse;
  }
}

const inUse = "The data folder is in use: another server runs on it";

/** Opens the file for this process alone. ECONFLICT when another process has it open. */
export async function openAlone(file: string): Promise<Database> {
  let index: Database | undefined;
  try {
    index = await openDatabase(file, 200);
    chmodSync(file, 0o600);
    index.exec("PRAGMA locking_mode = EXCLUSIVE");
    index.exec("BEGIN EXCLUSIVE");
    index.exec("COMMIT");
    return index;
  } catch (error) {
    index?.close();
    const reason = error instanceof Error ? error.message : String(error);
    const message = /locked|busy/i.test(reason) ? inUse : `The cache cannot be opened: ${reason}`;
    throw new Failure("ECONFLICT", message, { cause: error });
  }
}

/** Whether its tables are those that this program knows. */
export function hasLayout(index: Database): boolean {
  return index.get("PRAGMA user_version")?.user_version === layout;
}

/** Makes the tables anew, without a line in them. */
export function replaceTables(index: Database): void {
  const tables = index.all("SELECT name FROM sqlite_schema WHERE type = 'table'");
  // Tables that refer to each other go in any order.
  index.exec("PRAGMA foreign_keys = OFF");
  index.transaction(() => {
    for (const { name } of tables) index.exec(`DROP TABLE "${name}"`);
    index.exec(schema);
    index.exec(`PRAGMA user_version = ${layout}`);
  });
  index.exec("PRAGMA foreign_keys = ON");
}
