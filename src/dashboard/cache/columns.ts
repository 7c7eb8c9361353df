import type { Statistics } from "../../observe/statistics.ts";

type Bucket = Statistics["seconds"][number];

/** One bar of the chart. */
export interface Column {
  time: number;
  /** Delivered from memory or disk, and stale where the origin was down. */
  hits: number;
  /** Fetched or rendered. */
  misses: number;
  /** Failed. */
  errors: number;
  /** From 0 to 1; undefined when nothing was delivered. */
  hitRate: number | undefined;
}

/** Sums `size` buckets into each column; the oldest come first. */
export function columnsOf(buckets: readonly Bucket[], size: number): Column[] {
  const columns: Column[] = [];
  // Counted from the end, so that the newest column is whole.
  for (let end = buckets.length; end > 0; end -= size) {
    const part = buckets.slice(Math.max(0, end - size), end);
    const sum = (value: (bucket: Bucket) => number) =>
      part.reduce((total, bucket) => total + value(bucket), 0);
    const hits = sum(({ memory, disk, stale }) => memory + disk + stale);
    const misses = sum(({ miss }) => miss);
    const hitRate = hits + misses === 0 ? undefined : hits / (hits + misses);
    const errors = sum(({ clientErrors, serverErrors }) => clientErrors + serverErrors);
    columns.unshift({ time: part[0]?.time ?? 0, hits, misses, errors, hitRate });
  }
  return columns;
}
