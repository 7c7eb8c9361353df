import { printable } from "../../observe/access-log.ts";
import type { OriginHealth } from "../../observe/origin-health.ts";
import type { Statistics } from "../../observe/statistics.ts";
import { readableBytes } from "../../readable-bytes.ts";

/** Paths that are told. */
const pathsAtMost = 10;

/** For people. @param now milliseconds since 1970 */
export function statisticsText(numbers: Statistics, now = Date.now()): string {
  const { cache, memory, pool, requests, origins, paths } = numbers;
  const { total, byCache, byStatus } = requests;
  const of = (from: number, to: number) =>
    Object.entries(byStatus)
      .filter(([status]) => Number(status) >= from && Number(status) < to)
      .reduce((sum, [, count]) => sum + count, 0);
  const { rate, mean } = latelyOf(numbers);
  const lines = [
    `Tintype ${numbers.version} on ${numbers.runtime}, for ${spanOf(numbers.uptime)}`,
    `Requests   ${total}: ${of(0, 400)} answered, ${of(400, 500)} refused, ${of(500, 600)} failed`,
    `Last 10 s  ${rate.toFixed(1)} req/s, ${mean.toFixed(0)} ms each`,
    `Answers    ${hitsOf(cache)}; memory ${byCache.memory}, disk ${byCache.disk}, ` +
      `stale ${byCache.stale}, miss ${byCache.miss}`,
    `Cache      ${readableBytes(cache.bytes)} of ${readableBytes(cache.maxBytes)}, ${cache.entries} entries, ` +
      `${cache.evictions} evicted`,
    `Memory     ${readableBytes(memory.bytes)} of ${readableBytes(memory.maxBytes)}, ${memory.entries} entries`,
    `Renderers  ${pool.ready} of ${pool.renderers} ready, ${pool.busy} busy, ` +
      `${pool.waiting} waiting; ${pool.jobs} jobs, ${pool.refused} refused, ` +
      `${pool.restarts} restarts`,
    ...(origins.length > 0 ? ["Origins"] : []),
    ...origins.map((origin) => `  ${printable(origin.name)}: ${healthOf(origin, now)}`),
    ...(paths.length > 0 ? ["Most requested"] : []),
    ...paths
      .slice(0, pathsAtMost)
      .map(({ path, requests: count }) => `  ${String(count).padStart(8)}  ${printable(path)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** In one line, for those who read many. */
export function lineOf(numbers: Statistics, now = Date.now()): string {
  const { cache, pool } = numbers;
  const { rate, mean, failed } = latelyOf(numbers);
  return (
    `${new Date(now).toISOString()} ${rate.toFixed(1)} requests/s, ${mean.toFixed(0)} ms each, ` +
    `${failed} failed, ${hitsOf(cache)}, ${pool.busy} busy, ${pool.waiting} waiting`
  );
}

/** What the last seconds say, without the one that is not over. */
function latelyOf({ seconds }: Statistics) {
  const over = seconds.slice(0, -1);
  const sum = (field: "requests" | "milliseconds" | "serverErrors") =>
    over.reduce((total, bucket) => total + bucket[field], 0);
  const requests = sum("requests");
  return {
    rate: requests / Math.max(1, over.length),
    mean: sum("milliseconds") / Math.max(1, requests),
    failed: sum("serverErrors"),
  };
}

function hitsOf({ hitRate }: Statistics["cache"]): string {
  return hitRate === null ? "no hit rate yet" : `${Math.floor(hitRate * 100)}% hits`;
}

function healthOf({ errors, lastError, lastSuccess }: OriginHealth, now: number): string {
  const answered =
    lastSuccess === undefined ? "has not answered yet" : `answered ${ago(lastSuccess, now)}`;
  if (!lastError) return answered;
  return `${answered}; ${errors} errors, the last ${lastError.code}, ${ago(lastError.time, now)}`;
}

/** The outcome of the latest request to an origin, in a few words. */
export function stateText(health: OriginHealth | undefined, now: number): string {
  const { lastError, lastSuccess } = health ?? {};
  if (lastError && lastError.time > (lastSuccess ?? 0)) {
    return `${lastError.code} ${ago(lastError.time, now)}`;
  }
  return lastSuccess === undefined ? "not used yet" : `OK ${ago(lastSuccess, now)}`;
}

function ago(time: number, now: number): string {
  return `${spanOf(Math.max(0, now - time) / 1000)} ago`;
}

/** Seconds as people say them. */
function spanOf(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
