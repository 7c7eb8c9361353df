import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import type { Bucket, ListedObject } from "../bucket.ts";

/** One version of an asset. */
export interface Version {
  key: string;
  /** Seconds since 1970 of its upload, as the file name says. */
  number: bigint;
  /** Lower case, without a dot; raw assets have none. */
  extension?: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
  /** Known once the object was fetched. */
  etag?: string;
}

interface Versions {
  /**
   * The newest version in a folder whose prefix ends with a slash. The bucket is asked once for all
   * who wait, on the first one's signal, and not again for a while.
   */
  newest(prefix: string, signal: AbortSignal): Promise<Version | undefined>;
  /** Has the folder listed again when it is next asked for. */
  forget(prefix: string): void;
}

/** Milliseconds that the newest version is believed to be it. */
const presentFor = 60_000;
/** Milliseconds that an asset is believed to be missing; a backup comes a while after an upload. */
const absentFor = 30_000;
/** Folders that are remembered. */
const rememberedAtMost = 50_000;
/** Pages of one listing, 1000 keys each. Folders of other assets count as keys. */
const pagesAtMost = 20;

interface KnownVersion {
  newest: Promise<Version | undefined>;
  until: number;
}

/** Finds the newest versions of assets, and remembers them. */
export function createVersions(bucket: Bucket): Versions {
  const remembered = createLru<KnownVersion>(rememberedAtMost);

  async function newest(prefix: string, signal: AbortSignal): Promise<Version | undefined> {
    const kept = remembered.get(prefix);
    if (kept && kept.until > Date.now()) return kept.newest;
    const entry: KnownVersion = {
      newest: list(bucket, prefix, signal, kept?.newest),
      until: Number.POSITIVE_INFINITY,
    };
    remembered.set(prefix, entry);
    try {
      const found = await entry.newest;
      entry.until = Date.now() + (found ? presentFor : absentFor);
      return found;
    } catch (error) {
      if (remembered.peek(prefix) === entry) remembered.delete(prefix);
      throw error;
    }
  }

  return { newest, forget: remembered.delete };
}

async function list(
  bucket: Bucket,
  prefix: string,
  signal: AbortSignal,
  before: Promise<Version | undefined> | undefined,
): Promise<Version | undefined> {
  const newest = await newestOf(bucket, prefix, signal).catch(nameMissingPermission);
  const known = await before;
  const same =
    known?.key === newest?.key &&
    known?.bytes === newest?.bytes &&
    known?.modified === newest?.modified;
  return same ? known : newest;
}

async function newestOf(bucket: Bucket, prefix: string, signal: AbortSignal) {
  let newest: Version | undefined;
  for await (const page of bucket.list(prefix, signal, pagesAtMost)) {
    for (const object of page) {
      const version = readVersion(prefix, object);
      if (version && (!newest || isNewer(version, newest))) newest = version;
    }
  }
  return newest;
}

/**
 * Reads a listed object as a version, or undefined for whatever else lies there: an empty object
 * was never uploaded whole.
 */
export function readVersion(
  prefix: string,
  { key, bytes, modified }: ListedObject,
): Version | undefined {
  // A store that ignores `encoding-type` lists a key with `%2B` in it, which arrives decoded. The
  // name of a version has nothing to decode.
  const name = key.slice(key.startsWith(prefix) ? prefix.length : key.lastIndexOf("/") + 1);
  const [, digits, extension] = /^(\d+)(?:\.([A-Za-z0-9]+))?$/.exec(name) ?? [];
  if (digits === undefined || bytes === 0) return undefined;
  return {
    key: prefix + name,
    number: BigInt(digits),
    bytes,
    modified,
    ...(extension === undefined ? {} : { extension: extension.toLowerCase() }),
  };
}

/** By number: the first backup of an account copies all of it at once, so its times say nothing. */
export function isNewer(version: Version, other: Version): boolean {
  return version.number === other.number
    ? version.modified > other.modified
    : version.number > other.number;
}

/** Most policies that are written for buckets allow to get objects only. */
function nameMissingPermission(error: unknown): never {
  const cause = error instanceof Failure ? (error.cause as { name?: string }) : undefined;
  if (cause?.name !== "AccessDenied") throw error;
  throw new Failure("EACCES", "May not list the bucket: s3:ListBucket is needed", { cause });
}
