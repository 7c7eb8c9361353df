import { open } from "node:fs/promises";
import { createLru } from "../lru.ts";

export interface MemoryCache {
  /** Bound of all entries together. */
  readonly maxBytes: number;
  /** The bytes of an entry, when they are here. Counts as a use. */
  get(key: string): Blob | undefined;
  /** Reads an entry's file into memory in the background, where it fits. */
  offer(key: string, file: string, bytes: number): void;
  forget(key: string): void;
  statistics(): { bytes: number; entries: number; hits: number };
}

/** What an entry weighs beside its bytes. */
const overhead = 512;

/** One entry takes this part of the whole at most: one poster must not push a page's thumbnails out. */
const largestShare = 1 / 8;

/**
 * Keeps the bytes of what is asked for again and again, by the keys of the disk cache. As blobs:
 * responses share their bytes.
 * @param maxBytes bound of all entries together; the least recently used go first; 0 keeps nothing
 */
export function createMemoryCache(maxBytes: number): MemoryCache {
  const entries = createLru<Blob>(maxBytes, { weigh: ({ size }) => size + overhead });
  /** What is being read; forgotten ones are thrown away when they come in. */
  const coming = new Set<string>();
  let hits = 0;

  function forget(key: string): void {
    coming.delete(key);
    entries.delete(key);
  }

  return {
    maxBytes,
    get(key) {
      const blob = entries.get(key);
      if (blob) hits += 1;
      return blob;
    },

    offer(key, file, length) {
      if (length + overhead > maxBytes * largestShare) return;
      if (coming.has(key) || entries.peek(key)) return;
      coming.add(key);
      readWhole(file, length)
        .then((blob) => {
          // A file that was replaced meanwhile has been forgotten; a short one is none.
          if (coming.delete(key) && blob) entries.set(key, blob);
        })
        .catch(() => coming.delete(key));
    },

    forget,
    statistics: () => ({ bytes: entries.weight, entries: entries.size, hits }),
  };
}

/** A file's bytes; undefined when the file has another length. */
async function readWhole(file: string, length: number): Promise<Blob | undefined> {
  const handle = await open(file);
  try {
    const bytes = Buffer.allocUnsafeSlow(length);
    const { size } = await handle.stat();
    const { bytesRead } = await handle.read(bytes, 0, length, 0);
    return size === length && bytesRead === length ? new Blob([bytes]) : undefined;
  } finally {
    await handle.close();
  }
}
