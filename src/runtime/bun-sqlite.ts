import { configured, type Database, type Row } from "./sqlite.ts";

/**
 * Opens or makes a database with `bun:sqlite`.
 * @param busyTimeoutMilliseconds how long to wait for another process that has locked it
 */
export async function openDatabase(
  path: string,
  busyTimeoutMilliseconds = 5000,
): Promise<Database> {
  const { Database: Sqlite } = await import("bun:sqlite");
  const sqlite = new Sqlite(path, { create: true });
  return configured(
    {
      exec: (sql) => void sqlite.exec(sql),
      get: (sql, ...values) => (sqlite.query(sql).get(...values) as Row | null) ?? undefined,
      all: (sql, ...values) => sqlite.query(sql).all(...values) as Row[],
      run: (sql, ...values) => sqlite.query(sql).run(...values).changes,
      close: () => sqlite.close(),
    },
    busyTimeoutMilliseconds,
  );
}
