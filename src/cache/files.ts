import { mkdirSync, readdirSync, statSync, unlinkSync } from "node:fs";
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
export function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

export function unlinkQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Gone already, which is what was wanted.
  }
}
