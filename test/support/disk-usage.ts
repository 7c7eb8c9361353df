import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Sum of the sizes of all files under a folder while others write there, SQLite's aside. A file
 * counts when it was there in two looks, one right after the other, each time with the smaller
 * size: all of these lay there together at the moment between, so the sum is never too high.
 */
export function bytesUnder(folder: string): number {
  const first = look(folder);
  const second = look(folder);
  let sum = 0;
  for (const [inode, size] of first) {
    const again = second.get(inode);
    if (again !== undefined) sum += Math.min(size, again);
  }
  return sum;
}

/** Sizes by inode: a file that moves from one folder to another is one file. */
function look(folder: string, sizes = new Map<number, number>()): Map<number, number> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      look(path, sizes);
    } else if (!/\.sqlite/.test(entry.name)) {
      const status = statSync(path, { throwIfNoEntry: false });
      if (status) sizes.set(status.ino, status.size);
    }
  }
  return sizes;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // Not there yet.
  }
}
