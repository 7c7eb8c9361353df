import { createHash } from "node:crypto";
import type { Job } from "./protocol.ts";

/** Jobs that did not end in time, so that they are not begun again as often as a client asks. */
export interface Overruns {
  /** Seconds for which a job is not to be tried; undefined when it may be. */
  find(job: Job): number | undefined;
  remember(job: Job): void;
}

const rememberedMilliseconds = 5 * 60_000;

const rememberedAtMost = 10_000;

/** @param now milliseconds on a clock that only goes forward */
export function createOverruns(now: () => number = () => performance.now()): Overruns {
  /** When they may be tried again, the oldest first. */
  const known = new Map<string, number>();
  return {
    find(job) {
      if (known.size === 0) return undefined;
      const key = keyOf(job);
      const left = (known.get(key) ?? 0) - now();
      if (left > 0) return Math.ceil(left / 1000);
      known.delete(key);
      return undefined;
    },
    remember(job) {
      const key = keyOf(job);
      known.delete(key);
      known.set(key, now() + rememberedMilliseconds);
      for (const oldest of known.keys()) {
        if (known.size <= rememberedAtMost) break;
        known.delete(oldest);
      }
    },
  };
}

/** What a job reads and does. Each version of an original is a file of its own; an output is new each time. */
function keyOf(job: Job): string {
  const asked = "output" in job ? { ...job, output: "" } : job;
  return createHash("sha256").update(JSON.stringify(asked)).digest("base64");
}
