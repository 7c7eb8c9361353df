import type { ScannedObject } from "../../origins/bucket.ts";
import type { Mount } from "../../origins/cloudinary-backup/search.ts";
import { isNewer, readVersion, type Version } from "../../origins/cloudinary-backup/versions.ts";
import { isResourceType } from "../../url/cloudinary/path.ts";

/** An original that is to be written. */
export interface Asset {
  key: string;
  /** Where it belongs in the tree, before anything dangerous is taken out of it. */
  path: string;
  /** What Cloudinary calls its version, or when the object was last changed. */
  version: string;
  bytes: number;
  etag?: string;
  /** Milliseconds since 1970: when it was uploaded. */
  modified: number;
}

/** Objects that are not exported, by the reason. */
export interface LeftOut {
  /** Older versions. */
  older: number;
  /** Newest versions of private and authenticated assets. */
  private: number;
  /** Objects that are no version of an asset. */
  other: number;
}

export interface TreeOptions {
  includePrivate: boolean;
  /** Whether `image/upload` and the like stay in the path where the origin's folder has not said them. */
  keepTypes: boolean;
}

interface Folder {
  prefix: string;
  newest?: Version & { etag?: string };
}

/**
 * The newest version of each asset in a backup bucket, as soon as its folder has passed. `a/b/1.jpg`
 * may be listed between the versions of `a`, but nothing of `a/` after something else: so no more
 * folders are held than one path has.
 */
export async function* newestAssets(
  mount: Mount,
  objects: AsyncIterable<ScannedObject>,
  options: TreeOptions,
  leftOut: LeftOut,
): AsyncGenerator<Asset> {
  const open: Folder[] = [];
  const close = (): Asset[] => {
    const { prefix, newest } = open.pop() as Folder;
    const asset = newest && assetOf(mount, prefix, newest, options, leftOut);
    return asset ? [asset] : [];
  };
  for await (const object of objects) {
    const prefix = object.key.slice(0, object.key.lastIndexOf("/") + 1);
    while (open.length > 0 && !prefix.startsWith(open.at(-1)?.prefix ?? "")) yield* close();
    if (open.at(-1)?.prefix !== prefix) open.push({ prefix });
    const folder = open.at(-1) as Folder;
    const version = readVersion(prefix, object);
    if (!version) {
      leftOut.other += 1;
      continue;
    }
    if (folder.newest) leftOut.older += 1;
    if (!folder.newest || isNewer(version, folder.newest)) {
      folder.newest = object.etag === undefined ? version : { ...version, etag: object.etag };
    }
  }
  while (open.length > 0) yield* close();
}

function assetOf(
  mount: Mount,
  prefix: string,
  { key, number, extension, bytes, modified, etag }: Version,
  { includePrivate, keepTypes }: TreeOptions,
  leftOut: LeftOut,
): Asset | undefined {
  const [cloud = "", resourceType = "", deliveryType = "", ...publicId] = prefix
    .slice(mount.root.length, -1)
    .split("/");
  const id = publicId.join("/");
  const known = isResourceType(resourceType) && deliveries.includes(deliveryType);
  // The folder that the origin lies in may be the public id of an asset as well.
  if (!known || !id.startsWith(mount.folder) || id === "") {
    leftOut.other += 1;
    return undefined;
  }
  if (deliveryType !== "upload" && !includePrivate) {
    leftOut.private += 1;
    return undefined;
  }
  // What the origin's folder says already is in no path, as in its URLs.
  const types = [
    ...(keepTypes && mount.resourceType === undefined ? [resourceType] : []),
    ...(mount.deliveryType === undefined && (keepTypes || deliveryType !== "upload")
      ? [deliveryType]
      : []),
  ];
  const name = id.slice(mount.folder.length);
  const folders = [...(mount.cloud === undefined ? [cloud] : []), ...types];
  const suffix = extension === undefined ? "" : `.${extension}`;
  // Seconds since 1970 have had ten digits since 2001, and will until 2286.
  const seconds = number >= 1_000_000_000n && number < 10_000_000_000n ? Number(number) : undefined;
  return {
    key,
    bytes,
    version: String(number),
    path: [...folders, name + suffix].join("/"),
    modified: seconds === undefined ? modified : seconds * 1000,
    ...(etag === undefined ? {} : { etag }),
  };
}

const deliveries = ["upload", "private", "authenticated"];

/** The objects of any other bucket: the key below the origin's folder is the path. */
export async function* plainAssets(
  folder: string,
  objects: AsyncIterable<ScannedObject>,
  leftOut: LeftOut,
): AsyncGenerator<Asset> {
  for await (const { key, bytes, modified, etag } of objects) {
    const path = key.slice(folder.length);
    // Consoles and sync tools write an empty object for a folder.
    if (path === "" || path.endsWith("/")) {
      leftOut.other += 1;
      continue;
    }
    const version = new Date(modified).toISOString();
    yield { key, path, version, bytes, modified, ...(etag === undefined ? {} : { etag }) };
  }
}
