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
  const sqlite = coded(() => new DatabaseSync(path));
  const statements = new Map<string, ReturnType<typeof sqlite.prepare>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? sqlite.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return configured(
    {
      exec: (sql) => coded(() => sqlite.exec(sql)),
      get: (sql, ...values) =>
        coded(() => prepared(sql).get(...values) as Row | undefined) ?? undefined,
      all: (sql, ...values) => coded(() => prepared(sql).all(...values) as Row[]),
      run: (sql, ...values) => Number(coded(() => prepared(sql).run(...values).changes)),
      close: () => sqlite.close(),
    },
    busyTimeoutMilliseconds,
  );
}

/** SQLite's own texts for what callers tell apart: `node:sqlite` gives numbers for some of them only. */
const codes: readonly (readonly [text: RegExp, code: string])[] = [
  [/^file is not a database/, "SQLITE_NOTADB"],
  [/^database disk image is malformed/, "SQLITE_CORRUPT"],
  [/^database or disk is full/, "SQLITE_FULL"],
  [/^attempt to write a readonly database/, "SQLITE_READONLY"],
  [/^unable to open database file/, "SQLITE_CANTOPEN"],
  [/^database (?:table )?is locked/, "SQLITE_BUSY"],
];

/** Gives errors the codes that those of `bun:sqlite` have. */
function coded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { message } = error as Error;
    const [, code] = codes.find(([text]) => text.test(message)) ?? [];
    throw code === undefined ? error : Object.assign(error as Error, { code });
  }
}
