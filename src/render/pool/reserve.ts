import type { Accounts } from "./accounts.ts";
import type { Renderer, Workers } from "./workers.ts";

interface ReserveOptions {
  workers: Pick<Workers, "members" | "reinforce" | "dismiss">;
  accounts: Pick<Accounts, "isSlow">;
  renderers: number;
  keptMilliseconds?: number;
  lookMilliseconds?: number;
}

/**
 * A renderer beside the only one. Of two or more, clients with long jobs leave one to the others; of
 * one they can leave none, and others would wait for seconds. It is there while they have it.
 */
interface Reserve {
  /** Starts it when clients wait for a slow one's job. */
  call(): void;
  /** Whether a renderer may be given work: the reserve only beside a slow client's job. */
  mayWork(renderer: Renderer): boolean;
  close(): void;
}

/** It stays for so long after it was last needed: to start it takes half a second. */
const usuallyKeptMilliseconds = 30_000;

const usualLookMilliseconds = 1_000;

/** One that has died is not started again at once: it may never become ready. */
const betweenStartsMilliseconds = 5_000;

export function createReserve(options: ReserveOptions): Reserve {
  const { workers, accounts, renderers } = options;
  const { keptMilliseconds = usuallyKeptMilliseconds } = options;
  const { lookMilliseconds = usualLookMilliseconds } = options;
  let neededAt = 0;
  let startedAt = Number.NEGATIVE_INFINITY;
  let watch: NodeJS.Timeout | undefined;

  /** The only renderer, when it works for a client that is slow beside others. */
  function held(): Renderer | undefined {
    if (renderers > 1) return undefined;
    return workers
      .members()
      .find(({ isReserve, task }) => !isReserve && task && accounts.isSlow(task.client));
  }

  function reserve(): Renderer | undefined {
    return workers.members().find(({ isReserve }) => isReserve);
  }

  function start(): void {
    if (reserve() || performance.now() - startedAt < betweenStartsMilliseconds) return;
    startedAt = performance.now();
    workers.reinforce();
  }

  function close(): void {
    clearInterval(watch);
    watch = undefined;
  }

  function dismissWhenIdle(): void {
    if (held()) neededAt = performance.now();
    const spare = reserve();
    if (spare?.task || performance.now() - neededAt < keptMilliseconds) return;
    if (spare) workers.dismiss(spare);
    close();
  }

  return {
    call() {
      if (!held()) return;
      neededAt = performance.now();
      start();
      watch ??= setInterval(dismissWhenIdle, lookMilliseconds).unref();
    },
    mayWork: (renderer) => !renderer.isReserve || held() !== undefined,
    close,
  };
}
