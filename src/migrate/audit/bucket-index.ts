import { Failure } from "../../failure.ts";
import type { Bucket, ScannedObject } from "../../origins/bucket.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { keyedBucket } from "./keys.ts";

/** The complete listing of a bucket, which makes requests for single keys unnecessary. */
interface BucketIndex {
  bucket: Bucket;
  objects: number;
}

/** Rows that are written in one transaction. */
const batch = 1000;

/**
 * Lists a bucket into a table, a thousand objects a request, and answers from it from then on.
 * Undefined when there are more objects than `atMost`: asking for each is cheaper then.
 * @param name of the table; letters, digits and `_`
 */
export async function indexBucket(
  database: Database,
  name: string,
  objects: AsyncIterable<ScannedObject>,
  { atMost, progress }: { atMost: number; progress: (objects: number) => void },
): Promise<BucketIndex | undefined> {
  database.exec(
    `CREATE TABLE ${name} (folder TEXT, name TEXT, bytes INTEGER, modified INTEGER,
     PRIMARY KEY (folder, name)) WITHOUT ROWID`,
  );
  let waiting: ScannedObject[] = [];
  let count = 0;
  const write = () => {
    database.transaction(() => {
      for (const { key, bytes, modified } of waiting) {
        const sql = `INSERT OR REPLACE INTO ${name} VALUES (?, ?, ?, ?)`;
        database.run(sql, folderOf(key), nameOf(key), bytes, modified);
      }
    });
    waiting = [];
  };
  for await (const object of objects) {
    count += 1;
    if (count > atMost) return undefined;
    waiting.push(object);
    if (waiting.length < batch) continue;
    write();
    progress(count);
  }
  write();
  return { bucket: keyedBucket(bucketOver(database, name)), objects: count };
}

function bucketOver(database: Database, table: string): Bucket {
  return {
    async get(key) {
      const sql = `SELECT bytes, modified FROM ${table} WHERE folder = ? AND name = ?`;
      const row = database.get(sql, folderOf(key), nameOf(key));
      if (!row) return undefined;
      return {
        body: new ReadableStream({ start: (controller) => controller.close() }),
        bytes: Number(row.bytes),
        lastModified: new Date(Number(row.modified)).toUTCString(),
      };
    },
    async *list(prefix) {
      // An asset is a folder of versions, and nothing else is listed.
      if (!prefix.endsWith("/")) throw new Failure("EINTERNAL", "Expected a folder to list");
      const sql = `SELECT name, bytes, modified FROM ${table} WHERE folder = ? LIMIT 20000`;
      yield database.all(sql, prefix).map(({ name, bytes, modified }) => ({
        key: prefix + name,
        bytes: Number(bytes),
        modified: Number(modified),
      }));
    },
  };
}

function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf("/") + 1);
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

/**
 * Objects that a scan may find before it has cost more than asking: a request finds a thousand of
 * them, one after the other, where each URL takes two requests of which several are under way.
 */
export function worthScanning(urls: number): number {
  return Math.max(20, urls / 8) * 1000;
}
