import { mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Failure } from "../failure.ts";
import { openCacheIndex } from "./cache-index.ts";
import type { DiskCache, Entry } from "./disk-cache.ts";
import {
  createWritableFolder,
  fileBytes,
  freeBytes,
  isWritable,
  keepOnly,
  makeShards,
  moveInto,
  unlinkQuietly,
} from "./files.ts";
import { cacheFile } from "./index-file.ts";
import type { Line } from "./index-line.ts";
import { createIntactGet, type FoundEntry } from "./integrity.ts";
import { createLruClock } from "./lru-clock.ts";
import { createPendingFiles, type PendingFile } from "./pending-file.ts";
import { createPins } from "./pins.ts";
import { purge } from "./purge.ts";
import { createPurgeEpoch } from "./purge-epoch.ts";
import { createUnfinished } from "./unfinished.ts";

export type { DiskCache, Entry, PendingFile };

/** Bytes that other files on the disk may need, the index among them. */
const spareBytes = 1024 * 1024;

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
  const index = await openCacheIndex(join(folder, cacheFile), {
    discard: () => rmSync(files, { recursive: true, force: true }),
    reconcile: (known) => keepOnly(files, known),
    lost: notKept,
  });
  rmSync(temporaries, { recursive: true, force: true });
  mkdirSync(temporaries, { recursive: true, mode: 0o700 });
  makeShards(files);

  /** `kept` is bytes of entries, and of dropped ones that are held. */
  let { bytes: kept, entries, used: lastUse } = index.totals;
  const epoch = createPurgeEpoch();
  const unfinished = createUnfinished();
  const clock = createLruClock(lastUse, index.use);
  let evictions = 0;
  let hits = 0;
  let misses = 0;
  let closed = false;
  const listeners: ((key: string) => void)[] = [];
  const pendingFiles = createPendingFiles(createWritableFolder(temporaries), maxBytes, makeRoom);
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

  function find<Meta>(key: string): FoundEntry<Meta> | undefined {
    // An index that cannot be read any more keeps no client from an answer.
    const line = quietly(() => index.find(key));
    if (!line) return undefined;
    const { bytes, checkedAt, used } = line;
    const file = join(files, line.file);
    if (fileBytes(file) === bytes) {
      const entry = { key, file, bytes, meta: JSON.parse(line.meta) as Meta, checkedAt };
      return { entry, isUsedSinceStart: used > lastUse };
    }
    // A file that a power cut left short, or that was deleted by hand, is not the entry any more.
    quietly(() => drop([key]));
    return undefined;
  }

  function use<Meta>(key: string): FoundEntry<Meta> | undefined {
    const found = find<Meta>(key);
    if (found) clock.touch(key);
    if (found) hits += 1;
    else misses += 1;
    return found;
  }

  const peek = <Meta>(key: string) => find<Meta>(key)?.entry;

  /** Evicts until so many more bytes fit; EBUSY, and nothing is evicted, when they cannot. */
  function makeRoom(needed: number): void {
    const overBound = kept + pendingFiles.making() + needed - maxBytes;
    const isFull = overBound <= 0 && needed > 0;
    let missing = isFull ? needed + spareBytes - freeBytes(folder) : overBound;
    if (missing <= 0) return;
    clock.flush();
    const victims: string[] = [];
    // A few at a time: a full cache makes room with every addition, and may hold a million entries.
    for (let last = 0; missing > 0; ) {
      const oldest = index.oldest(last);
      if (oldest.length === 0) {
        // What the disk lacks, others may free; the bound is ours.
        if (isFull) break;
        throw new Failure("EBUSY", "The disk cache is full of files that are in use");
      }
      for (const { key, bytes, used } of oldest) {
        last = used;
        if (missing <= 0 || pins.has(key)) continue;
        victims.push(key);
        missing -= bytes;
      }
    }
    evictions += evict(victims);
  }

  /** A full disk has no room to write down what is deleted: then the files go first. */
  function evict(keys: readonly string[]): number {
    try {
      return drop(keys);
    } catch {
      for (const key of keys) unlinkQuietly(join(files, index.find(key)?.file ?? ""));
      return drop(keys);
    }
  }

  /** Delivers a file that the disk cannot keep, for as long as that takes. */
  function unkept<Meta>(key: string, file: string, bytes: number, meta: Meta): Entry<Meta> {
    kept += bytes;
    pins.deleteLater(key, { file, bytes });
    return { key, file, bytes, meta, checkedAt: 0 };
  }

  /** The same of one that the index turns out not to keep. */
  function notKept({ key, file, bytes }: Line): void {
    entries -= 1;
    tellDropped(key);
    pins.deleteLater(key, { file: join(files, file), bytes });
  }

  // The bound may be lower than it was.
  makeRoom(0);

  return {
    maxBytes,

    get: <Meta>(key: string) => use<Meta>(key)?.entry,
    getIntact: createIntactGet({
      use,
      peek,
      pin: pins.pin,
      drop: (key) => quietly(() => drop([key])),
    }),
    peek,
    touch: clock.touch,

    pendingFile: pendingFiles.open,

    add(key, pending, meta, label) {
      const bytes = pendingFiles.measure(pending);
      pendingFiles.release(pending);
      const used = clock.tick();
      const name = join(key.slice(0, 2), `${key}.${used.toString(36)}`);
      const file = join(files, name);
      const checkedAt = epoch.checkTime(label.purgeEpoch);
      try {
        drop([key]);
        moveInto(pending.file, file);
      } catch {
        return unkept(key, pending.file, bytes, meta);
      }
      const line = { key, file: name, bytes, meta: JSON.stringify(meta), checkedAt, used };
      index.add(line, label);
      kept += bytes;
      entries += 1;
      return { key, file, bytes, meta, checkedAt };
    },

    confirm(key, purgeEpoch) {
      const checkedAt = epoch.checkTime(purgeEpoch);
      if (checkedAt > 0) quietly(() => index.confirm(key, checkedAt));
      return checkedAt;
    },

    annotate: ({ key, file }, meta) =>
      quietly(() => index.annotate(key, relative(files, file), JSON.stringify(meta))),

    remove: (key) => void drop([key]),
    pin: pins.pin,

    making: unfinished.begin,
    purge(target) {
      const cache = {
        index: index.database,
        drop: unfinished.purge(target, drop),
        markStale,
        isClosed: () => closed,
      };
      return epoch.during(() => purge(target, cache));
    },

    purgeEpoch: epoch.current,
    onDrop: (listener) => void listeners.push(listener),

    statistics() {
      const making = pendingFiles.making();
      const writable = isWritable(folder);
      return { bytes: kept + making, entries, evictions, hits, misses, making, writable };
    },

    close() {
      closed = true;
      clock.close();
      index.close();
      pins.close();
    },
  };
}

/** For what is written beside an entry: a disk that is full keeps no answer from its client. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // It is found out and written again at the next use.
    return undefined;
  }
}
