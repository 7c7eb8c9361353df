import { mkdirSync, readdirSync, renameSync, rmSync, statSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../failure.ts";
import { type Database, openDatabase } from "../store/sqlite.ts";
import schema from "./cache.sqlite.sql" with { type: "text" };

/** A file that the cache keeps, and what its maker wrote beside it. */
export interface Entry<Meta> {
  key: string;
  /** Absolute path; its content never changes. */
  file: string;
  bytes: number;
  meta: Meta;
  /** Milliseconds since 1970 when the entry was last known to be true. */
  checkedAt: number;
}

export interface DiskCache {
  /** The entry, or undefined. Counts as a use. */
  get<Meta>(key: string): Entry<Meta> | undefined;
  /** Moves a finished temporary file into the cache, in place of an older entry of this key. */
  add<Meta>(key: string, temporary: string, bytes: number, meta: Meta): Entry<Meta>;
  /** Notes that an entry was found true just now. */
  confirm(key: string): void;
  /** Replaces what is written beside an entry. */
  annotate(key: string, meta: unknown): void;
  remove(key: string): void;
  /** A path for a file in the making, on the file system of the cache. */
  temporary(): string;
  /** Keeps an entry from being evicted until the returned function is called. */
  hold(key: string): () => void;
  statistics(): { bytes: number; entries: number; evictions: number };
  close(): void;
}

/** Uses are written down in batches, so that a hit costs no write. */
const flushInterval = 1_000;

/** Entries that are looked at in one go when room is needed. */
const evictedAtOnce = 32;

/**
 * Opens the cache in `folder`, which one process at a time may use. Files are renamed into place,
 * so a killed writer leaves a stray file at worst; strays are cleared at the next start.
 * ECONFLICT when another process uses the folder.
 * @param maxBytes bound of all entries together; the least recently used go first
 */
export async function openDiskCache(folder: string, maxBytes: number): Promise<DiskCache> {
  const files = join(folder, "files");
  const temporaries = join(folder, "temporary");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const index = await openAlone(join(folder, "cache.sqlite"));
  rmSync(temporaries, { recursive: true, force: true });
  mkdirSync(temporaries, { recursive: true, mode: 0o700 });
  for (let shard = 0; shard < 256; shard += 1) {
    mkdirSync(join(files, shard.toString(16).padStart(2, "0")), { recursive: true, mode: 0o700 });
  }
  index.exec(schema);
  if (index.get("SELECT since FROM running")) reconcile(index, files);
  else index.run("INSERT INTO running VALUES (?)", Date.now());

  const total = index.get("SELECT coalesce(sum(bytes), 0) AS bytes, count(*) AS n FROM entries");
  let bytes = Number(total?.bytes);
  let entries = Number(total?.n);
  let evictions = 0;
  let tick = Date.now() * 1000;
  const held = new Map<string, number>();
  /** Replaced files of held entries: whoever holds one may not have opened it yet. */
  const outdated = new Map<string, string[]>();
  const used = new Map<string, number>();

  function flushUses(): void {
    if (used.size === 0) return;
    index.transaction(() => {
      for (const [key, at] of used) index.run("UPDATE entries SET used = ? WHERE key = ?", at, key);
    });
    used.clear();
  }

  function drop(key: string): boolean {
    const row = index.get("SELECT file, bytes FROM entries WHERE key = ?", key);
    if (!row) return false;
    index.run("DELETE FROM entries WHERE key = ?", key);
    const file = join(files, String(row.file));
    if (held.has(key)) outdated.set(key, [...(outdated.get(key) ?? []), file]);
    else unlinkQuietly(file);
    bytes -= Number(row.bytes);
    entries -= 1;
    return true;
  }

  function makeRoom(needed: number): void {
    if (bytes + needed <= maxBytes) return;
    flushUses();
    // A few at a time: a full cache makes room with every addition, and may hold a million entries.
    let kept = 0;
    while (bytes + needed > maxBytes) {
      const oldest = index.all(
        "SELECT key FROM entries ORDER BY used LIMIT ? OFFSET ?",
        ...[evictedAtOnce, kept],
      );
      if (oldest.length === 0) return;
      for (const { key } of oldest) {
        if (bytes + needed <= maxBytes) return;
        if (held.has(String(key))) kept += 1;
        else if (drop(String(key))) evictions += 1;
      }
    }
  }

  const timer = setInterval(flushUses, flushInterval);
  timer.unref?.();

  return {
    get<Meta>(key: string) {
      const row = index.get("SELECT file, bytes, meta, checked_at FROM entries WHERE key = ?", key);
      if (!row) return undefined;
      const file = join(files, String(row.file));
      // A file that a power cut left short, or that somebody deleted, is not the entry any more.
      if (sizeOf(file) !== row.bytes) {
        drop(key);
        return undefined;
      }
      tick += 1;
      used.set(key, tick);
      const meta = JSON.parse(String(row.meta)) as Meta;
      return { key, file, bytes: Number(row.bytes), meta, checkedAt: Number(row.checked_at) };
    },

    add(key, temporary, size, meta) {
      drop(key);
      const checkedAt = Date.now();
      makeRoom(size);
      if (bytes + size > maxBytes) {
        // Larger than the whole cache: it serves this request and is gone.
        setTimeout(() => unlinkQuietly(temporary), 60_000).unref?.();
        return { key, file: temporary, bytes: size, meta, checkedAt };
      }
      tick += 1;
      const name = join(key.slice(0, 2), `${key}.${tick.toString(36)}`);
      const file = join(files, name);
      renameSync(temporary, file);
      index.run(
        "INSERT INTO entries (key, file, bytes, meta, checked_at, used) VALUES (?, ?, ?, ?, ?, ?)",
        ...[key, name, size, JSON.stringify(meta), checkedAt, tick],
      );
      bytes += size;
      entries += 1;
      return { key, file, bytes: size, meta, checkedAt };
    },

    confirm(key) {
      index.run("UPDATE entries SET checked_at = ? WHERE key = ?", Date.now(), key);
    },

    annotate(key, meta) {
      index.run("UPDATE entries SET meta = ? WHERE key = ?", JSON.stringify(meta), key);
    },

    remove: (key) => void drop(key),

    temporary() {
      tick += 1;
      return join(temporaries, tick.toString(36));
    },

    hold(key) {
      held.set(key, (held.get(key) ?? 0) + 1);
      return () => {
        const holders = (held.get(key) ?? 1) - 1;
        if (holders > 0) {
          held.set(key, holders);
          return;
        }
        held.delete(key);
        for (const file of outdated.get(key) ?? []) unlinkQuietly(file);
        outdated.delete(key);
      };
    },

    statistics: () => ({ bytes, entries, evictions }),

    close() {
      clearInterval(timer);
      flushUses();
      index.exec("DELETE FROM running");
      index.close();
    },
  };
}

/** Opens the index for this process alone, for as long as it lives. */
async function openAlone(file: string): Promise<Database> {
  try {
    const index = await openDatabase(file, 200);
    index.exec("PRAGMA locking_mode = EXCLUSIVE");
    index.exec("BEGIN EXCLUSIVE");
    index.exec("COMMIT");
    return index;
  } catch (error) {
    const message = "The data folder is in use: another server runs on it";
    throw new Failure("ECONFLICT", message, { cause: error });
  }
}

/** After a killed server: files without an entry and entries without their file are dropped. */
function reconcile(index: Database, files: string): void {
  const known = new Map(
    index.all("SELECT key, file FROM entries").map(({ key, file }) => [String(file), String(key)]),
  );
  for (const shard of readdirSync(files)) {
    for (const name of readdirSync(join(files, shard))) {
      const file = join(shard, name);
      if (!known.delete(file)) unlinkQuietly(join(files, file));
    }
  }
  for (const key of known.values()) index.run("DELETE FROM entries WHERE key = ?", key);
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Gone already, which is what was wanted.
  }
}
