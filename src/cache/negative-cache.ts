import type { Failure } from "../failure.ts";
import { createLru } from "../lru.ts";

/** What is known of an original that could not be had: undefined when it is just not there. */
interface Absence {
  failure: Failure | undefined;
}

/** Remembers for a short time what origins do not have, so that they are not asked all the time. */
interface NegativeCache {
  find(key: string): Absence | undefined;
  /** @param purgeEpoch what `purgeEpoch()` was before the origin was asked */
  remember(key: string, purgeEpoch: number, failure?: Failure): void;
}

/** In milliseconds. */
const rememberedFor = 30_000;

/** More are not worth their memory: a client that requests that many paths makes them up. */
const rememberedAtMost = 50_000;

/** @param purgeEpoch how many purges there were: each makes everything forgotten */
export function createNegativeCache(purgeEpoch: () => number): NegativeCache {
  const known = createLru<Absence & { until: number; purgeEpoch: number }>(rememberedAtMost);
  return {
    find(key) {
      const absence = known.get(key);
      if (!absence) return undefined;
      const left = absence.until - Date.now();
      // More is left than there ever was when the clock was put back.
      const isRemembered = left > 0 && left <= rememberedFor;
      if (isRemembered && absence.purgeEpoch === purgeEpoch()) return absence;
      known.delete(key);
      return undefined;
    },
    remember(key, purgeEpoch, failure) {
      known.set(key, { failure, until: Date.now() + rememberedFor, purgeEpoch });
    },
  };
}
