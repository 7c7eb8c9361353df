import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Bucket } from "../../origins/bucket.ts";
import { cloudinaryBackup } from "../../origins/cloudinary-backup/origin.ts";
import { leavesFolder } from "../../origins/keys.ts";
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
 * Opens a folder copy of a bucket: in the layout of a Cloudinary backup, from the bucket's root, from
 * `res/CLOUD` or from `image/upload` down, or a plain tree.
 */
export async function openFolder(folder: string): Promise<FolderCopy> {
  const plain = localFolder({ id: "folder", name: "folder", path: folder });
  const found = await findBackup(folder);
  const typed = (await foldersIn(join(folder, "image"))).some((name) => types.includes(name));
  if (!found) return { origins: [plain], isBackup: false, typed };
  const { root, prefix } = found;
  const open = () => keyedBucket(folderBucket(folder, root));
  const backup = cloudinaryBackup({ id: "backup", name: "folder", bucket: folder, prefix }, open);
  return { origins: [root === "" ? backup : ofAnyCloud(backup), plain], isBackup: true, typed };
}

/** Where the folder does not say whose assets these are, they are everybody's. */
function ofAnyCloud(origin: Origin): Origin {
  return {
    ...origin,
    fetch({ asset, ...original }, ...rest) {
      const { cloud: _, ...nameless } = asset ?? { publicId: "" };
      return origin.fetch(asset ? { ...original, asset: nameless } : original, ...rest);
    },
  };
}

const types = ["upload", "private", "authenticated"];
const kinds = ["image", "video", "raw"];

/** How keys begin that the folder's own path says, and the origin's folder. */
async function findBackup(folder: string) {
  const clouds = await foldersIn(join(folder, "res"));
  const [cloud] = clouds;
  if (cloud !== undefined) {
    return { root: "", prefix: clouds.length === 1 ? `res/${cloud}` : "" };
  }
  for (const kind of kinds) {
    for (const type of types) {
      if (await holdsVersions(join(folder, kind, type))) {
        return { root: "res/cloud/", prefix: "res/cloud" };
      }
    }
  }
  if (await holdsVersions(folder)) {
    return { root: "res/cloud/image/upload/", prefix: "res/cloud/image/upload" };
  }
  return undefined;
}

/** Whether the first files below are named by the time of their upload. */
async function holdsVersions(folder: string, depth = 0): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
  if (files.length > 0)
    return depth > 0 && files.every(({ name }) => /^\d{9,}(\.\w+)?$/.test(name));
  if (depth > 8) return false;
  for (const entry of entries.filter((each) => each.isDirectory()).slice(0, 3)) {
    if (await holdsVersions(join(folder, entry.name), depth + 1)) return true;
  }
  return false;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** A folder as a bucket. @param root what keys begin with that the folder's own path says */
function folderBucket(folder: string, root: string): Bucket {
  const fileOf = (key: string): string | undefined => {
    const path = key.slice(root.length);
    const inside = key.startsWith(root) && !leavesFolder(path) && !path.includes("\0");
    return inside ? join(folder, path) : undefined;
  };
  return {
    async get(key) {
      const file = fileOf(key);
      const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
      if (file === undefined || !found?.isFile()) return undefined;
      return { body: lazily(file), bytes: found.size, lastModified: found.mtime.toUTCString() };
    },
    async *list(prefix) {
      const at = fileOf(prefix);
      const entries =
        at === undefined ? [] : await readdir(at, { withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile());
      yield await Promise.all(
        files.map(async ({ name }) => {
          const { size, mtimeMs } = await stat(join(at ?? "", name));
          return { key: prefix + name, bytes: size, modified: mtimeMs };
        }),
      );
    },
  };
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
