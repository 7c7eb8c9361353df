import { setImmediate } from "node:timers/promises";
import { Failure } from "../failure.ts";
import type { Database, Row, Value } from "../runtime/sqlite.ts";

/**
 * What a purge drops. `origins` are ids of the configuration; without them, originals of every origin
 * are meant.
 */
export type Target =
  /** One variant; without a transformation (`asked` is empty) the original as well. */
  | { url: Place & { asked: string; host?: string } }
  /** Every path that begins so, in all its variants, or in one. */
  | { prefix: Place & { asked?: string } }
  /** An original, all variants of it and everything in whose layers it lies. */
  | { original: Place & { origins: readonly string[] } }
  /** Every original of an origin, under whatever settings, and everything made of them. */
  | { origin: string }
  | { everything: true };

/** Gives back how many entries were dropped. */
export type Purge = (target: Target) => Promise<number>;

interface Place {
  endpoint: string;
  path: string;
  origins?: readonly string[];
}

/** What a purge works on. */
interface PurgeCount {
  index: Pick<Database, "all">;
  /** Gives back how many of these entries there were. */
  drop(keys: readonly string[]): number;
  /** Marks an entry as to be asked for before it is used again. */
  markStale(key: string): void;
  isClosed(): boolean;
}

/** How long a purge keeps everybody else waiting at a time, in milliseconds. */
const slice = 4;

/** Entries that are dropped in one go. */
const droppedAtOnce = 32;

/** Rows that are read in one go. */
const page = 500;

/**
 * Drops what a target names, a slice at a time, and marks the originals concerned as to be asked
 * for. Gives back how many entries were dropped; EBUSY when the cache was closed meanwhile.
 */
export async function purge(target: Target, cache: PurgeCount): Promise<number> {
  let dropped = 0;
  let batch: string[] = [];
  let until = performance.now() + slice;
  for (const key of stepsOf(target, cache)) {
    if (key !== undefined) batch.push(key);
    if (batch.length < droppedAtOnce && performance.now() < until) continue;
    dropped += cache.drop(batch);
    batch = [];
    if (performance.now() < until) continue;
    await setImmediate();
    if (cache.isClosed()) throw new Failure("EBUSY", "The server is stopping");
    until = performance.now() + slice;
  }
  return dropped + cache.drop(batch);
}

/** One step per row, so that a purge can rest after any of them: the key of what is to go. */
type Steps = Generator<string | undefined>;

function* stepsOf(target: Target, cache: PurgeCount): Steps {
  if ("url" in target) {
    const { asked, path, host } = target.url;
    yield* dropVariants(cache, target.url, { asked, host, within: (at) => at === path });
  } else if ("prefix" in target) {
    const { asked, path } = target.prefix;
    yield* dropVariants(cache, target.prefix, { asked, within: (at) => at.startsWith(path) });
  } else if ("original" in target) {
    yield* dropOriginal(cache, target.original);
  } else if ("origin" in target) {
    yield* dropOrigin(cache, target.origin);
  } else {
    for (const { key } of rows(cache, "SELECT id, key FROM entries WHERE id > ? ORDER BY id")) {
      yield String(key);
    }
  }
}

interface Variants {
  asked: string | undefined;
  host?: string | undefined;
  within(path: string): boolean;
}

function* dropVariants(cache: PurgeCount, place: Place, { asked, host, within }: Variants): Steps {
  // What has no host is the same for all of them.
  const isMeant = (row: Row) => host === undefined || row.host === null || row.host === host;
  for (const row of renditionsFrom(cache, place, within)) {
    const meant = isMeant(row) && (asked === undefined || (row.asked ?? "") === asked);
    if (meant) markSourcesStale(cache, row);
    yield meant ? String(row.key) : undefined;
  }
  for (const row of originalsFrom(cache, place, within)) {
    const meant = isMeant(row) && isOf(place, row);
    if (meant && asked) cache.markStale(String(row.key));
    yield meant && !asked ? String(row.key) : undefined;
  }
}

function* dropOriginal(cache: PurgeCount, place: Place): Steps {
  const within = (at: string) => at === place.path;
  for (const row of originalsFrom(cache, place, within)) {
    if (isOf(place, row)) yield* dropWithUses(cache, row);
    else yield undefined;
  }
  for (const { key } of renditionsFrom(cache, place, within)) yield String(key);
}

function* dropOrigin(cache: PurgeCount, id: string): Steps {
  // Its id in the configuration names its settings as well.
  const isMeant = ({ at }: Row) => at === id || String(at).startsWith(`${id}.`);
  const within = (at: string) => at.startsWith(id);
  for (const table of ["originals", "entries"]) {
    const query = `SELECT id, id AS original, key, origin AS at FROM ${table}
      WHERE (origin, id) > (?, ?) ORDER BY origin, id`;
    for (const row of ranged(cache, query, [], id, within)) {
      if (!isMeant(row)) yield undefined;
      else if (table === "originals") yield* dropWithUses(cache, row);
      else yield String(row.key);
    }
  }
}

/**
 * Drops an original and what was made of it, and of that in turn; the original itself may have been
 * evicted before.
 */
function* dropWithUses(cache: PurgeCount, { original = null, key }: Row): Steps {
  yield String(key);
  const uses = `SELECT entries.id, entries.key, originals.id AS original FROM uses
    JOIN entries ON entries.id = uses.entry LEFT JOIN originals ON originals.key = entries.key
    WHERE uses.original = ? AND uses.entry > ? ORDER BY uses.entry`;
  for (const use of rows(cache, uses, original)) yield* dropWithUses(cache, use);
}

function renditionsFrom(cache: PurgeCount, { endpoint, path }: Place, within: Variants["within"]) {
  const query = `SELECT id, key, path AS at, asked, host FROM entries
    WHERE endpoint = ? AND (path, id) > (?, ?) ORDER BY path, id`;
  return ranged(cache, query, [endpoint], path, within);
}

function originalsFrom(cache: PurgeCount, { path }: Place, within: Variants["within"]) {
  const query = `SELECT id, id AS original, key, path AS at, origin, host FROM originals
    WHERE (path, id) > (?, ?) ORDER BY path, id`;
  return ranged(cache, query, [], path, within);
}

function isOf({ origins }: Place, { origin = null }: Row): boolean {
  return origins === undefined || origins.includes(String(origin));
}

/** Marks the originals that an entry was made of as to be asked for. */
function markSourcesStale({ index, markStale }: PurgeCount, { id = null }: Row): void {
  const sources = `SELECT key FROM uses JOIN originals ON originals.id = uses.original
    WHERE uses.entry = ?`;
  for (const { key } of index.all(sources, id)) markStale(String(key));
}

/**
 * The rows of a query that goes on behind an id, a page at a time: others write between two pages.
 */
function* rows({ index }: PurgeCount, query: string, ...values: Value[]): Generator<Row> {
  for (let last: Value = 0; ; ) {
    const found = index.all(`${query} LIMIT ${page}`, ...values, last);
    yield* found;
    if (found.length < page) return;
    last = found.at(-1)?.id ?? 0;
  }
}

/** The same in the order of a text `at`, from `first` on for as long as `within` says. */
function* ranged(
  { index }: PurgeCount,
  query: string,
  values: Value[],
  first: string,
  within: (at: string) => boolean,
): Generator<Row> {
  for (let at: Value = first, id: Value = 0; ; ) {
    const found = index.all(`${query} LIMIT ${page}`, ...values, at, id);
    for (const row of found) {
      if (!within(String(row.at))) return;
      yield row;
    }
    if (found.length < page) return;
    at = found.at(-1)?.at ?? "";
    id = found.at(-1)?.id ?? 0;
  }
}
