import { Failure } from "../failure.ts";

/** Bytes of an original that are fetched alone. */
export interface ByteRange {
  start: number;
  /** Behind the last one. */
  end: number;
  /** They are to be of this version; without it, of whichever there is. */
  etag?: string;
}

/** Which bytes came. */
export interface ReceivedRange {
  start: number;
  /** Bytes of the whole original. */
  total: number;
}

export function rangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end - 1}`;
}

/**
 * Reads the `Content-Range` of an answer with the status 206. EUPSTREAM for one that is not for these bytes, or whose
 * bytes are encoded: then they cannot be told apart.
 * Source: RFC 9110, 14.4.
 */
export function receivedRange(
  contentRange: string | undefined,
  isEncoded: boolean,
  { start, end }: ByteRange,
): ReceivedRange {
  const [, first, last, total] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(contentRange ?? "") ?? []).map(
    Number,
  );
  const isWanted = first === start && last === Math.min(end, total ?? 0) - 1;
  if (isWanted && total !== undefined && !isEncoded) return { start, total };
  throw new Failure("EUPSTREAM", "An origin sent other bytes than were asked for");
}
