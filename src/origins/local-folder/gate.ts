import { availableParallelism } from "node:os";

/** Runs work of one folder, so much of it at once; more waits, and is dropped when its request ends. */
export type Gate = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/**
 * A folder on a mount that hangs holds every thread that waits for it, and the runtime has few: as many
 * as cores. Each folder leaves one to the files of others, to the cache above all.
 */
const workAtOnce = Math.max(1, availableParallelism() - 1);

const gates = new Map<string, Gate>();

/** The gate of a folder: an origin may be open twice, to be delivered from and to be browsed. */
export function gateOf(folder: string, atOnce = workAtOnce): Gate {
  const gate = gates.get(folder) ?? createGate(atOnce);
  gates.set(folder, gate);
  return gate;
}

function createGate(atOnce: number): Gate {
  const waiting = new Set<() => void>();
  let running = 0;

  async function enter(signal: AbortSignal | undefined): Promise<void> {
    // No event will tell of it.
    signal?.throwIfAborted();
    if (running < atOnce) {
      running += 1;
      return;
    }
    await new Promise<void>((begin, give) => {
      const leave = () => {
        waiting.delete(start);
        give(signal?.reason);
      };
      // The place of the one that ended is handed over: the count stays.
      const start = () => {
        signal?.removeEventListener("abort", leave);
        begin();
      };
      waiting.add(start);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  return async (work, signal) => {
    await enter(signal);
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) waiting.delete(next);
      if (next) next();
      else running -= 1;
    }
  };
}
