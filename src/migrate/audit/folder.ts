import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { foldersIn, openBackupCopy, types } from "../../origins/cloudinary-backup/folder-layout.ts";
import { localFolder } from "../../origins/local-folder/origin.ts";
import type { Fetched, Origin } from "../../origins/origin.ts";
import { keyedBucket } from "./keys.ts";

/** A copy of a bucket on this machine. */
export interface FolderCopy {
  origins: Origin[];
  /** Whether assets lie there as Cloudinary backs them up. */
  isBackup: boolean;
  /** Whether paths begin with `image/upload`, as an export that keeps types has them. */
  typed: boolean;
}

/**
 * Opens a folder copy of a bucket: in the layout of a Cloudinary backup, or a plain tree.
 */
export async function openFolder(folder: string): Promise<FolderCopy> {
  const plain = localFolder({ id: "folder", name: "folder", path: folder });
  const typed = (await foldersIn(join(folder, "image"))).some((name) => types.includes(name));
  const backup = await openBackupCopy({
    id: "backup",
    name: "folder",
    path: folder,
    read: (path) => lookUp(join(folder, path)),
    watch: keyedBucket,
  });
  if (!backup) return { origins: [plain], isBackup: false, typed };
  return { origins: [backup.origin, backup.guard(plain)], isBackup: true, typed };
}

async function lookUp(file: string): Promise<Fetched | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return { body: lazily(file), bytes: found.size, lastModified: found.mtime.toUTCString() };
}

/** Opens a file only when it is read: most are only looked for. */
function lazily(file: string): Fetched["body"] {
  let chunks: AsyncIterator<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        chunks ??= Readable.from(createReadStream(file))[Symbol.asyncIterator]();
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await chunks?.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
