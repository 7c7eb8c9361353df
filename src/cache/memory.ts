import { open } from "node:fs/promises";

/**
 * Bytes that are free before each body: what is to be sent before it is written there, and both go
 * out in one piece.
 */
export const headroom = 1024;

export interface MemoryCache {
  /** Bound of all entries together. */
  readonly maxBytes: number;
  /** The headroom and the bytes of an entry, when they are here. Counts as a use. */
  get(key: string): Buffer<ArrayBuffer> | undefined;
  /** Reads an entry's file into memory in the background, where it fits. */
  offer(key: string, file: string, bytes: number): void;
  forget(key: string): void;
  /** Tells the key of whatever comes in or goes. */
  onChange(listener: (key: string) => void): void;
  statistics(): { bytes: number; entries: number; hits: number };
}

/** What an entry weighs beside its bytes and the headroom. */
const overhead = 512;

/** One entry takes this part of the whole at most: one poster must not push a page's thumbnails out. */
const largestShare = 1 / 8;

/**
 * Keeps the bytes of what is asked for again and again, by the keys of the disk cache.
 * @param maxBytes bound of all entries together; the least recently used go first; 0 keeps nothing
 */
export function createMemoryCache(maxBytes: number): MemoryCache {
  const entries = new Map<string, Buffer<ArrayBuffer>>();
  /** What is being read; forgotten ones are thrown away when they come in. */
  const coming = new Set<string>();
  let bytes = 0;
  let hits = 0;
  let changed: (key: string) => void = () => {};

  function forget(key: string): void {
    coming.delete(key);
    const room = entries.get(key);
    if (!room || !entries.delete(key)) return;
    bytes -= room.length + overhead;
    changed(key);
  }

  function keep(key: string, room: Buffer<ArrayBuffer>): void {
    forget(key);
    entries.set(key, room);
    bytes += room.length + overhead;
    changed(key);
    for (const oldest of entries.keys()) {
      if (bytes <= maxBytes) return;
      forget(oldest);
    }
  }

  return {
    maxBytes,
    get(key) {
      const room = entries.get(key);
      if (!room) return undefined;
      hits += 1;
      entries.delete(key);
      entries.set(key, room);
      return room;
    },

    offer(key, file, length) {
      const weight = headroom + length + overhead;
      if (weight > maxBytes * largestShare || coming.has(key) || entries.has(key)) return;
      coming.add(key);
      readWhole(file, length)
        .then((room) => {
          // A file that was replaced meanwhile has been forgotten; a short one is none.
          if (coming.delete(key) && room) keep(key, room);
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

/** The headroom and a file behind it; undefined when the file has another length. */
async function readWhole(file: string, length: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const handle = await open(file);
  try {
    const room = Buffer.allocUnsafeSlow(headroom + length);
    const { size } = await handle.stat();
    const { bytesRead } = await handle.read(room, headroom, length, 0);
    return size === length && bytesRead === length ? room : undefined;
  } finally {
    await handle.close();
  }
}
