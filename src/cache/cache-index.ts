import { rmSync } from "node:fs";
import { type Database, isDamaged, isWithoutRoom } from "../runtime/sqlite.ts";
import { hasLayout, openAlone, replaceTables } from "./index-file.ts";
import type { Label, Line } from "./index-line.ts";
import { createPendingChanges } from "./pending-changes.ts";

/** What is left of an entry that was taken out. */
type RemovedEntry = Pick<Line, "key" | "file" | "bytes">;

/** The written side of the disk cache: which entries there are. It touches no entry's file. */
interface CacheIndex {
  /** For queries that only one place asks. */
  database: Pick<Database, "all">;
  find(key: string): Line | undefined;
  /** Adds an entry; it is written down a moment later. */
  add(line: Line, label: Label): void;
  /** Takes entries out, and gives back those that there were. */
  remove(keys: readonly string[]): RemovedEntry[];
  /** Notes when an entry was found true: a moment later, and at once where it has to be asked for. */
  confirm(key: string, checkedAt: number): void;
  annotate(key: string, file: string, meta: string): void;
  /** Writes down when entries were used. */
  use(used: ReadonlyMap<string, number>): void;
  /** Entries used after `used`, least recently used first, a few at a time. */
  oldest(used: number): { key: string; bytes: number; used: number }[];
  /** When it was opened. */
  totals: { bytes: number; entries: number; used: number };
  close(): void;
}

/** Entries that are looked at in one go when room is needed. */
const evictedAtOnce = 32;

/** What becomes of the files: when the index is opened, and later. */
interface Files {
  /** Deletes all of them; the index is of another layout. */
  discard(): void;
  /** After a kill: deletes those that are not in `known`, by path, and gives back those missing. */
  reconcile(known: ReadonlySet<string>): ReadonlySet<string>;
  /** An entry was added that the index cannot keep. */
  lost(line: Line): void;
}

/**
 * Opens the index for this process alone, for as long as it lives. ECONFLICT when another process
 * has it open.
 */
export async function openCacheIndex(file: string, files: Files): Promise<CacheIndex> {
  try {
    return await openIndex(file, files);
  } catch (error) {
    const { cause = error } = error as Error;
    if (!isDamaged(cause) && !isWithoutRoom(cause)) throw error;
    // Nothing is lost that cannot be fetched and rendered again, and on a full disk it makes room.
    files.discard();
    for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
    return openIndex(file, files);
  }
}

async function openIndex(file: string, { discard, reconcile, lost }: Files): Promise<CacheIndex> {
  const index = await openAlone(file);
  if (!hasLayout(index)) {
    // First the files: until the layout is written down, the next start begins here again.
    discard();
    replaceTables(index);
  }
  if (index.get("SELECT since FROM running")) {
    const ids = new Map(
      index.all("SELECT id, file FROM entries").map(({ id, file }) => [String(file), Number(id)]),
    );
    const missing = reconcile(new Set(ids.keys()));
    index.transaction(() => {
      for (const path of missing) {
        index.run("DELETE FROM entries WHERE id = ?", ids.get(path) as number);
      }
      index.run(`DELETE FROM originals WHERE ${isUnused} AND ${isNotKept}`);
    });
  } else {
    index.run("INSERT INTO running VALUES (?)", Date.now());
  }

  function add({ key, file, bytes, meta, checkedAt, used }: Line, label: Label): void {
    const { endpoint = null, path = null, asked = null, host = null, origin = null } = label;
    index.run(
      `INSERT INTO entries
        (key, file, bytes, meta, checked_at, used, endpoint, path, asked, host, origin)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[key, file, bytes, meta, checkedAt, used, endpoint, path, asked, host, origin],
    );
    if (label.endpoint === undefined && label.sources === undefined) {
      index.run(
        `INSERT INTO originals (key, origin, path, host) VALUES (?, ?, ?, ?)
          ON CONFLICT (key) DO UPDATE SET origin = excluded.origin, path = excluded.path, host = excluded.host`,
        ...[key, origin, path, host],
      );
    }
    for (const source of new Set(label.sources)) {
      index.run("INSERT INTO originals (key) VALUES (?) ON CONFLICT DO NOTHING", source);
      index.run(
        `INSERT INTO uses (original, entry)
          SELECT originals.id, entries.id FROM originals, entries
          WHERE originals.key = ? AND entries.key = ?`,
        ...[source, key],
      );
    }
  }

  function confirm(key: string, checkedAt: number): void {
    index.run("UPDATE entries SET checked_at = ? WHERE key = ?", checkedAt, key);
  }

  const pending = createPendingChanges(index, { add, confirm, lost });

  const isKept = (key: string) =>
    index.get("SELECT 1 FROM entries WHERE key = ?", key) !== undefined;

  function remove(key: string): RemovedEntry[] {
    const row = index.get("SELECT id, file, bytes FROM entries WHERE key = ?", key);
    if (!row) return [];
    const used = index.all("SELECT original FROM uses WHERE entry = ?", row.id ?? null);
    index.run("DELETE FROM entries WHERE id = ?", row.id ?? null);
    index.run(`DELETE FROM originals WHERE key = ? AND ${isUnused}`, key);
    for (const { original = null } of used) {
      index.run(`DELETE FROM originals WHERE id = ? AND ${isUnused} AND ${isNotKept}`, original);
    }
    return [{ key, file: String(row.file), bytes: Number(row.bytes) }];
  }

  return {
    database: {
      all(sql, ...values) {
        pending.flush();
        return index.all(sql, ...values);
      },
    },

    find(key) {
      const added = pending.added(key);
      if (added) return { ...added };
      const row = index.get("SELECT * FROM entries WHERE key = ?", key);
      return (
        row && {
          key,
          file: String(row.file),
          bytes: Number(row.bytes),
          meta: String(row.meta),
          checkedAt: pending.confirmed(key) ?? Number(row.checked_at),
          used: Number(row.used),
        }
      );
    },

    add: pending.add,
    remove(keys) {
      pending.flushAbout(keys);
      // Most additions replace nothing, and a transaction takes as long as three questions.
      const kept = keys.filter(isKept);
      return kept.length === 0 ? [] : index.transaction(() => kept.flatMap(remove));
    },

    confirm(key, checkedAt) {
      if (checkedAt > 0) {
        pending.confirm(key, checkedAt);
        return;
      }
      pending.flush();
      confirm(key, checkedAt);
    },

    annotate(key, path, meta) {
      pending.flush();
      index.run("UPDATE entries SET meta = ? WHERE key = ? AND file = ?", meta, key, path);
    },

    use(used) {
      const update = "UPDATE entries SET used = ? WHERE key = ?";
      pending.flush();
      index.transaction(() => {
        for (const [key, at] of used) index.run(update, at, key);
      });
    },

    oldest(used) {
      pending.flush();
      const rows = index.all(
        "SELECT key, bytes, used FROM entries WHERE used > ? ORDER BY used LIMIT ?",
        ...[used, evictedAtOnce],
      );
      return rows.map((row) => ({
        key: String(row.key),
        bytes: Number(row.bytes),
        used: Number(row.used),
      }));
    },

    totals: totalsOf(index),

    close() {
      pending.flush();
      try {
        index.exec("DELETE FROM running");
      } catch {
        // The disk has failed: the next start checks the files, as after a crash.
      }
      index.close();
    },
  };
}

/** Of an original: nothing that is kept was made of it; it is not kept itself. */
const isUnused = "NOT EXISTS (SELECT 1 FROM uses WHERE uses.original = originals.id)";
const isNotKept = "NOT EXISTS (SELECT 1 FROM entries WHERE entries.key = originals.key)";

function totalsOf(index: Database): CacheIndex["totals"] {
  const row = index.get(
    `SELECT coalesce(sum(bytes), 0) AS bytes, count(*) AS entries,
      coalesce(max(used), 0) AS used FROM entries`,
  );
  return { bytes: Number(row?.bytes), entries: Number(row?.entries), used: Number(row?.used) };
}
