import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes the folders that entries lie in, by the first two digits of their keys. */
export function makeShards(folder: string): void {
  for (let shard = 0; shard < 256; shard += 1) {
    mkdirSync(join(folder, shard.toString(16).padStart(2, "0")), { recursive: true, mode: 0o700 });
  }
}

/** Deletes the files that are not in `known`, by path below `folder`; gives back those missing. */
export function keepOnly(folder: string, known: ReadonlySet<string>): Set<string> {
  const missing = new Set(known);
  for (const shard of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, shard))) {
      const file = join(shard, name);
      if (!missing.delete(file)) unlinkQuietly(join(folder, file));
    }
  }
  return missing;
}

/** Bytes of a file, or undefined when there is none. */
export function fileBytes(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

export function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Gone already, which is what was wanted.
  }
}

/** What is free on the disk of a folder; infinite where the system does not say. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** With less than this free, a disk counts as full. */
const smallestFree = 512 * 1024;

/**
 * Whether files can be kept in a folder: its disk may be full, or read-only. A disk that has failed
 * still says that it may be written to, so a file is made.
 */
export function isWritable(folder: string): boolean {
  const trial = join(folder, "trial");
  try {
    closeSync(openSync(trial, "w", 0o600));
    unlinkSync(trial);
    return freeBytes(folder) >= smallestFree;
  } catch {
    return false;
  }
}

/**
 * A folder for files in the making: the cache's own, made anew when it was deleted, or, while its
 * disk is full or cannot be written to, one of the system's temporary ones. What lies there is not kept.
 */
export function createWritableFolder(folder: string): () => string {
  let substitute: string | undefined;
  return () => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch {
      // Read-only.
    }
    if (isWritable(folder)) return folder;
    substitute ??= temporaryFolder();
    return substitute;
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tintype-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
