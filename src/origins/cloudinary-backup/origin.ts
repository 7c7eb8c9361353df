import { Failure } from "../../failure.ts";
import { isRestricted } from "../../url/cloudinary/asset.ts";
import { imageFormat, moves, videoFormat } from "../../url/cloudinary/path.ts";
import type { Bucket } from "../bucket.ts";
import type { ByteRange } from "../byte-range.ts";
import type { EncodeKeys } from "../keys.ts";
import type { Fetched, Origin, Validators } from "../origin.ts";
import { openBucket } from "../s3/client.ts";
import type { S3Access } from "../s3/store-client.ts";
import { listBackup } from "./folders.ts";
import { type Directory, readMount, type Search, searchFor } from "./search.ts";
import { createVersions, type Version } from "./versions.ts";

export interface CloudinaryBackup extends S3Access {
  id: string;
  name: string;
  /**
   * Folder inside the bucket: `res/CLOUD`, or `res/CLOUD/image/upload` for paths that do not say
   * this; `/` or empty means the bucket's root, where the path names the cloud.
   */
  prefix?: string;
  /** `"auto"` by default: a public id may hold a literal `%2B`. */
  encodeKeys?: EncodeKeys;
  /**
   * Also finds plain copies (`image/upload/shoe.jpg` as an object), and raw assets that lie below
   * `image/`. True by default.
   */
  tolerant?: boolean;
  /** Verifies delivery signatures. */
  apiSecret?: string;
}

/**
 * The bucket into which Cloudinary backs up its originals. The newest version of an asset is
 * served; the one in a URL (`v123/`) is not looked at, as Cloudinary does. Needs permission to list
 * the bucket, because a version's name is the time of its upload. Private and authenticated assets
 * are an EFORBIDDEN failure for who is not authorised.
 */
export function cloudinaryBackup(
  settings: CloudinaryBackup,
  open: (access: S3Access) => Bucket = openBucket,
): Origin {
  const mount = readMount(settings.prefix);
  const bucket = open(settings);
  const versions = createVersions(bucket);

  async function fetchNewest(
    directory: Directory,
    signal: AbortSignal,
    known: Validators | undefined,
    range: ByteRange | undefined,
    again = true,
  ): Promise<Fetched | "unchanged" | undefined> {
    const version = await versions.newest(directory.prefix, signal);
    if (!version || (directory.bare && version.extension !== undefined)) return undefined;
    const convertTo = conversion(directory, version);
    if (known?.etag !== undefined && known.etag === version.etag) return "unchanged";
    const answer = await bucket.get(version.key, signal, known, range);
    if (answer === undefined) {
      // Removed since the listing; there may be another version.
      versions.forget(directory.prefix);
      return again ? fetchNewest(directory, signal, known, range, false) : undefined;
    }
    if (answer === "unchanged") return answer;
    if (answer.etag !== undefined) version.etag = answer.etag;
    return convertTo === undefined ? answer : { ...answer, convertTo };
  }

  async function fetchCopy(
    key: string,
    signal: AbortSignal,
    known: Validators | undefined,
    range: ByteRange | undefined,
  ) {
    const answer = await bucket.get(key, signal, known, range);
    // Some tools write empty objects in place of folders.
    if (answer === undefined || answer === "unchanged" || answer.bytes !== 0) return answer;
    await answer.body.cancel();
    return undefined;
  }

  async function fetchFirst(
    search: Search,
    signal: AbortSignal,
    known: Validators | undefined,
    range: ByteRange | undefined,
  ) {
    for (const directory of search.directories) {
      const answer = await fetchNewest(directory, signal, known, range);
      if (answer !== undefined) return answer;
    }
    for (const key of search.copies) {
      const answer = await fetchCopy(key, signal, known, range);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  return {
    id: settings.id,
    name: settings.name,
    list: listBackup(settings),
    variesByAsset: true,
    ...(mount.cloud === undefined ? {} : { cloud: mount.cloud }),
    ...(settings.apiSecret === undefined ? {} : { apiSecret: settings.apiSecret }),
    async fetch(original, signal, known, range) {
      const search = searchFor(mount, original, settings);
      if (!search) return undefined;
      if (!isRestricted(search)) return fetchFirst(search, signal, known, range);
      if (!original.authorised) {
        throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
      }
      const answer = await fetchFirst(search, signal, known, range);
      return typeof answer === "object" ? { ...answer, isPrivate: true } : answer;
    },
  };
}

/** The format that the path's extension asks for when the stored file is of another. */
function conversion({ extension }: Directory, stored: Version): string | undefined {
  if (extension === undefined) return undefined;
  const container = videoFormat(extension);
  if (container !== undefined) {
    const { extension: has = extension } = stored;
    return has !== extension && moves(has) ? container : undefined;
  }
  const asked = imageFormat(extension);
  const has = stored.extension === undefined ? undefined : imageFormat(stored.extension);
  return asked === has ? undefined : asked;
}
