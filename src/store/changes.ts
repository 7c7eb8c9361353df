import type { Database, Row } from "../runtime/sqlite.ts";

/** Who changes something: a client of the API, a person at the dashboard, or a command. */
export type Actor = "api" | "dashboard" | "command line";

/** One line of the audit log. */
export interface Change {
  /** Rises with time. */
  id: number;
  /** Milliseconds since 1970. */
  time: number;
  actor: Actor;
  action: "create" | "change" | "delete" | "import" | "purge";
  kind: "origin" | "URL endpoint" | "named transformation" | "configuration" | "cache";
  /** Id of what was changed; empty where it has none. */
  target: string;
  name: string;
  /** What is different now; of a secret, no more than that it is. */
  summary: string;
}

/** Which changes are wanted, the newest first. */
export interface ChangesWanted {
  limit: number;
  /** Only those with a lower id: the next page. */
  before?: number | undefined;
  /** Only those at or after this time, in milliseconds since 1970. */
  since?: number | undefined;
}

interface Changes {
  /** Writes one; inside a transaction, it is undone with it. */
  add(change: Omit<Change, "id" | "time">): void;
  list(wanted: ChangesWanted): Change[];
}

/** How many changes are kept; the oldest go. */
const keptAtMost = 10_000;

export function openChanges(database: Database): Changes {
  return {
    add({ actor, action, kind, target, name, summary }) {
      database.run(
        `INSERT INTO changes (time, actor, action, kind, target, name, summary)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...[Date.now(), actor, action, kind, target, name, summary],
      );
      database.run("DELETE FROM changes WHERE id <= (SELECT max(id) FROM changes) - ?", keptAtMost);
    },
    list: ({ limit, before = Number.MAX_SAFE_INTEGER, since = 0 }) =>
      database
        .all(
          "SELECT * FROM changes WHERE id < ? AND time >= ? ORDER BY id DESC LIMIT ?",
          ...[before, since, limit],
        )
        .map(read),
  };
}

function read(row: Row): Change {
  return {
    id: Number(row.id),
    time: Number(row.time),
    actor: row.actor as Actor,
    action: row.action as Change["action"],
    kind: row.kind as Change["kind"],
    target: String(row.target),
    name: String(row.name),
    summary: String(row.summary),
  };
}
