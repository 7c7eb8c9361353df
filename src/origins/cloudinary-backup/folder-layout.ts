import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../failure.ts";
import { mayBeRestricted } from "../../url/cloudinary/asset.ts";
import type { Bucket } from "../bucket.ts";
import type { ByteRange } from "../byte-range.ts";
import { leavesFolder } from "../keys.ts";
import type { Fetched, Origin, Validators } from "../origin.ts";
import { cloudinaryBackup } from "./origin.ts";

/** Reads a file by its path in the folder, where it may be read. */
type ReadFile = (
  path: string,
  signal: AbortSignal,
  known?: Validators,
  range?: ByteRange,
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

/** A folder in the layout of a Cloudinary backup. */
interface BackupCopy {
  /** What its bucket would be as an origin. */
  origin: Origin;
  /** Lets an origin that knows no assets have of this folder what the bucket would give to all. */
  guard(origin: Origin): Origin;
}

/**
 * Opens a folder in the layout of a Cloudinary backup: from the bucket's root, from `res/CLOUD`, or
 * from `image` or `image/upload` down. Undefined for any other folder.
 */
export async function openBackupCopy(options: CopyOptions): Promise<BackupCopy | undefined> {
  const { id, name, path, read, watch = (bucket) => bucket } = options;
  const found = await findBackupCopy(path, read);
  if (!found) return undefined;
  const { root, prefix, bucket } = found;
  const open = () => watch(bucket);
  const { list: _, ...backup } = cloudinaryBackup({ id, name, bucket: path, prefix }, open);
  const guard = (origin: Origin) => withoutRestricted(origin, root);
  return { origin: guard(root === "" ? backup : ofAnyCloud(backup)), guard };
}

/**
 * A client that names a private asset by its place in the folder, and not as an asset, needs the
 * same permission.
 * @param root what keys begin with that the folder's own path says
 */
function withoutRestricted(origin: Origin, root: string): Origin {
  return {
    ...origin,
    async fetch(original, ...rest) {
      const { path, rawPath, asset, authorised } = original;
      const names = [root + path, root + rawPath, asset?.publicId ?? ""];
      if (!names.some((name) => mayBeRestricted(name))) return origin.fetch(original, ...rest);
      if (!authorised) {
        throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
      }
      const answer = await origin.fetch(original, ...rest);
      return typeof answer === "object" ? { ...answer, isPrivate: true } : answer;
    },
  };
}

/** What lies in a folder as it would in a bucket. */
interface CopiedBucket {
  /** What keys begin with that the folder's own path says. */
  root: string;
  /** The origin's folder in the bucket. */
  prefix: string;
  bucket: Bucket;
}

/** A folder in the layout of a Cloudinary backup as its bucket; undefined for any other folder. */
export async function findBackupCopy(
  path: string,
  read: ReadFile,
): Promise<CopiedBucket | undefined> {
  const found = await findBackup(path);
  return found && { ...found, bucket: folderBucket(path, found.root, read) };
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
  const clouds: string[] = [];
  for (const name of await foldersIn(join(folder, "res"))) {
    if (await holdsKinds(join(folder, "res", name))) clouds.push(name);
  }
  const [cloud] = clouds;
  if (cloud !== undefined) {
    return { root: "", prefix: clouds.length === 1 ? `res/${cloud}` : "" };
  }
  if (await holdsKinds(folder)) return { root: "res/cloud/", prefix: "res/cloud" };
  if (await holdsTypes(folder)) return { root: "res/cloud/image/", prefix: "res/cloud/image" };
  if (await holdsVersions(folder)) {
    return { root: "res/cloud/image/upload/", prefix: "res/cloud/image/upload" };
  }
  return undefined;
}

/** Whether the folder is that of a cloud. Folders of the name `res` lie in many projects. */
function holdsKinds(folder: string): Promise<boolean> {
  return someHolds(kinds, (kind) => holdsTypes(join(folder, kind)));
}

function holdsTypes(folder: string): Promise<boolean> {
  return someHolds(types, (type) => holdsVersions(join(folder, type)));
}

async function someHolds(
  names: readonly string[],
  holds: (name: string) => Promise<boolean>,
): Promise<boolean> {
  for (const name of names) {
    if (await holds(name)) return true;
  }
  return false;
}

/** Whether the first files below are named by the time of their upload. */
async function holdsVersions(folder: string, depth = 0): Promise<boolean> {
  const entries = await entriesOf(folder);
  const files = entries.filter((entry) => entry.isFile());
  if (files.length > 0)
    return depth > 0 && files.every(({ name }) => /^\d{9,}(\.\w+)?$/.test(name));
  if (depth > 8) return false;
  for (const entry of entries.filter((each) => each.isDirectory()).slice(0, 3)) {
    if (await holdsVersions(join(folder, entry.name), depth + 1)) return true;
  }
  return false;
}

export async function foldersIn(folder: string): Promise<string[]> {
  const folders = (await entriesOf(folder)).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name);
}

/** What lies in a folder and is not hidden; nothing where it cannot be read. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter(({ name }) => !name.startsWith("."));
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
      const entries = at === undefined ? [] : await entriesOf(at);
      const files = entries.filter((entry) => entry.isFile());
      const objects = await Promise.all(
        files.map(async ({ name }) => {
          // Removed since, or in a folder that shows nothing but names.
          const status = await stat(join(at ?? "", name)).catch(() => undefined);
          if (!status) return [];
          return { key: prefix + name, bytes: status.size, modified: status.mtimeMs };
        }),
      );
      yield objects.flat();
    },
  };
}
