/** A value that SQLite stores. */
export type Value = string | number | bigint | null | Uint8Array;

/** A row as SQLite gives it. */
export type Row = Record<string, Value>;

/** The part of SQLite that Tintype uses, the same over `bun:sqlite` and `node:sqlite`. */
export interface Database {
  /** Runs statements without parameters. */
  exec(sql: string): void;
  /** The first row, or undefined. */
  get(sql: string, ...values: Value[]): Row | undefined;
  all(sql: string, ...values: Value[]): Row[];
  /** Runs one statement and tells how many rows it changed. */
  run(sql: string, ...values: Value[]): number;
  /** Runs `work` in a transaction that is undone when it throws. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens or makes a database: write-ahead log, foreign keys on.
 * @param busyTimeoutMilliseconds how long to wait for another process that has locked it
 */
export async function openDatabase(
  path: string,
  busyTimeoutMilliseconds = 5000,
): Promise<Database> {
  const database = "Bun" in globalThis ? await openBun(path) : await openNode(path);
  database.exec(`PRAGMA busy_timeout = ${busyTimeoutMilliseconds}`);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec("PRAGMA foreign_keys = ON");
  return database;
}

export async function openBun(path: string): Promise<Database> {
  const { Database: Sqlite } = await import("bun:sqlite");
  const sqlite = new Sqlite(path, { create: true });
  return withTransaction({
    exec: (sql) => void sqlite.exec(sql),
    get: (sql, ...values) => (sqlite.query(sql).get(...values) as Row | null) ?? undefined,
    all: (sql, ...values) => sqlite.query(sql).all(...values) as Row[],
    run: (sql, ...values) => sqlite.query(sql).run(...values).changes,
    close: () => sqlite.close(),
  });
}

export async function openNode(path: string): Promise<Database> {
  const { DatabaseSync } = await import("node:sqlite");
  const sqlite = new DatabaseSync(path);
  const statements = new Map<string, ReturnType<typeof sqlite.prepare>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return withTransaction({
    exec: (sql) => sqlite.exec(sql),
    get: (sql, ...values) => (prepared(sql).get(...values) as Row | undefined) ?? undefined,
    all: (sql, ...values) => prepared(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
    close: () => sqlite.close(),
  });
}

/** On a full disk SQLite has rolled back by itself: that must not hide why. */
function rollBack(database: Pick<Database, "exec">): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // No transaction is left, which is what was wanted.
  }
}

function withTransaction(database: Omit<Database, "transaction">): Database {
  let depth = 0;
  return {
    ...database,
    transaction(work) {
      // One that is opened inside another is part of it.
      if (depth === 0) database.exec("BEGIN IMMEDIATE");
      depth += 1;
      try {
        const result = work();
        if (depth === 1) database.exec("COMMIT");
        return result;
      } catch (error) {
        if (depth === 1) rollBack(database);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
}
