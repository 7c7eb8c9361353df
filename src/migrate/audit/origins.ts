import { Failure } from "../../failure.ts";
import type { Bucket } from "../../origins/bucket.ts";
import { openOrigin, settingsOf, typeOf } from "../../origins/open.ts";
import type { Origin } from "../../origins/origin.ts";
import type { BucketAccess } from "../../origins/origin-type.ts";
import type { Database } from "../../runtime/sqlite.ts";
import type { OriginRecord } from "../../store/records.ts";
import { indexBucket, worthScanning } from "./bucket-index.ts";
import { keyedBucket } from "./keys.ts";

interface OpenOptions {
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
 * its listing. One that cannot be opened fails at its first lookup.
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
  const { bucket } = typeOf(record);
  if (!bucket) return openOrigin(record);
  const settings = settingsOf(record);
  const index = await indexOf(bucket, settings, table, options);
  return bucket.serve(settings, index ?? keyedBucket(await bucket.open(settings)));
}

/** Undefined where the bucket is too large, or may not be listed: then each key is requested. */
async function indexOf(
  bucket: BucketAccess,
  settings: ReturnType<typeof settingsOf>,
  table: string,
  { database, urls, progress }: OpenOptions,
): Promise<Bucket | undefined> {
  if (urls < few) return undefined;
  const stop = new AbortController();
  try {
    const index = await indexBucket(database, table, await bucket.scan(settings, stop.signal), {
      atMost: worthScanning(urls),
      progress: (count) => progress(settings.name, count),
    });
    return index?.bucket;
  } catch (error) {
    if (error instanceof Failure && error.code === "EACCES") return undefined;
    throw error;
  } finally {
    stop.abort();
  }
}
