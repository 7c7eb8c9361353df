import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Bucket } from "../bucket.ts";
import { leavesFolder } from "../keys.ts";
import type { Fetched, Origin, Validators } from "../origin.ts";
import { cloudinaryBackup } from "./origin.ts";

/** Reads a file by its path in the folder, where it may be read. */
type ReadFile = (
  path: string,
  signal: AbortSignal,
  known?: Validators,
) => Promise<Fetched | "unchanged" | undefined>;

interface CopyOptions {
  id: string;
  name: string;
  /** The folder. */
  path: string;
  read: ReadFile;
  /** Wraps the bucket, to see what is got from it. */
  watch?: (bucket: Bucket) => Bucket;
}

/**
 * A folder in the layout of a Cloudinary backup as the origin that its bucket would be: from the
 * bucket's root, from `res/CLOUD` or from `image/upload` down. Undefined for any other folder.
 */
export async function openBackupCopy(options: CopyOptions): Promise<Origin | undefined> {
  const { id, name, path, read, watch = (bucket) => bucket } = options;
  const found = await findBackup(path);
  if (!found) return undefined;
  const { root, prefix } = found;
  const open = () => watch(folderBucket(path, root, read));
  const backup = cloudinaryBackup({ id, name, bucket: path, prefix }, open);
  return root === "" ? backup : ofAnyCloud(backup);
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

/** Types of delivery. */
export const types = ["upload", "private", "authenticated"];
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

export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** A folder as a bucket. @param root what keys begin with that the folder's own path says */
function folderBucket(folder: string, root: string, read: ReadFile): Bucket {
  const pathOf = (key: string): string | undefined => {
    const path = key.slice(root.length);
    const inside = key.startsWith(root) && !leavesFolder(path) && !path.includes("\0");
    const isHidden = path.split("/").some((part) => part.startsWith("."));
    return inside && !isHidden ? path : undefined;
  };
  return {
    async get(key, ...rest) {
      const path = pathOf(key);
      return path === undefined ? undefined : read(path, ...rest);
    },
    async *list(prefix) {
      const path = pathOf(prefix);
      const at = path === undefined ? undefined : join(folder, path);
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
