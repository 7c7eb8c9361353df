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
  for (const [file, size] of first) {
    const again = second.get(file);
    if (again !== undefined) sum += Math.min(size, again);
  }
  return sum;
}

/**
 * Sizes by inode and birth: a file that moves from one folder to another is one file, and one that
 * was given the number of a deleted file another.
 */
function look(folder: string, sizes = new Map<string, number>()): Map<string, number> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      look(path, sizes);
    } else if (!/\.sqlite/.test(entry.name)) {
      const status = statSync(path, { bigint: true, throwIfNoEntry: false });
      if (status) sizes.set(`${status.ino} ${status.birthtimeNs}`, Number(status.size));
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
