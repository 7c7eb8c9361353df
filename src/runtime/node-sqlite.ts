import { configured, type Database, type Row } from "./sqlite.ts";

/**
 * Opens or makes a database with `node:sqlite`.
 * @param busyTimeoutMilliseconds how long to wait for another process that has locked it
 */
export async function openDatabase(
  path: string,
  busyTimeoutMilliseconds = 5000,
): Promise<Database> {
  const { DatabaseSync } = await import("node:sqlite");
  const sqlite = new DatabaseSync(path);
  const statements = new Map<string, ReturnType<typeof sqlite.prepare>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return configured(
    {
      exec: (sql) => sqlite.exec(sql),
      get: (sql, ...values) => (prepared(sql).get(...values) as Row | undefined) ?? undefined,
      all: (sql, ...values) => prepared(sql).all(...values) as Row[],
      run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
      close: () => sqlite.close(),
    },
    busyTimeoutMilliseconds,
  );
}
