import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createLru } from "../lru.ts";
import type { DiskCache, Entry, Hashed } from "./disk-cache.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Files that are remembered as whole, until the index says that they were used since the start. */
const rememberedFiles = 1_000;

/** Other requests are answered between two pieces of a file. */
const pieceBytes = 1024 * 1024;

/** An entry as the index has it. */
export interface FoundEntry<Meta> {
  entry: Entry<Meta>;
  /** Whether this server gave it before: then its content was looked at. */
  isUsedSinceStart: boolean;
}

interface IntactServices extends Pick<DiskCache, "peek" | "pin"> {
  /** Finds an entry, and counts that as a use. */
  use<Meta>(key: string): FoundEntry<Meta> | undefined;
  drop(key: string): void;
}

/**
 * Gives entries whose content is what was written: a disk, a power cut or a person may have changed
 * a file while no server ran. However many ask for one, it is read once.
 */
export function createIntactGet(services: IntactServices): DiskCache["getIntact"] {
  const { use, peek, pin, drop } = services;
  const whole = createLru<true>(rememberedFiles);
  const flights = createSingleFlight<boolean>();

  async function isIntact(file: string, hash: string): Promise<boolean> {
    if (whole.get(file)) return true;
    const isWhole = await flights(file, async () => (await hashOf(file)) === hash);
    if (isWhole) whole.set(file, true);
    return isWhole;
  }

  return async <Meta extends Hashed>(key: string) => {
    const found = use<Meta>(key);
    if (!found) return undefined;
    const { entry, isUsedSinceStart } = found;
    const release = pin(key);
    try {
      if (isUsedSinceStart || (await isIntact(entry.file, entry.meta.hash))) return entry;
      // Another may have taken its place while it was read.
      if (peek(key)?.file === entry.file) drop(key);
      return undefined;
    } finally {
      // Not before the caller has had its turn to pin what it got.
      setImmediate(release);
    }
  };
}

/** The hash of a file's content, as originals and renditions have it; undefined if it is unreadable. */
export async function hashOf(file: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
      hash.update(piece as Buffer);
    }
  } catch {
    return undefined;
  }
  return hash.digest("hex").slice(0, 32);
}
