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

/** What a runtime's own SQLite does of that. */
type Connection = Omit<Database, "transaction">;

/**
 * A database that has just been opened: write-ahead log, foreign keys on. It is closed when that
 * fails, so that its file can be deleted.
 * @param busyTimeoutMilliseconds how long to wait for another process that has locked it
 */
export function configured(connection: Connection, busyTimeoutMilliseconds: number): Database {
  try {
    connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMilliseconds}`);
    connection.exec("PRAGMA journal_mode = WAL");
    connection.exec("PRAGMA synchronous = NORMAL");
    connection.exec("PRAGMA foreign_keys = ON");
  } catch (error) {
    connection.close();
    throw error;
  }
  return withTransaction(connection);
}

/** Whether a file is no database, or one that cannot be read any more. */
export function isDamaged(error: unknown): boolean {
  return error instanceof Error && /malformed|not a database/i.test(error.message);
}

/** Whether a disk had no room for what SQLite writes beside a file. */
export function isWithoutRoom(error: unknown): boolean {
  return error instanceof Error && /disk is full|disk I\/O error/i.test(error.message);
}

/** On a full disk SQLite has rolled back by itself: that must not hide why. */
function rollBack(database: Pick<Connection, "exec">): void {
  try {
    database.exec("ROLLBACK");
  } catch {
    // No transaction is left, which is what was wanted.
  }
}

function withTransaction(database: Connection): Database {
  let depth = 0;
  return {
    ...database,
    transaction(work) {
      // One that is opened inside another is part of it.
      if (depth === 0) database.run("BEGIN IMMEDIATE");
      depth += 1;
      try {
        const result = work();
        if (depth === 1) database.run("COMMIT");
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
