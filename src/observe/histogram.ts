/** A histogram for the busiest place there is: `observe` adds to three numbers and nothing else. */
interface Tally {
  name: string;
  observe(value: number): void;
  /** As a registry of prom-client asks a metric: buckets count what lies below them, too. */
  get(): Promise<TallyValues>;
}

interface TallyValues {
  name: string;
  help: string;
  type: "histogram";
  values: { metricName: string; labels: Record<string, string | number>; value: number }[];
}

/** @param bounds of the buckets, ascending; what is above the last counts in `+Inf` only */
export function createTally(name: string, help: string, bounds: readonly number[]): Tally {
  const counts = new Float64Array(bounds.length + 1);
  let sum = 0;
  return {
    name,
    observe(value) {
      let bucket = 0;
      while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
      counts[bucket] = (counts[bucket] as number) + 1;
      sum += value;
    },
    async get() {
      let below = 0;
      const buckets = [...counts].map((count, i) => {
        below += count;
        return { metricName: `${name}_bucket`, labels: { le: bounds[i] ?? "+Inf" }, value: below };
      });
      const sums = { sum, count: below };
      const totals = Object.entries(sums).map(([what, value]) => {
        return { metricName: `${name}_${what}`, labels: {}, value };
      });
      return { name, help, type: "histogram", values: [...buckets, ...totals] };
    },
  };
}
