import { Counter, Gauge, Histogram, type Metric, Registry } from "prom-client";
import program from "../../package.json" with { type: "json" };
import type { DiskCache } from "../cache/disk.ts";
import type { MemoryCache } from "../cache/memory.ts";
import type { Pool } from "../render/pool/pool.ts";
import { renderStages } from "../render/pool/protocol.ts";
import { runtimeVersion } from "../runtime/runtime.ts";
import type { ServedRequest } from "./access-log.ts";
import { createTally } from "./histogram.ts";

/** Those whose numbers are read when a scraper asks for them. */
export interface Measurements {
  pool: Pick<Pool, "statistics">;
  disk: Pick<DiskCache, "statistics">;
  /** Absent when no rendition is kept in memory. */
  memory?: Pick<MemoryCache, "statistics"> | undefined;
}

export interface Metrics {
  served(record: Pick<ServedRequest, "status" | "cache" | "milliseconds" | "stages">): void;
  /** @param code of the failure */
  originFailed(origin: string, code: string): void;
  /** All of it in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Seconds: a hit in memory takes less than the first, a request is given up after the last. */
const buckets = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

const stageNames = ["origin", "queue", "render", ...renderStages];

/** Names that origins have had since the start; those after them are counted as `other`. */
const originsAtMost = 200;

/**
 * Counts for `/_/metrics`. That route is as open as `/_/health` is: Prometheus asks without a key,
 * and what it gets are numbers. No path, no client and no secret is in them; origins' names are,
 * as in `X-Tintype-Origin`. Every label has an end: none holds what a client has written.
 */
export function createMetrics({ pool, disk, memory }: Measurements): Metrics {
  const registry = new Registry();
  const named = (name: string, help: string) => ({
    name: `tintype_${name}`,
    help,
    registers: [registry],
  });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      ...named(name, help),
      collect() {
        this.set(read());
      },
    });
  /** A total that is counted elsewhere. */
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      ...named(name, help),
      collect() {
        this.reset();
        this.inc(read());
      },
    });

  // What a hit in memory costs is counted in nanoseconds, and a counter with labels takes hundreds
  // of them to find itself: requests are counted here and handed over when a scraper asks.
  const counts = new Map<string, Map<number, number>>();
  new Counter({
    ...named("requests_total", "Requests for files, by status and where the bytes were"),
    labelNames: ["status", "cache"],
    collect() {
      this.reset();
      for (const [cache, statuses] of counts) {
        for (const [status, count] of statuses) this.inc({ status, cache }, count);
      }
    },
  });
  const request = createTally(
    "tintype_request_seconds",
    "Time from a request's head to its answer's head",
    buckets,
  );
  registry.registerMetric(request as unknown as Metric);
  const stage = new Histogram({
    ...named("stage_seconds", "Time of each stage of a request: origin, queue, render"),
    labelNames: ["stage"],
    buckets,
  });
  const stages = new Map(stageNames.map((name) => [name, stage.labels(name)]));
  for (const name of stageNames) stage.zero({ stage: name });

  gauge("queue_jobs", "Jobs that wait for a renderer", () => pool.statistics().waiting);
  total("queue_refused_total", "Jobs that found the queue full", () => pool.statistics().refused);
  total("renderer_jobs_total", "Jobs of renderers", () => pool.statistics().jobs);
  total("renderer_restarts_total", "Renderers replaced", () => pool.statistics().restarts);
  new Gauge({
    ...named(
      "renderers",
      "Renderer processes: ready are the warm ones, busy those of them at work",
    ),
    labelNames: ["state"],
    collect() {
      const { busy, ready } = pool.statistics();
      this.set({ state: "ready" }, ready);
      this.set({ state: "busy" }, busy);
    },
  });

  gauge("cache_bytes", "Bytes in the disk cache", () => disk.statistics().bytes);
  gauge("cache_entries", "Files in the disk cache", () => disk.statistics().entries);
  gauge("cache_writable", "1, or 0 while the disk is full or read-only", () =>
    Number(disk.statistics().writable),
  );
  total("cache_evictions_total", "Files that made room", () => disk.statistics().evictions);
  total("cache_hits_total", "Look-ups that found a file", () => disk.statistics().hits);
  total("cache_misses_total", "Look-ups that found none", () => disk.statistics().misses);
  if (memory) {
    gauge("memory_bytes", "Bytes kept in memory", () => memory.statistics().bytes);
    gauge("memory_entries", "Answers kept in memory", () => memory.statistics().entries);
    total("memory_hits_total", "Answers from memory", () => memory.statistics().hits);
  }

  const originErrors = new Counter({
    ...named("origin_errors_total", "Failures of origins, by name and code"),
    labelNames: ["origin", "code"],
  });
  const origins = new Set<string>();
  new Gauge({
    ...named("build_info", "Always 1; what runs is in the labels"),
    labelNames: ["version", "runtime"],
  }).set({ version: program.version, runtime: runtimeVersion }, 1);

  return {
    served({ status, cache = "none", milliseconds, stages: times }) {
      let statuses = counts.get(cache);
      if (!statuses) {
        statuses = new Map();
        counts.set(cache, statuses);
      }
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      request.observe(milliseconds / 1000);
      for (const name in times) stages.get(name)?.observe((times[name] ?? 0) / 1000);
    },
    originFailed(origin, code) {
      const known = origins.has(origin) || origins.size < originsAtMost;
      if (known) origins.add(origin);
      originErrors.inc({ origin: known ? origin : "other", code });
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
