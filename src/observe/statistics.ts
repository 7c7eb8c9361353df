import program from "../../package.json" with { type: "json" };
import type { DiskCache } from "../cache/disk.ts";
import type { MemoryCache } from "../cache/memory.ts";
import type { Pool } from "../render/pool/pool.ts";
import { runtimeVersion } from "../runtime/runtime.ts";
import { withoutSignatures } from "../url/without-signatures.ts";
import type { ServedRequest } from "./access-log.ts";
import type { OriginHealth, OriginsHealth } from "./origin-health.ts";
import { type Bucket, createSeries } from "./time-buckets.ts";
import { createPopular, type Popular } from "./top-paths.ts";

/** How the server does, for people: `/_/metrics` has it for machines. Times are milliseconds since 1970. */
export interface Statistics {
  version: string;
  runtime: string;
  /** Seconds. */
  uptime: number;
  cache: {
    bytes: number;
    maxBytes: number;
    entries: number;
    evictions: number;
    hits: number;
    misses: number;
    /** Part of the delivered answers that needed no render and no origin, 0 to 1; null for none yet. */
    hitRate: number | null;
  };
  memory: { bytes: number; maxBytes: number; entries: number; hits: number };
  pool: {
    waiting: number;
    busy: number;
    ready: number;
    renderers: number;
    restarts: number;
    jobs: number;
    refused: number;
  };
  requests: {
    total: number;
    byStatus: Record<string, number>;
    byCache: Record<"memory" | "disk" | "miss" | "stale" | "none", number>;
  };
  /** The last two minutes, unless fewer are wanted. */
  seconds: Bucket[];
  /** The last day, unless less is wanted. */
  minutes: Bucket[];
  /** The most requested first. */
  paths: Popular[];
  origins: OriginHealth[];
}

interface StatisticsServices {
  pool: Pick<Pool, "statistics">;
  renderers: number;
  disk: Pick<DiskCache, "statistics" | "maxBytes">;
  memory: Pick<MemoryCache, "statistics">;
  memoryMaxBytes: number;
  origins: OriginsHealth;
}

export interface Counter {
  served(record: ServedRequest): void;
  /** How many buckets are wanted; all of them by default. */
  read(wanted?: { seconds?: number; minutes?: number }): Statistics;
}

/** Buckets of a second in two minutes, and of a minute in a day. */
export const [secondsAtMost, minutesAtMost] = [120, 24 * 60];

/** Paths that are counted each for itself. */
const pathsAtMost = 200;

/** Counts what is served, in bounded memory; all of it begins anew when the server does. */
export function createStatistics(services: StatisticsServices): Counter {
  const started = performance.now();
  const seconds = createSeries(1000, secondsAtMost);
  const minutes = createSeries(60_000, minutesAtMost);
  const popular = createPopular(pathsAtMost);
  const statuses = new Map<number, number>();
  const byCache = { memory: 0, disk: 0, miss: 0, stale: 0, none: 0 };
  let total = 0;

  return {
    served(record) {
      const { time, status, cache, target } = record;
      total += 1;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      byCache[cache ?? "none"] += 1;
      seconds.count(record, time);
      minutes.count(record, time);
      if (status < 400) popular.count(pathOf(target));
    },

    read(wanted = {}) {
      const now = Date.now();
      const { pool, renderers, disk, memory, memoryMaxBytes, origins } = services;
      const { bytes, entries, evictions, hits, misses } = disk.statistics();
      const found = byCache.memory + byCache.disk + byCache.stale;
      const delivered = found + byCache.miss;
      const hitRate = delivered === 0 ? null : found / delivered;
      return {
        version: program.version,
        runtime: runtimeVersion,
        uptime: (performance.now() - started) / 1000,
        cache: { bytes, maxBytes: disk.maxBytes, entries, evictions, hits, misses, hitRate },
        memory: { ...memory.statistics(), maxBytes: memoryMaxBytes },
        pool: { ...pool.statistics(), renderers },
        requests: { total, byStatus: Object.fromEntries(statuses), byCache: { ...byCache } },
        seconds: seconds.read(now, wanted.seconds),
        minutes: minutes.read(now, wanted.minutes),
        paths: popular
          .read()
          .map(({ path, ...counted }) => ({ path: withoutSignatures(path), ...counted })),
        origins: origins.read(),
      };
    },
  };
}

/** Without the query, most of which chooses nothing; `tr` in it is another spelling of the path's. */
function pathOf(target: string): string {
  const mark = target.indexOf("?");
  return mark < 0 ? target : target.slice(0, mark);
}
