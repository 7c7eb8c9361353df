import { Failure } from "../../failure.ts";
import type { Fetched, Origin, OriginalPath } from "../../origins/origin.ts";
import type { Span } from "../../render/engine/film/span.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { cacheKey } from "../cache-key.ts";
import type { DiskCache, Entry } from "../disk.ts";
import { isFresh, type Original, type OriginalMeta } from "../original.ts";
import { readPacked, writePacked } from "./packed-parts.ts";
import { openSparse, type SparseFile } from "./sparse-file.ts";

/** What is kept of an original of which only some parts were fetched: its file holds those, one behind the other. */
export interface ExcerptMeta extends OriginalMeta {
  media: MediaFacts;
  excerpt: {
    /** Of the whole. */
    bytes: number;
    parts: Span[];
  };
}

/** An original of which only some parts were fetched. It is never delivered, and what is made of it is. */
export interface Excerpt extends Original {
  meta: ExcerptMeta;
}

/** An excerpt that is worked on. */
export interface OpenExcerpt extends Pick<SparseFile, "file" | "present"> {
  /** Of the whole. */
  bytes: number;
  /** Fetches a part of the same version. EUPSTREAM where there is another one by now. */
  fetch(span: Span, signal: AbortSignal): Promise<void>;
  discard(): Promise<void>;
}

/** One original of one origin. */
interface Wanted {
  /** Its own key, which that of its excerpt follows from. */
  key: string;
  origin: Origin;
  path: OriginalPath;
  /** Seconds. */
  maxAge: number;
}

interface Bounds {
  maxBytes: number;
  signal: AbortSignal;
}

/** What is to be read of an original. */
export type FoundParts =
  /** Kept, and true for its age. */
  | { kept: Excerpt; open(): Promise<OpenExcerpt> }
  /** First bytes, to be kept when it is known what is in the whole. */
  | { head: OpenExcerpt; keep(media: MediaFacts): Promise<KeptExcerpt> };

interface KeptExcerpt {
  excerpt: Excerpt;
  open(): Promise<OpenExcerpt>;
}

/** What an origin has where an excerpt is looked for. */
type FoundExcerpt =
  | FoundParts
  | "absent"
  /** Nothing that is read by parts. */
  | "whole";

/** First bytes of an original that may be a video. */
const headBytes = 64 * 1024;
/** What is smaller is fetched as a whole: several requests for its parts take longer. */
const leastBytes = 2 * 1024 * 1024;

/** Excerpts of originals, in the disk cache as originals are: they go with the same purges. */
export function createExcerpts(disk: DiskCache) {
  async function opened(
    { origin, path }: Wanted,
    { etag, bytes }: { etag: string; bytes: number },
  ): Promise<OpenExcerpt & Pick<SparseFile, "write" | "read">> {
    const pending = disk.pendingFile();
    const sparse = await openSparse(pending, bytes).catch((error) => {
      pending.discard();
      throw error;
    });
    return {
      file: sparse.file,
      get present() {
        return sparse.present;
      },
      bytes,
      async fetch(span, signal) {
        const answer = await origin.fetch(path, signal, undefined, { ...span, etag });
        if (!answer || answer === "unchanged") throw otherVersion();
        const isSame = answer.etag === etag && answer.range?.total === bytes;
        if (!isSame || answer.range?.start !== span.start) {
          await drop(answer);
          throw otherVersion();
        }
        await sparse.write(span, answer.body);
      },
      async discard() {
        await sparse.close();
        pending.discard();
      },
      write: sparse.write,
      read: sparse.read,
    };
  }

  /** What is kept, its parts where they belong. */
  async function reopened(wanted: Wanted, { key, file, meta }: Excerpt): Promise<OpenExcerpt> {
    const { etag = "", excerpt } = meta;
    const release = disk.pin(key);
    const draft = await opened(wanted, { etag, bytes: excerpt.bytes });
    try {
      await readPacked(file, excerpt.parts, draft.write);
      return draft;
    } catch (error) {
      await draft.discard();
      throw error;
    } finally {
      release();
    }
  }

  return {
    /** Looks in one origin. Whatever goes wrong is thrown. */
    async find(wanted: Wanted, { maxBytes, signal }: Bounds): Promise<FoundExcerpt> {
      const { origin, path, maxAge } = wanted;
      const key = cacheKey("excerpt", wanted.key);
      const purgeEpoch = disk.purgeEpoch();
      const last = await disk.getIntact<ExcerptMeta>(key);
      // What was purged meanwhile is not served again.
      const isThere = () => last !== undefined && disk.peek(key)?.file === last.file;
      const found = (entry: Entry<ExcerptMeta>, age: Pick<Excerpt, "stale"> = {}) => {
        const kept: Excerpt = { ...entry, maxAge, ...age };
        return { kept, open: () => reopened(wanted, kept) };
      };
      if (last && isFresh(last, maxAge)) return found(last);
      const head = { start: 0, end: headBytes };
      let answer: Awaited<ReturnType<Origin["fetch"]>>;
      try {
        answer = await origin.fetch(path, signal, last?.meta, head);
      } catch (error) {
        if (last && isThere() && isBroken(error)) return found(last, { stale: true });
        throw error;
      }
      if (answer === undefined) return "absent";
      if (answer === "unchanged") {
        if (!last || !isThere()) return "whole";
        return found({ ...last, checkedAt: disk.confirm(key, purgeEpoch) });
      }
      const { body, bytes: _, range, ...said } = answer;
      const { etag } = said;
      const isFit = range && range.total >= leastBytes && range.total <= maxBytes;
      // Only of what has a version can parts be told from those of another.
      if (!isFit || etag === undefined || etag.startsWith("W/")) {
        await drop(answer);
        return "whole";
      }
      const bytes = range.total;
      const draft = await opened(wanted, { etag, bytes }).catch(async (error) => {
        await drop(answer);
        throw error;
      });
      try {
        await draft.write(head, body);
      } catch (error) {
        await draft.discard();
        throw error;
      }
      const wasPrivate = disk.peek<OriginalMeta>(wanted.key)?.meta.isPrivate;
      const meta: Omit<OriginalMeta, "hash"> = {
        ...said,
        origin: origin.name,
        ...(origin.canonicalBase === undefined ? {} : { canonicalBase: origin.canonicalBase }),
        ...(wasPrivate || last?.meta.isPrivate ? { isPrivate: true } : {}),
      };
      const host = origin.variesByHost && path.host !== undefined ? { host: path.host } : {};
      const label = { origin: origin.id, path: path.path, ...host, purgeEpoch };
      return {
        head: draft,
        async keep(media) {
          const parts = [...draft.present];
          const pending = disk.pendingFile();
          try {
            const hash = await writePacked(pending, draft.read(), etag);
            const whole = { ...meta, hash, media, excerpt: { bytes, parts } };
            const entry = disk.add(key, pending, whole, label);
            const excerpt: Excerpt = { ...entry, maxAge, isNew: true };
            return { excerpt, open: () => reopened(wanted, excerpt) };
          } finally {
            pending.discard();
          }
        },
      };
    },
  };
}

/** Whether that is an origin's fault of the moment. */
function isBroken(error: unknown): boolean {
  return error instanceof Failure && error.status >= 500;
}

/** Instead of reading it. */
async function drop({ body }: Fetched): Promise<void> {
  await body.cancel().catch(() => {});
}

function otherVersion(): Failure {
  return new Failure("EUPSTREAM", "The original changed while parts of it were fetched");
}
