import { readFile } from "node:fs/promises";

export interface MemoryCache {
  /**
   * The bytes of an entry, when they are here. Counts as a use. Answers share a Blob's bytes; of an
   * array each would have a copy of its own.
   */
  get(key: string): Blob | undefined;
  /** Reads an entry's file into memory in the background, where it fits. */
  offer(key: string, file: string, bytes: number): void;
  forget(key: string): void;
  /** Tells the key of whatever comes in or goes. */
  onChange(listener: (key: string) => void): void;
  statistics(): { bytes: number; entries: number; hits: number };
}

/** What an entry weighs beside its bytes. */
const overhead = 512;

/** One entry takes this part of the whole at most: one poster must not push a page's thumbnails out. */
const largestShare = 1 / 8;

/**
 * Keeps the bytes of what is asked for again and again, by the keys of the disk cache.
 * @param maxBytes bound of all entries together; the least recently used go first; 0 keeps nothing
 */
export function createMemoryCache(maxBytes: number): MemoryCache {
  const entries = new Map<string, Blob>();
  /** What is being read; forgotten ones are thrown away when they come in. */
  const coming = new Set<string>();
  let bytes = 0;
  let hits = 0;
  let changed: (key: string) => void = () => {};

  function forget(key: string): void {
    coming.delete(key);
    const body = entries.get(key);
    if (!body || !entries.delete(key)) return;
    bytes -= body.size + overhead;
    changed(key);
  }

  function keep(key: string, body: Blob): void {
    forget(key);
    entries.set(key, body);
    bytes += body.size + overhead;
    changed(key);
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes) return;
      forget(oldest);
    }
  }

  return {
    get(key) {
      const body = entries.get(key);
      if (!body) return undefined;
      hits += 1;
      entries.delete(key);
      entries.set(key, body);
      return body;
    },

    offer(key, file, length) {
      if (length + overhead > maxBytes * largestShare || coming.has(key) || entries.has(key))
        return;
      coming.add(key);
      readFile(file)
        .then((body) => {
          // A file that was replaced meanwhile has been forgotten; a short one is none.
          if (coming.delete(key) && body.length === length) keep(key, new Blob([body]));
        })
        .catch(() => coming.delete(key));
    },

    forget,
    onChange(listener) {
      changed = listener;
    },
    statistics: () => ({ bytes, entries: entries.size, hits }),
  };
}
