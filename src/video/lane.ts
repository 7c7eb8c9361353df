import { Failure } from "../failure.ts";

/** Runs pieces of work, so many at once, in the order in which they came. */
export interface Lane {
  /** ECANCELED when `signal` aborts before it began, EBUSY when too many wait. */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

/** Seconds after which a place may be free. */
const busyRetrySeconds = 10;

export function createLane({ atOnce, waiting: most }: { atOnce: number; waiting: number }): Lane {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (waiting.length >= most) {
      const options = { retryAfter: busyRetrySeconds };
      throw new Failure("EBUSY", "Too many videos wait to be made", options);
    }
    await new Promise<void>((begin, give) => {
      const leave = () => {
        waiting.splice(waiting.indexOf(start), 1);
        give(new Failure("ECANCELED", "The client closed the request"));
      };
      // The place of the one that ended is handed over: the count stays.
      const start = () => {
        signal?.removeEventListener("abort", leave);
        begin();
      };
      waiting.push(start);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  return {
    async run(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
