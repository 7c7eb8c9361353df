import type { ServedRequest } from "./access-log.ts";

/** What was served in a stretch of time. */
export interface Bucket {
  /** Milliseconds since 1970 of its start. */
  time: number;
  requests: number;
  /** Statuses below 400, from 400, from 500. */
  ok: number;
  clientErrors: number;
  serverErrors: number;
  /** Where the bytes were; failures are in none. */
  memory: number;
  disk: number;
  miss: number;
  stale: number;
  /** Of bodies. */
  bytes: number;
  /** Of all requests together. */
  milliseconds: number;
}

/** Counts over time; what is older than the last bucket is forgotten. */
interface Series {
  count(
    record: Pick<ServedRequest, "status" | "cache" | "bytes" | "milliseconds">,
    now: number,
  ): void;
  /** The last buckets up to now, the oldest first, empty ones included; all of them by default. */
  read(now: number, count?: number): Bucket[];
}

/**
 * @param width milliseconds of a bucket
 * @param length how many there are
 */
export function createSeries(width: number, length: number): Series {
  const ring = new Array<Bucket | undefined>(length);

  return {
    count({ status, cache, bytes, milliseconds }, now) {
      const number = Math.floor(now / width);
      const time = number * width;
      let bucket = ring[number % length];
      if (bucket?.time !== time) {
        bucket = emptyBucket(time);
        ring[number % length] = bucket;
      }
      bucket.requests += 1;
      if (status < 400) bucket.ok += 1;
      else if (status < 500) bucket.clientErrors += 1;
      else bucket.serverErrors += 1;
      if (cache !== undefined) bucket[cache] += 1;
      bucket.bytes += bytes;
      bucket.milliseconds += milliseconds;
    },

    read(now, count = length) {
      const last = Math.floor(now / width);
      const wanted = Math.min(count, length);
      return Array.from({ length: wanted }, (_, i) => {
        const number = last - wanted + 1 + i;
        const bucket = ring[number % length];
        return bucket?.time === number * width ? { ...bucket } : emptyBucket(number * width);
      });
    },
  };
}

function emptyBucket(time: number): Bucket {
  return {
    time,
    requests: 0,
    ok: 0,
    clientErrors: 0,
    serverErrors: 0,
    memory: 0,
    disk: 0,
    miss: 0,
    stale: 0,
    bytes: 0,
    milliseconds: 0,
  };
}
