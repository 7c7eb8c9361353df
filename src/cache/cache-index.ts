import { rmSync } from "node:fs";
import { type Database, isDamaged, isWithoutRoom } from "../runtime/sqlite.ts";
import { hasLayout, openAlone, replaceTables } from "./index-file.ts";

/** What an entry belongs to: a purge finds it by this. */
export interface Label {
  /** Id of the origin that had the original. */
  origin?: string;
  /** Id of the URL endpoint; an original belongs to none. */
  endpoint?: string;
  /** Decoded path inside the endpoint. */
  path?: string;
  /** The transformation as printed; empty for none. */
  asked?: string;
  /** Host name of the request, where it decides what the entry is. */
  host?: string;
  /** Keys of the originals that it was made of, those of layers and fonts included. */
  sources?: readonly string[];
  /** What `purgeEpoch()` was when the work on it began. */
  purgeEpoch?: number;
}

/** An entry as the cache index has it. */
interface Line {
  key: string;
  /** Path below the folder of files. */
  file: string;
  bytes: number;
  /** JSON. */
  meta: string;
  /** Milliseconds since 1970. */
  checkedAt: number;
  used: number;
}

/** What is left of an entry that was taken out. */
type RemovedEntry = Pick<Line, "key" | "file" | "bytes">;

/** The written side of the disk cache: which entries there are. It touches no entry's file. */
interface CacheIndex {
  /** For queries that only one place asks. */
  database: Database;
  find(key: string): Line | undefined;
  add(line: Line, label: Label): void;
  /** Takes entries out, and gives back those that there were. */
  remove(keys: readonly string[]): RemovedEntry[];
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

/** What happens to the files when the index is opened. */
interface Files {
  /** Deletes all of them; the index is of another layout. */
  discard(): void;
  /** After a kill: deletes those that are not in `known`, by path, and gives back those missing. */
  reconcile(known: ReadonlySet<string>): ReadonlySet<string>;
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

async function openIndex(file: string, { discard, reconcile }: Files): Promise<CacheIndex> {
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
    const lost = reconcile(new Set(ids.keys()));
    index.transaction(() => {
      for (const path of lost) {
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
    database: index,

    find(key) {
      const row = index.get("SELECT * FROM entries WHERE key = ?", key);
      return (
        row && {
          key,
          file: String(row.file),
          bytes: Number(row.bytes),
          meta: String(row.meta),
          checkedAt: Number(row.checked_at),
          used: Number(row.used),
        }
      );
    },

    add: (line, label) => index.transaction(() => add(line, label)),
    remove(keys) {
      // Most additions replace nothing, and a transaction takes as long as three questions.
      const kept = keys.filter(isKept);
      return kept.length === 0 ? [] : index.transaction(() => kept.flatMap(remove));
    },

    confirm(key, checkedAt) {
      index.run("UPDATE entries SET checked_at = ? WHERE key = ?", checkedAt, key);
    },

    annotate(key, path, meta) {
      index.run("UPDATE entries SET meta = ? WHERE key = ? AND file = ?", meta, key, path);
    },

    use(used) {
      const update = "UPDATE entries SET used = ? WHERE key = ?";
      index.transaction(() => {
        for (const [key, at] of used) index.run(update, at, key);
      });
    },

    oldest: (used) =>
      index
        .all(
          "SELECT key, bytes, used FROM entries WHERE used > ? ORDER BY used LIMIT ?",
          ...[used, evictedAtOnce],
        )
        .map((row) => ({
          key: String(row.key),
          bytes: Number(row.bytes),
          used: Number(row.used),
        })),

    totals: totalsOf(index),

    close() {
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
