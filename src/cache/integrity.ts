import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createLru } from "../lru.ts";
import type { DiskCache, Entry, Hashed } from "./disk-cache.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Files that are remembered as whole, until the index says that they were used since the start. */
const rememberedFiles = 1_000;

/** A file of so many bytes is read at once: the way to another thread and back takes longer. */
const readAtOnceBytes = 64 * 1024;

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

  async function isIntact({ file, bytes, meta }: Entry<Hashed>): Promise<boolean> {
    if (whole.get(file)) return true;
    const isWhole =
      bytes <= readAtOnceBytes
        ? hashAtOnce(file) === meta.hash
        : await flights(file, async () => (await hashOf(file, bytes)) === meta.hash);
    if (isWhole) whole.set(file, true);
    return isWhole;
  }

  return async <Meta extends Hashed>(key: string) => {
    const found = use<Meta>(key);
    if (!found) return undefined;
    const { entry, isUsedSinceStart } = found;
    const release = pin(key);
    try {
      if (isUsedSinceStart || (await isIntact(entry))) return entry;
      // Another may have taken its place while it was read.
      if (peek(key)?.file === entry.file) drop(key);
      return undefined;
    } finally {
      // Not before the caller has had its turn to pin what it got.
      setImmediate(release);
    }
  };
}

function hashAtOnce(file: string): string | undefined {
  try {
    return hashOfBytes(readFileSync(file));
  } catch {
    return undefined;
  }
}

/**
 * The hash of a file's content, as originals and renditions have it; undefined if it is unreadable.
 * @param bytes how long it is, where that is known
 */
export async function hashOf(
  file: string,
  bytes = Number.POSITIVE_INFINITY,
): Promise<string | undefined> {
  try {
    if (bytes <= pieceBytes) return hashOfBytes(await readFile(file));
    const hash = createHash("sha256");
    for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) {
      hash.update(piece as Buffer);
    }
    return shortened(hash.digest("hex"));
  } catch {
    return undefined;
  }
}

function hashOfBytes(bytes: Uint8Array): string {
  return shortened(createHash("sha256").update(bytes).digest("hex"));
}

/** As much of a hash as is written beside a file. */
function shortened(hex: string): string {
  return hex.slice(0, 32);
}
