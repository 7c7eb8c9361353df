import { readdirSync, readFileSync } from "node:fs";
import { childrenOf } from "../support/processes.ts";

/** What the server and its renderers hold at a moment. */
export interface Sample {
  /** Seconds since the start. */
  at: number;
  serverMegabytes: number;
  /** Of all renderers together. */
  renderersMegabytes: number;
  renderers: number;
  /** Of the server. */
  descriptors: number;
  threads: number;
  /** Milliseconds of the requests since the last sample; undefined where there were none. */
  median: number | undefined;
  slowest: number | undefined;
}

/** @param latencies milliseconds of the requests since the last sample */
export function sample(pid: number, at: number, latencies: readonly number[]): Sample {
  const renderers = childrenOf(pid);
  const sorted = [...latencies].sort((a, b) => a - b);
  return {
    at: Math.round(at),
    serverMegabytes: megabytesOf(pid),
    renderersMegabytes: renderers.reduce((sum, child) => sum + megabytesOf(child), 0),
    renderers: renderers.length,
    descriptors: entriesOf(`/proc/${pid}/fd`),
    threads: entriesOf(`/proc/${pid}/task`),
    median: sorted[sorted.length >> 1],
    slowest: sorted[Math.floor(sorted.length * 0.99)],
  };
}

function megabytesOf(pid: number): number {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kilobytes ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function entriesOf(folder: string): number {
  return readdirSync(folder).length;
}

/** Medians before two moments: a third of the time in, and the end. */
export function comparison(samples: readonly Sample[], value: (sample: Sample) => number) {
  const whole = samples.at(-1)?.at ?? 0;
  const before = (moment: number) =>
    medianOf(
      samples.filter(({ at }) => at <= moment && at > moment - whole / 6).map((one) => value(one)),
    );
  return { early: before(whole / 3), late: before(whole) };
}

function medianOf(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
