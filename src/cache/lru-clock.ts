/** When entries were used, by a clock that ticks with every use. */
interface LruClock {
  /** A time later than any before. */
  tick(): number;
  touch(key: string): void;
  /** Writes down what was not written yet, where the disk can be written to. */
  flush(): void;
  close(): void;
}

/** Uses are written down in batches, so that a hit costs no write. In milliseconds. */
const flushInterval = 1_000;

/** @param last the latest time that was written down */
export function createLruClock(
  last: number,
  write: (used: ReadonlyMap<string, number>) => void,
): LruClock {
  // Not even a clock that was set back makes what is used now look old.
  let now = Math.max(last, Date.now() * 1000);
  const used = new Map<string, number>();

  function tick(): number {
    now += 1;
    return now;
  }

  function flush(): void {
    if (used.size === 0) return;
    try {
      write(used);
    } catch {
      // On a full or read-only disk: what is forgotten is only what was used when.
    }
    used.clear();
  }

  const timer = setInterval(flush, flushInterval);
  timer.unref?.();
  return {
    tick,
    touch: (key) => void used.set(key, tick()),
    flush,
    close() {
      clearInterval(timer);
      flush();
    },
  };
}
