import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DiskCache, openDiskCache } from "../../src/cache/disk.ts";
import type { Label } from "../../src/cache/index-line.ts";
import { temporaryFolder } from "../support/tintype.ts";

const open: DiskCache[] = [];

/** A cache that `closeCaches` closes. */
export async function cacheIn(folder = temporaryFolder(), maxBytes = 1000): Promise<DiskCache> {
  const cache = await openDiskCache(folder, maxBytes);
  open.push(cache);
  return cache;
}

export function closeCaches(): void {
  for (const cache of open.splice(0)) cache.close();
}

export const key = (name: string) => Buffer.from(name).toString("hex").padStart(64, "0");

/** Adds an entry under a readable name; its content begins with that name. */
export function add(
  cache: DiskCache,
  name: string,
  { bytes = 10, content = name, ...label }: Label & { bytes?: number; content?: string } = {},
) {
  const draft = cache.pendingFile();
  draft.allow(bytes);
  writeFileSync(draft.file, Buffer.from(content.padEnd(bytes, ".")).subarray(0, bytes));
  return cache.add(key(name), draft, { name }, label);
}

/** Every file below the folder, with its length. */
export function filesIn(folder: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const part of ["files", "temporary"]) {
    for (const name of readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })) {
      const status = statSync(join(folder, part, name), { throwIfNoEntry: false });
      if (status?.isFile()) found.set(join(part, name), status.size);
    }
  }
  return found;
}

export function bytesIn(folder: string): number {
  return [...filesIn(folder).values()].reduce((sum, bytes) => sum + bytes, 0);
}
