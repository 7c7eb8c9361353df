import type { Database, Row } from "../../runtime/sqlite.ts";
import { concernsOf, isImage } from "./concerns.ts";
import type { Target } from "./input/target.ts";
import { patternOfToken } from "./patterns.ts";
import type { Verdict } from "./verdict.ts";

/** One URL that is audited, and how often it was found. */
export interface Entry extends Target {
  id: number;
  requests: number;
}

/** An entry with what came of it. */
export interface Result extends Verdict {
  id: number;
  url: string;
  requests: number;
}

/**
 * What an audit knows so far, in a file: URLs come by the hundred thousand, and memory stays as it
 * is.
 */
export interface Ledger {
  database: Database;
  /** Counts URLs; each is kept once. */
  add(targets: readonly Target[]): void;
  /** How many different ones there are. */
  count(): number;
  /** The next entries behind an id, in the order in which they were found. */
  entries(after: number, limit: number): Entry[];
  note(results: readonly Result[]): void;
}

const schema = `
  CREATE TABLE urls (
    id INTEGER PRIMARY KEY, host TEXT, target TEXT, requests INTEGER, UNIQUE (host, target));
  CREATE TABLE results (
    id INTEGER PRIMARY KEY, url TEXT, folder TEXT, requests INTEGER, pattern TEXT, outcome TEXT,
    status INTEGER, code TEXT, reason TEXT, origin TEXT, key TEXT, rendered TEXT, is_image INTEGER);
  CREATE TABLE parameters (
    pattern TEXT, fate TEXT, note TEXT, urls INTEGER, requests INTEGER, example TEXT,
    PRIMARY KEY (pattern, fate, note)) WITHOUT ROWID;
  CREATE TABLE concerns (
    kind TEXT, name TEXT, urls INTEGER, requests INTEGER, example TEXT,
    PRIMARY KEY (kind, name)) WITHOUT ROWID;
`;

export function createLedger(database: Database): Ledger {
  // It is not needed after a crash.
  database.exec("PRAGMA synchronous = OFF");
  database.exec(schema);
  return {
    database,
    add: (targets) =>
      database.transaction(() => {
        for (const { host = "", target } of targets) {
          database.run(
            `INSERT INTO urls (host, target, requests) VALUES (?, ?, 1)
             ON CONFLICT DO UPDATE SET requests = requests + 1`,
            ...[host, target],
          );
        }
      }),
    count: () => Number(database.get("SELECT count(*) AS urls FROM urls")?.urls),
    entries: (after, limit) =>
      database
        .all("SELECT * FROM urls WHERE id > ? ORDER BY id LIMIT ?", after, limit)
        .map(readEntry),
    note: (results) =>
      database.transaction(() => {
        for (const result of results) write(database, result);
      }),
  };
}

function readEntry({ id, host, target, requests }: Row): Entry {
  return {
    id: Number(id),
    target: String(target),
    requests: Number(requests),
    ...(host === "" ? {} : { host: String(host) }),
  };
}

function write(database: Database, result: Result): void {
  const { id, url, folder, requests, pattern, outcome, status, rendered, parameters } = result;
  database.run(
    "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ...[id, url, folder, requests, pattern, outcome, status, result.code ?? null],
    ...[result.reason ?? null, result.origin ?? null, result.key ?? null, rendered],
    isImage(result) ? 1 : 0,
  );
  for (const { kind, name } of concernsOf(result)) {
    database.run(
      `INSERT INTO concerns VALUES (?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET
       urls = urls + 1, requests = requests + excluded.requests`,
      ...[kind, name, requests, url],
    );
  }
  const seen = new Set<string>();
  for (const { token, fate, note = "" } of parameters) {
    const kind = patternOfToken(token);
    // One that a URL has twice concerns one URL.
    const row = JSON.stringify([kind, fate, note]);
    if (seen.has(row)) continue;
    seen.add(row);
    database.run(
      `INSERT INTO parameters VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET
       urls = urls + 1, requests = requests + excluded.requests`,
      ...[kind, fate, note, requests, token],
    );
  }
}
