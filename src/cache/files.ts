import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Makes the folders that entries lie in, by the first two digits of their keys. */
export function makeShards(folder: string): void {
  for (let shard = 0; shard < 256; shard += 1) {
    mkdirSync(join(folder, shard.toString(16).padStart(2, "0")), { recursive: true, mode: 0o700 });
  }
}

/** Moves a file of the same disk to where it is kept; a shard that was deleted from outside is made anew. */
export function moveInto(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    renameSync(from, to);
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

/** With less than this free, a disk counts as full. */
const smallestFree = 512 * 1024;

/** What is free on the disk of a folder; infinite where the system does not say. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Whether a disk can take one more file: it has bytes left, and is not out of files, where it counts them. */
function hasRoom(folder: string): boolean {
  try {
    const { files, ffree } = statfsSync(folder);
    return freeBytes(folder) >= smallestFree && (files === 0 || ffree > 0);
  } catch {
    return true;
  }
}

/**
 * Whether files can be kept in a folder: its disk may be full, or read-only. A disk that has failed
 * still says that it may be written to, so a file is made.
 */
export function isWritable(folder: string): boolean {
  const trial = join(folder, "trial");
  const may = canMake(trial);
  unlinkQuietly(trial);
  return may;
}

/** Whether an empty file can be made, or made anew, and another one after it. */
function canMake(trial: string): boolean {
  try {
    closeSync(openSync(trial, "w", 0o600));
    return hasRoom(dirname(trial));
  } catch {
    return false;
  }
}

/**
 * A folder for files in the making: the cache's own, made anew when it was deleted, or, while its
 * disk is full or cannot be written to, one of the system's temporary ones. What lies there is not kept.
 */
export function createWritableFolder(folder: string): () => string {
  // It stays: file systems do not give away at once what deleted files had, and look longer for a
  // free place the more were deleted lately.
  const trial = join(dirname(folder), "writable");
  let substitute: string | undefined;
  return () => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      if (canMake(trial)) return folder;
    } catch {
      // Read-only.
    }
    try {
      substitute ??= temporaryFolder();
      return substitute;
    } catch {
      // No file can be made anywhere. Its maker finds that out, and drops what was to be in it.
      return folder;
    }
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tintype-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
