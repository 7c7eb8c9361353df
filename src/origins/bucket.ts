import type { ByteRange } from "./byte-range.ts";
import type { Fetched, Validators } from "./origin.ts";

/** One object of a listing. */
export interface ListedObject {
  /** The key, whole. */
  key: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** One object of a whole bucket. */
export interface ScannedObject extends ListedObject {
  /** As the store writes it, quotes included. */
  etag?: string;
}

/** A bucket, read-only. Absent is undefined, unchanged is `"unchanged"`, broken is a Failure. */
export interface Bucket {
  get(
    key: string,
    signal: AbortSignal,
    known?: Validators,
    range?: ByteRange,
  ): Promise<Fetched | "unchanged" | undefined>;
  /**
   * The objects whose keys begin with `prefix` and have no further `/`, page by page: at most 1000
   * a page, at most `pages` of them.
   */
  list(prefix: string, signal: AbortSignal, pages?: number): AsyncGenerator<ListedObject[]>;
}
