import type { Label } from "../../../src/cache/index-line.ts";
import type { Database, Row } from "../../../src/runtime/sqlite.ts";

/** A rendition as the server has written it down. */
export interface SampleEntry {
  row: Row;
  bytes: number;
  meta: unknown;
  label: Label;
}

/** Renditions that an original has. */
const perOriginal = 10;

/** The last rendition in an index of the cache. */
export function sampleOf(index: Database): SampleEntry {
  const row = index.get("SELECT * FROM entries WHERE endpoint IS NOT NULL ORDER BY id DESC");
  const original =
    row &&
    index.get(
      "SELECT key FROM originals JOIN uses ON original = originals.id WHERE entry = ?",
      row.id ?? null,
    );
  if (!row || !original) throw new Error("Expected a rendition in the index of the cache");
  const { endpoint, path, asked, host, origin } = row;
  const text = Object.entries({ endpoint, path, asked, host, origin }).filter(
    ([, value]) => value !== null,
  );
  return {
    row,
    bytes: Number(row.bytes),
    meta: JSON.parse(String(row.meta)),
    label: { ...Object.fromEntries(text), sources: [String(original.key)] },
  };
}

/** Writes copies of a rendition into the index, used before it and each with a key and path of its own. */
export function fillIndex(index: Database, { row }: SampleEntry, count: number): void {
  // Nothing is lost when it fails, and random keys go into every page of the index.
  index.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
  const { bytes, meta, checked_at, endpoint, asked, host, origin } = row;
  const numbers = `WITH RECURSIVE
    numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?),
    keys (n, key) AS MATERIALIZED (SELECT n, lower(hex(randomblob(32))) FROM numbers)`;
  const path = "'photos/' || n || '.jpg'";
  const nextId = (table: string) =>
    Number(index.get(`SELECT coalesce(max(id), 0) + 1 AS id FROM ${table}`)?.id);
  const originals = Math.ceil(count / perOriginal);
  const firsts = [nextId("originals"), nextId("entries")] as const;
  index.transaction(() => {
    index.run(
      `${numbers} INSERT INTO originals (key, origin, path) SELECT key, ?, ${path} FROM keys`,
      ...[originals, origin ?? null],
    );
    index.run(
      `${numbers} INSERT INTO entries
        (key, file, bytes, meta, checked_at, used, endpoint, path, asked, host, origin)
        SELECT key, substr(key, 1, 2) || '/' || key || '.1', ?, ?, ?, n + 1, ?, ${path}, ?, ?, ?
        FROM keys`,
      ...[count, bytes, meta, checked_at, endpoint, asked, host, origin].map((v) => v ?? null),
    );
    index.run(
      `${numbers} INSERT INTO uses (original, entry) SELECT ? + n % ?, ? + n FROM numbers`,
      ...[count, firsts[0], originals, firsts[1]],
    );
  });
}
