import { expect, test } from "bun:test";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { openSparse } from "../../../src/cache/excerpts/sparse-file.ts";
import { temporaryFolder } from "../../support/tintype.ts";

/** What this process has open below a folder. */
function openIn(folder: string): string[] {
  return readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      const file = readlinkSync(join("/proc/self/fd", name));
      return file.startsWith(folder) ? [file] : [];
    } catch {
      // The listing's own.
      return [];
    }
  });
}

test("a file that the disk cannot make so long is not left open", async () => {
  const folder = temporaryFolder();
  const pending = { file: join(folder, "a"), allow() {}, discard() {} };
  const sparse = await openSparse(pending, 10);
  expect(openIn(folder)).toEqual([pending.file]);
  await sparse.close();
  const longer = { ...pending, file: join(folder, "b") };
  expect(await openSparse(longer, 2 ** 70).catch((error) => error)).toBeInstanceOf(Error);
  expect(openIn(folder)).toEqual([]);
});
