/** Entries up to a bound; the least recently used go first. */
export interface Lru<V> {
  /** Counts as a use. */
  get(key: string): V | undefined;
  /** Does not count as a use. */
  peek(key: string): V | undefined;
  /** Counts as a use, and weighs the value again. */
  set(key: string, value: V): void;
  delete(key: string): void;
  clear(): void;
  /** The least recently used first. */
  values(): V[];
  /** Number of entries. */
  readonly size: number;
  /** Of all entries together. */
  readonly weight: number;
}

interface Options<V> {
  /** What a value counts against the bound; 1 by default. */
  weigh?: (value: V) => number;
  /** Hears of every value that goes, also of one that another takes the place of. */
  onDrop?: (value: V, key: string) => void;
}

/** @param atMost bound of the weight of all entries together */
export function createLru<V>(
  atMost: number,
  { weigh = () => 1, onDrop = () => {} }: Options<V> = {},
): Lru<V> {
  // A Map has its keys in the order in which they were set: the oldest first.
  const entries = new Map<string, { value: V; weight: number }>();
  let total = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    total -= entry.weight;
    onDrop(entry.value, key);
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    peek: (key) => entries.get(key)?.value,
    set(key, value) {
      const before = entries.get(key);
      if (before && before.value !== value) onDrop(before.value, key);
      const weight = weigh(value);
      total += weight - (before?.weight ?? 0);
      entries.delete(key);
      entries.set(key, { value, weight });
      for (const oldest of entries.keys()) {
        if (total <= atMost) break;
        drop(oldest);
      }
    },
    delete: drop,
    clear() {
      for (const key of entries.keys()) drop(key);
    },
    values: () => [...entries.values()].map(({ value }) => value),
    get size() {
      return entries.size;
    },
    get weight() {
      return total;
    },
  };
}
