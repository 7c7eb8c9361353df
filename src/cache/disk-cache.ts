import type { Label } from "./index-line.ts";
import type { PendingFile } from "./pending-file.ts";
import type { Target } from "./purge.ts";
import type { Unfinished } from "./unfinished.ts";

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

/** What is written beside every file whose content may be checked. */
export interface Hashed {
  /** Of the content. */
  hash: string;
}

export interface DiskCache {
  /** Bound of all files together, those in the making included. */
  maxBytes: number;
  /** The entry, or undefined. Counts as a use. */
  get<Meta>(key: string): Entry<Meta> | undefined;
  /**
   * The same, and its content has the hash that is written beside it: a file is held against it
   * when it is first used after a start. One that was changed is dropped.
   */
  getIntact<Meta extends Hashed>(key: string): Promise<Entry<Meta> | undefined>;
  /** The entry, without counting as anything. */
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
  /** Notes what is being made, so that a purge stops it. */
  making: Unfinished["begin"];
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

interface CacheStatistics {
  /** Of all files: entries, dropped ones that are still in use, and pending files. */
  bytes: number;
  entries: number;
  evictions: number;
  /** What `get` found. */
  hits: number;
  misses: number;
  /** Bytes that pending files may have. */
  making: number;
  /** Whether new files can be kept: the disk may be full, or read-only. */
  writable: boolean;
}
