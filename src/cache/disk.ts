import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Failure } from "../failure.ts";
import { type Label, openCacheIndex } from "./cache-index.ts";
import { keepOnly, makeShards, sizeOf, unlinkQuietly } from "./files.ts";
import { createLruClock } from "./lru-clock.ts";
import { createPendingFiles, type PendingFile } from "./pending-file.ts";
import { createPins } from "./pins.ts";
import { purge, type Target } from "./purge.ts";

export type { PendingFile };

/** A file that the cache keeps, and what its maker wrote beside it. */
export interface Entry<Meta> {
  key: string;
  /** Absolute path; its content never changes. */
  file: string;
  bytes: number;
  meta: Meta;
  /** Milliseconds since 1970 when the entry was last known to be true; 0: ask before it is used. */
  checkedAt: number;
}

export interface DiskCache {
  /** Bound of all files together, those in the making included. */
  maxBytes: number;
  /** The entry, or undefined. Counts as a use. */
  get<Meta>(key: string): Entry<Meta> | undefined;
  /** The same, without counting as anything. */
  peek<Meta>(key: string): Entry<Meta> | undefined;
  /** Counts as a use. */
  touch(key: string): void;
  /** A file in the making, with no bytes allowed. */
  pendingFile(): PendingFile;
  /** Moves a finished pending file into the cache, in place of an older entry of this key. */
  add<Meta>(key: string, pending: PendingFile, meta: Meta, label: Label): Entry<Meta>;
  /**
   * Notes that an entry was found true just now, and gives back that time: 0 when there was a
   * purge meanwhile.
   * @param purgeEpoch what `purgeEpoch()` was before the question was asked
   */
  confirm(key: string, purgeEpoch?: number): number;
  /** Replaces what is written beside an entry, unless the entry itself was replaced meanwhile. */
  annotate<Meta>(entry: Entry<Meta>, meta: Meta): void;
  remove(key: string): void;
  /**
   * Keeps an entry from being evicted, and its file from being deleted, until the returned
   * function is called.
   */
  pin(key: string): () => void;
  /** Drops what a target names, and gives back how many entries that were. */
  purge(target: Target): Promise<number>;
  /** How many purges there were: what began before the last of them is not fresh. */
  purgeEpoch(): number;
  /**
   * Tells the key of every entry that is dropped, replaced or evicted, or that a purge has left
   * and that has to be asked for before it is used again.
   */
  onDrop(listener: (key: string) => void): void;
  statistics(): CacheStatistics;
  close(): void;
}

export interface CacheStatistics {
  /** Of all files: entries, dropped ones that are still in use, and pending files. */
  bytes: number;
  entries: number;
  evictions: number;
  /** What `get` found. */
  hits: number;
  misses: number;
  /** Bytes that pending files may have. */
  making: number;
}

/**
 * Opens the cache in `folder`, which one process at a time may use. Files are renamed into place,
 * so a killed writer leaves a stray file at worst; strays are cleared at the next start.
 * ECONFLICT when another process uses the folder.
 * @param maxBytes hard bound of all files together; the least recently used go first
 */
export async function openDiskCache(folder: string, maxBytes: number): Promise<DiskCache> {
  const files = join(folder, "files");
  const temporaries = join(folder, "temporary");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const index = await openCacheIndex(join(folder, "cache.sqlite"), {
    discard: () => rmSync(files, { recursive: true, force: true }),
    reconcile: (known) => keepOnly(files, known),
  });
  rmSync(temporaries, { recursive: true, force: true });
  mkdirSync(temporaries, { recursive: true, mode: 0o700 });
  makeShards(files);

  /** `kept` is bytes of entries, and of dropped ones that are held. */
  let { bytes: kept, entries, used: lastUse } = index.totals();
  const clock = createLruClock(lastUse, index.use);
  let evictions = 0;
  let hits = 0;
  let misses = 0;
  let purgeEpoch = 0;
  let purging = 0;
  let closed = false;
  const listeners: ((key: string) => void)[] = [];
  const pendingFiles = createPendingFiles(temporaries, maxBytes, makeRoom);
  const pins = createPins(({ file, bytes }) => {
    unlinkQuietly(file);
    kept -= bytes;
  });

  /** Gives back how many entries that were. */
  function drop(keys: readonly string[]): number {
    const lines = index.remove(keys);
    // Only now: while a file is in the index, it is there.
    for (const { key, file, bytes } of lines) {
      entries -= 1;
      pins.deleteWhenReleased(key, { file: join(files, file), bytes });
      tellDropped(key);
    }
    return lines.length;
  }

  function markStale(key: string): void {
    index.confirm(key, 0);
    tellDropped(key);
  }

  function tellDropped(key: string): void {
    for (const listener of listeners) listener(key);
  }

  function peek<Meta>(key: string): Entry<Meta> | undefined {
    const line = index.find(key);
    if (!line) return undefined;
    const { bytes, checkedAt } = line;
    const file = join(files, line.file);
    if (sizeOf(file) === bytes) {
      return { key, file, bytes, meta: JSON.parse(line.meta) as Meta, checkedAt };
    }
    // A file that a power cut left short, or that somebody deleted, is not the entry any more.
    drop([key]);
    return undefined;
  }

  /** Evicts until so many more bytes fit; EBUSY, and nothing is evicted, when they cannot. */
  function makeRoom(needed: number): void {
    let missing = kept + pendingFiles.making() + needed - maxBytes;
    if (missing <= 0) return;
    clock.flush();
    const victims: string[] = [];
    // A few at a time: a full cache makes room with every addition, and may hold a million entries.
    for (let last = 0; missing > 0; ) {
      const oldest = index.oldest(last);
      if (oldest.length === 0) {
        throw new Failure("EBUSY", "The disk cache is full of files that are in use");
      }
      for (const { key, bytes, used } of oldest) {
        last = used;
        if (missing <= 0 || pins.has(key)) continue;
        victims.push(key);
        missing -= bytes;
      }
    }
    evictions += drop(victims);
  }

  /** When something is known to be true that was asked for after so many purges. */
  function checkTime(epoch = purgeEpoch): number {
    return purging > 0 || epoch !== purgeEpoch ? 0 : Date.now();
  }

  // The bound may be lower than it was.
  makeRoom(0);

  return {
    maxBytes,

    get<Meta>(key: string) {
      const entry = peek<Meta>(key);
      if (entry) clock.touch(key);
      if (entry) hits += 1;
      else misses += 1;
      return entry;
    },

    peek,
    touch: clock.touch,

    pendingFile: pendingFiles.open,

    add(key, pending, meta, label) {
      const bytes = pendingFiles.measure(pending);
      drop([key]);
      const used = clock.tick();
      const name = join(key.slice(0, 2), `${key}.${used.toString(36)}`);
      const file = join(files, name);
      const checkedAt = checkTime(label.purgeEpoch);
      renameSync(pending.file, file);
      try {
        const line = { key, file: name, bytes, meta: JSON.stringify(meta), checkedAt, used };
        index.add(line, label);
      } catch (error) {
        unlinkQuietly(file);
        throw error;
      }
      pendingFiles.release(pending);
      kept += bytes;
      entries += 1;
      return { key, file, bytes, meta, checkedAt };
    },

    confirm(key, purgeEpoch) {
      const checkedAt = checkTime(purgeEpoch);
      if (checkedAt > 0) index.confirm(key, checkedAt);
      return checkedAt;
    },

    annotate: ({ key, file }, meta) =>
      index.annotate(key, relative(files, file), JSON.stringify(meta)),

    remove: (key) => void drop([key]),
    pin: pins.pin,

    async purge(target) {
      purging += 1;
      try {
        return await purge(target, {
          index: index.database,
          drop,
          markStale,
          isClosed: () => closed,
        });
      } finally {
        purging -= 1;
        purgeEpoch += 1;
      }
    },

    purgeEpoch: () => purgeEpoch,
    onDrop: (listener) => void listeners.push(listener),

    statistics() {
      const making = pendingFiles.making();
      return { bytes: kept + making, entries, evictions, hits, misses, making };
    },

    close() {
      closed = true;
      clock.close();
      index.close();
    },
  };
}
