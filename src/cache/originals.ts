import { Failure } from "../failure.ts";
import { type Fetched, firstOf, type Origin, type OriginalPath } from "../origins/origin.ts";
import { cacheKey } from "./cache-key.ts";
import type { DiskCache, Entry } from "./disk.ts";
import { createExcerpts, type FoundParts } from "./excerpts/excerpts.ts";
import { createNegativeCache } from "./negative-cache.ts";
import { isFresh, type Original, type OriginalMeta, originalKey } from "./original.ts";
import { type HeaderReader, receive } from "./receive.ts";
import { createSingleFlight } from "./single-flight.ts";

/** Where to look, and how long what was found there is used unasked. */
export interface Lookup {
  origins: readonly Origin[];
  /** Seconds. */
  originalMaxAge: number;
  /** Seconds after that in which what is kept is given at once, and asked for meanwhile. */
  staleFor?: number;
}

interface Bounds {
  /** More is an ELIMIT failure, found out while the bytes come in. */
  maxBytes: number;
  /** Milliseconds for all origins together, to the last byte. */
  timeout: number;
  /** Aborts when the client has gone; the last one takes the fetch along. */
  signal?: AbortSignal | undefined;
}

export interface Originals {
  /**
   * Finds an original in the first origin that has it, fetched at most once however many ask.
   * ECANCELED when the client has gone meanwhile.
   */
  find(lookup: Lookup, path: OriginalPath, bounds: Bounds): Promise<Original>;
  /**
   * Finds an original of which no more than some parts may be needed; undefined where it is here as a
   * whole, or is to be fetched so, or no origin has it. Throws whatever goes wrong.
   */
  findExcerpt(lookup: Lookup, path: OriginalPath, bounds: Bounds): Promise<FoundParts | undefined>;
  /** Keeps what a renderer read of an original, or FFmpeg of a video, beside what is known already. */
  describe(
    original: Original,
    read: Pick<OriginalMeta, "header" | "faces" | "objects" | "people" | "likeness" | "media">,
  ): void;
}

type Kept = Entry<OriginalMeta> | undefined;

/** One original of one origin. */
interface OriginalRequest {
  key: string;
  origin: Origin;
  path: OriginalPath;
  /** Seconds. */
  maxAge: number;
}

/**
 * An origin that keeps silent for this part of the time is given up, so that the next one has a
 * chance.
 */
const silentShare = 1 / 3;

/** What is an origin's own fault. */
const faults = ["EACCES", "ECONNREFUSED", "EUPSTREAM", "ETIMEDOUT"];

/** Hears how origins do. */
export interface OriginObserver {
  /** It answered, if only that it has no such file. */
  answered?(origin: Origin): void;
  failed?(origin: Origin, code: string): void;
}

interface OriginalsOptions {
  observer?: OriginObserver | undefined;
  /** Reads headers of what comes in; renderers do it where this is not given, or gives none. */
  readHeader?: HeaderReader | undefined;
}

export function createOriginals(
  disk: DiskCache,
  { observer = {}, readHeader }: OriginalsOptions = {},
): Originals {
  const flight = createSingleFlight<Original | undefined>();
  const negativeCache = createNegativeCache(disk.purgeEpoch);
  const excerpts = createExcerpts(disk);

  async function ask(wanted: OriginalRequest, staleFor: number, bounds: Bounds) {
    const { key, maxAge } = wanted;
    const kept = await disk.getIntact<OriginalMeta>(key);
    if (kept && isFresh(kept, maxAge)) return { ...kept, maxAge };
    if (kept && isFresh(kept, maxAge + staleFor)) {
      // Later requests get what this finds out; this client waits for nothing.
      fetchOnce(wanted, { ...bounds, signal: undefined }, kept).catch(() => {});
      return { ...kept, maxAge, outdated: true as const };
    }
    const absence = negativeCache.find(key);
    if (absence?.failure) throw absence.failure;
    return absence ? undefined : fetchOnce(wanted, bounds, kept);
  }

  async function fetchOnce(wanted: OriginalRequest, bounds: Bounds, kept: Kept) {
    let isMine = false;
    const fetch = (stopped: AbortSignal) => {
      isMine = true;
      return fetchInto(wanted, bounds, kept, stopped);
    };
    // What was asked for before a purge does not answer who asks after it.
    const fly = () => flight(cacheKey(wanted.key, disk.purgeEpoch()), fetch, bounds.signal);
    try {
      return await fly();
    } catch (error) {
      // The request that came first may have allowed fewer bytes.
      if (isMine || !(error instanceof Failure) || error.code !== "ELIMIT") throw error;
      return fly();
    }
  }

  async function fetchInto(
    wanted: OriginalRequest,
    { maxBytes, timeout }: Bounds,
    kept: Kept,
    stopped: AbortSignal,
  ): Promise<Original | undefined> {
    const { key, origin, path, maxAge } = wanted;
    const purgeEpoch = disk.purgeEpoch();
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), timeout * silentShare);
    const signal = AbortSignal.any([stopped, silence.signal, AbortSignal.timeout(timeout)]);
    const release = disk.pin(key);
    try {
      let answer = await origin.fetch(path, signal, kept?.meta);
      if (answer === "unchanged" && disk.peek(key)?.file !== kept?.file) {
        // It was dropped meanwhile: there is nothing any more that could be unchanged.
        answer = await origin.fetch(path, signal);
      }
      clearTimeout(timer);
      if (!signal.aborted) observer.answered?.(origin);
      if (answer === "unchanged" && kept) {
        return { ...kept, checkedAt: disk.confirm(key, purgeEpoch), maxAge };
      }
      if (answer === undefined || answer === "unchanged") {
        // An origin that was stopped may say that it has nothing.
        signal.throwIfAborted();
        disk.remove(key);
        negativeCache.remember(key, purgeEpoch);
        return undefined;
      }
      return {
        ...(await keep(wanted, answer, { maxBytes, signal, purgeEpoch })),
        maxAge,
        isNew: true,
      };
    } catch (error) {
      if (stopped.aborted) throw stopped.reason;
      const failure = signal.aborted
        ? new Failure("ETIMEDOUT", "An origin did not answer in time", { cause: error })
        : error;
      if (!(failure instanceof Failure)) throw failure;
      if (faults.includes(failure.code)) observer.failed?.(origin, failure.code);
      if (failure.code === "EACCES") negativeCache.remember(key, purgeEpoch, failure);
      // What was purged meanwhile is not served again.
      const last = kept && disk.peek<OriginalMeta>(key);
      if (last && failure.status >= 500) return { ...last, maxAge, stale: true };
      throw failure;
    } finally {
      clearTimeout(timer);
      release();
    }
  }

  async function keep(
    { key, origin, path }: OriginalRequest,
    fetched: Fetched,
    { maxBytes, signal, purgeEpoch }: { maxBytes: number; signal: AbortSignal; purgeEpoch: number },
  ) {
    const pending = disk.pendingFile();
    try {
      const most = Math.min(maxBytes, disk.maxBytes);
      const bounds = { maxBytes: most, signal, readHeader };
      const received = await receive(fetched, pending, bounds);
      const { body: _, bytes: __, release: ___, ...said } = fetched;
      const wasPrivate = disk.peek<OriginalMeta>(key)?.meta.isPrivate;
      const meta: OriginalMeta = {
        ...said,
        ...received,
        origin: origin.name,
        ...(origin.canonicalBase === undefined ? {} : { canonicalBase: origin.canonicalBase }),
        ...(wasPrivate ? { isPrivate: true } : {}),
      };
      const host = origin.variesByHost && path.host !== undefined ? { host: path.host } : {};
      return disk.add(key, pending, meta, {
        origin: origin.id,
        path: path.path,
        ...host,
        purgeEpoch,
      });
    } finally {
      fetched.release?.();
      pending.discard();
    }
  }

  return {
    find({ origins, originalMaxAge, staleFor = 0 }, path, { timeout, ...bounds }) {
      const deadline = performance.now() + timeout;
      return firstOf(origins, (origin) => {
        const left = deadline - performance.now();
        if (left <= 0) throw new Failure("ETIMEDOUT", "The origins did not answer in time");
        const wanted = wantedFrom(origin, path, originalMaxAge);
        // One that sets its own age is asked cheaply: no client has to see what is old there.
        const old = origin.maxAge === undefined ? staleFor : 0;
        return ask(wanted, old, { ...bounds, timeout: left });
      });
    },
    async findExcerpt({ origins, originalMaxAge }, path, { maxBytes, timeout, signal }) {
      const stopped = [AbortSignal.timeout(timeout), ...(signal ? [signal] : [])];
      for (const origin of origins) {
        const wanted = wantedFrom(origin, path, originalMaxAge);
        if (disk.peek(wanted.key)) return undefined;
        const absence = negativeCache.find(wanted.key);
        if (absence?.failure) return undefined;
        if (absence) continue;
        const bounds = { maxBytes, signal: AbortSignal.any(stopped) };
        const found = await excerpts.find(wanted, bounds);
        if (typeof found === "object") return found;
        if (found === "whole") return undefined;
      }
      return undefined;
    },
    describe(original, read) {
      const current = disk.peek<OriginalMeta>(original.key);
      const isSame = current?.file === original.file;
      disk.annotate(original, { ...(isSame ? current.meta : original.meta), ...read });
    },
  };
}

function wantedFrom(origin: Origin, path: OriginalPath, originalMaxAge: number): OriginalRequest {
  const maxAge = Math.min(originalMaxAge, origin.maxAge ?? originalMaxAge);
  return { key: originalKey(origin, path), origin, path, maxAge };
}
