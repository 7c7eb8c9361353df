import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { Failure } from "../failure.ts";
import { type Fetched, firstOf, type Origin, type OriginalPath } from "../origins/origin.ts";
import { type Format, type Header, sniff } from "../render/header.ts";
import type { DiskCache, Entry } from "./disk.ts";
import { createSingleFlight } from "./single-flight.ts";

/** What is kept beside an original's bytes. */
export interface OriginalMeta {
  /** Name of the origin that had it. */
  origin: string;
  /** Hash of the content: the original's version, and its strong ETag. */
  hash: string;
  /** The origin's own validators, for conditional requests. */
  etag?: string;
  lastModified?: string;
  /** As the origin said it; only for what is no picture. */
  contentType?: string;
  cacheControl?: string;
  /** The format that the path asks for, where something else is stored; see `Fetched`. */
  convertTo?: string;
  /** Where the origin says that the original belongs. */
  canonicalBase?: string;
  format?: Format;
  /** Read by a renderer when it was first needed. */
  header?: Header;
}

export type Original = Entry<OriginalMeta> & {
  /** Its origin is broken at the moment; this is what it last had. */
  stale?: true;
  /** Seconds until it has to be revalidated. */
  maxAge: number;
};

/** Where to look, and how long what was found there is used unasked. */
export interface Lookup {
  origins: readonly Origin[];
  /** Seconds. */
  originalMaxAge: number;
}

export interface Bounds {
  /** More is an ELIMIT failure, found out while the bytes come in. */
  maxBytes: number;
  /** Milliseconds for all origins together, to the last byte. */
  timeout: number;
}

export interface Originals {
  /**
   * Finds an original in the first origin that has it, fetched at most once however many ask.
   */
  find(lookup: Lookup, path: OriginalPath, bounds: Bounds): Promise<Original>;
  /** Keeps what a renderer read of the header. */
  describe(original: Original, header: Header): void;
}

/** How long it is remembered that an origin does not have a path, in milliseconds. */
const absentFor = 30_000;
/** How many of those are remembered. */
const absentAtMost = 50_000;

/**
 * An origin that keeps silent for this part of the time is given up, so that the next one has a
 * chance.
 */
const patience = 1 / 3;

export function createOriginals(disk: DiskCache): Originals {
  const flight = createSingleFlight<Original | undefined>();
  const absent = new Map<string, { until: number; failure: Failure | undefined }>();

  async function ask(origin: Origin, path: OriginalPath, maxAge: number, bounds: Bounds) {
    const key = keyOf(origin, path);
    const kept = disk.get<OriginalMeta>(key);
    if (kept && isFresh(kept, maxAge)) return { ...kept, maxAge };
    const missing = absent.get(key);
    if (missing && missing.until > Date.now()) {
      if (missing.failure) throw missing.failure;
      return undefined;
    }
    let mine = false;
    const fly = () =>
      flight(key, () => {
        mine = true;
        return fetchInto(key, origin, path, maxAge, bounds, kept);
      });
    try {
      return await fly();
    } catch (error) {
      // Whoever was there first may have allowed fewer bytes.
      if (mine || !(error instanceof Failure) || error.code !== "ELIMIT") throw error;
      return fly();
    }
  }

  async function fetchInto(
    key: string,
    origin: Origin,
    path: OriginalPath,
    maxAge: number,
    { maxBytes, timeout }: Bounds,
    kept: Entry<OriginalMeta> | undefined,
  ): Promise<Original | undefined> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), timeout * patience);
    const signal = AbortSignal.any([silence.signal, AbortSignal.timeout(timeout)]);
    try {
      const answer = await origin.fetch(path, signal, kept?.meta);
      clearTimeout(timer);
      if (answer === "unchanged" && kept) {
        disk.confirm(key);
        return { ...kept, maxAge };
      }
      if (answer === undefined || answer === "unchanged") {
        disk.remove(key);
        remember(key, undefined);
        return undefined;
      }
      return { ...(await keep(key, origin, answer, maxBytes)), maxAge };
    } catch (error) {
      const failure = signal.aborted
        ? new Failure("ETIMEDOUT", "An origin did not answer in time", { cause: error })
        : error;
      if (failure instanceof Failure && failure.code === "EACCES") remember(key, failure);
      const broken = failure instanceof Failure && failure.status >= 500;
      if (kept && broken) return { ...kept, maxAge, stale: true };
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }

  function remember(key: string, failure: Failure | undefined): void {
    if (absent.size >= absentAtMost) absent.clear();
    absent.set(key, { until: Date.now() + absentFor, failure });
  }

  async function keep(key: string, origin: Origin, fetched: Fetched, maxBytes: number) {
    const temporary = disk.temporary();
    try {
      const { bytes, hash, format } = await receive(fetched, temporary, maxBytes);
      const { body: _, bytes: __, ...said } = fetched;
      const meta: OriginalMeta = {
        ...said,
        origin: origin.name,
        hash,
        ...(origin.canonicalBase === undefined ? {} : { canonicalBase: origin.canonicalBase }),
        ...(format === undefined ? {} : { format }),
      };
      return disk.add(key, temporary, bytes, meta);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  return {
    find({ origins, originalMaxAge }, path, { maxBytes, timeout }) {
      const deadline = performance.now() + timeout;
      return firstOf(origins, (origin) => {
        const left = deadline - performance.now();
        if (left <= 0) throw new Failure("ETIMEDOUT", "The origins did not answer in time");
        const maxAge = Math.min(originalMaxAge, origin.maxAge ?? originalMaxAge);
        return ask(origin, path, maxAge, { maxBytes, timeout: left });
      });
    },
    describe: (original, header) => disk.annotate(original.key, { ...original.meta, header }),
  };
}

/** Whether an entry may be used without asking for it again; `maxAge` in seconds. */
export function isFresh({ checkedAt }: { checkedAt: number }, maxAge: number): boolean {
  return Date.now() - checkedAt < maxAge * 1000;
}

function keyOf(origin: Origin, { path, host = "" }: OriginalPath): string {
  const parts = ["original", origin.id, origin.variesByHost ? host : "", path];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

/** Writes a body to a file, counting and hashing what comes in. */
async function receive({ body, bytes: expected }: Fetched, file: string, maxBytes: number) {
  const tooLarge = () =>
    new Failure("ELIMIT", `The original is too large: at most ${maxBytes} bytes are allowed`);
  if (expected !== undefined && expected > maxBytes) {
    await body.cancel();
    throw tooLarge();
  }
  const hash = createHash("sha256");
  const handle = await open(file, "wx", 0o600);
  let bytes = 0;
  let start = Buffer.alloc(0);
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      if (start.length < 1024) start = Buffer.concat([start, chunk.subarray(0, 1024)]);
      hash.update(chunk);
      await handle.write(chunk);
    }
  } finally {
    await handle.close();
  }
  if (expected !== undefined && expected !== bytes) {
    throw new Failure("EUPSTREAM", `An origin sent ${bytes} of ${expected} bytes`);
  }
  return { bytes, hash: hash.digest("hex").slice(0, 32), format: sniff(start) };
}
