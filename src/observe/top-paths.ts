/** One of the most frequent names. */
export interface Popular {
  path: string;
  /** At most so many times; at least as many as this without `error`. */
  requests: number;
  error: number;
}

interface PopularPaths {
  count(path: string): void;
  /** The most frequent first. */
  read(): Popular[];
}

/**
 * Counts the most frequent of however many paths in a bounded space: a new one takes the place, and
 * the count, of the rarest (Metwally, Agrawal, El Abbadi: the Space-Saving algorithm).
 * @param atMost paths; one with more than the atMost-th part of all requests is surely among them
 */
export function createPopular(atMost: number): PopularPaths {
  const known = new Map<string, { requests: number; error: number }>();

  // Counts only rise, and a new path begins above the least one: who had it is found once for all.
  let least = 0;
  let rarest: string[] = [];

  /** The place that a new path takes. */
  function giveWay(): void {
    for (;;) {
      const path = rarest.pop();
      if (path === undefined) {
        least = Math.min(...[...known.values()].map(({ requests }) => requests));
        rarest = [...known.keys()].filter((one) => known.get(one)?.requests === least);
      } else if (known.get(path)?.requests === least) {
        known.delete(path);
        return;
      }
    }
  }

  return {
    count(path) {
      const entry = known.get(path);
      if (entry) {
        entry.requests += 1;
        return;
      }
      if (known.size < atMost) {
        known.set(path, { requests: 1, error: 0 });
        return;
      }
      giveWay();
      known.set(path, { requests: least + 1, error: least });
    },

    read: () =>
      [...known]
        .map(([path, counted]) => ({ path, ...counted }))
        .sort((one, other) => other.requests - one.requests),
  };
}
