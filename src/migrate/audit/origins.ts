import { openOrigin, revealed } from "../../endpoints/loaded-config.ts";
import { Failure } from "../../failure.ts";
import { readMount } from "../../origins/cloudinary-backup/search.ts";
import { folderPrefix } from "../../origins/keys.ts";
import type { Origin } from "../../origins/origin.ts";
import type { Bucket, S3Access } from "../../origins/s3/client.ts";
import type { Database } from "../../runtime/sqlite.ts";
import type { OriginRecord } from "../../store/store.ts";
import { mountPrefix } from "../export/assets.ts";
import { indexBucket, worthScanning } from "./bucket-index.ts";
import { keyedBucket } from "./keys.ts";

export interface OpenOptions {
  /** Where indexes are kept. */
  database: Database;
  /** How many different URLs are looked for. */
  urls: number;
  progress(origin: string, objects: number): void;
}

/** URLs below which asking for each is quicker than listing anything. */
const few = 100;

/**
 * Opens origins to look things up in: a bucket that is not too large is listed once, and answers from
 * its listing. One that cannot be opened fails when it is asked.
 */
export async function openForLooking(
  records: readonly OriginRecord[],
  options: OpenOptions,
): Promise<Map<string, Origin>> {
  const opened = new Map<string, Origin>();
  for (const [i, record] of records.entries()) {
    opened.set(record.id, await openOne(record, `objects_${i}`, options).catch(broken(record)));
  }
  return opened;
}

const broken = (record: OriginRecord) => (error: unknown) => {
  if (!(error instanceof Failure)) throw error;
  const { id, name } = record;
  return { id, name, fetch: () => Promise.reject(error) };
};

async function openOne(record: OriginRecord, table: string, options: OpenOptions) {
  const { id, name, type } = record;
  const settings = { id, name, ...record.settings, ...revealed(record) } as unknown as S3Access & {
    id: string;
    name: string;
    prefix?: string;
  };
  // The S3 client is the largest of our libraries.
  const opened = async (prefix: string) => {
    const { openBucket } = await import("../../origins/s3/client.ts");
    const index = await indexOf(settings, prefix, { ...options, table, name });
    return (access: S3Access): Bucket => index ?? keyedBucket(openBucket(access));
  };
  switch (type) {
    case "CLOUDINARY_BACKUP": {
      const { cloudinaryBackup } = await import("../../origins/cloudinary-backup/origin.ts");
      return cloudinaryBackup(settings, await opened(mountPrefix(readMount(settings.prefix))));
    }
    case "S3":
    case "S3_COMPATIBLE": {
      const { s3Bucket } = await import("../../origins/s3/origin.ts");
      return s3Bucket(settings, await opened(folderPrefix(settings.prefix)));
    }
    default:
      return openOrigin(record);
  }
}

/** Undefined where the bucket is too large, or may not be listed: then it is asked for each key. */
async function indexOf(
  access: S3Access,
  prefix: string,
  { database, urls, progress, table, name }: OpenOptions & { table: string; name: string },
): Promise<Bucket | undefined> {
  if (urls < few) return undefined;
  const { scanBucket } = await import("../../origins/s3/scan.ts");
  const stop = new AbortController();
  try {
    const objects = scanBucket(access, prefix, stop.signal);
    const index = await indexBucket(database, table, objects, {
      atMost: worthScanning(urls),
      progress: (count) => progress(name, count),
    });
    return index?.bucket;
  } catch (error) {
    if (error instanceof Failure && error.code === "EACCES") return undefined;
    throw error;
  } finally {
    stop.abort();
  }
}
