import { Failure } from "../../failure.ts";
import type { Accounts, Client } from "./accounts.ts";
import { drainTime, hopelessOf } from "./forecast.ts";
import type { Queue } from "./queue.ts";
import type { Task } from "./task.ts";

interface AdmissionOptions {
  queue: Queue<Task>;
  accounts: Accounts;
  renderers: number;
  /** Tasks that may wait. */
  bound: number;
}

/** Decides what waits. Tasks that are turned away fail with EBUSY and say when to come again. */
interface Admission {
  /** @param free whether a renderer has nothing to do */
  admit(task: Task, free: boolean): void;
  /** Turns away what a client waits for in vain, now that more is known of how long its jobs take. */
  review(client: Client): void;
  /** Tasks turned away so far. */
  refused(): number;
}

/** A client that was turned away need not rely on an estimate for longer. */
const retryAfterAtMostSeconds = 120;

export function createAdmission(options: AdmissionOptions): Admission {
  const { queue, accounts, renderers, bound } = options;
  let refused = 0;

  /** @param wait milliseconds until another try makes sense */
  function refuse(task: Task, message: string, wait: number): void {
    refused += 1;
    clearTimeout(task.timer);
    const retryAfter = Math.min(Math.max(1, Math.ceil(wait / 1000)), retryAfterAtMostSeconds);
    task.giveUp(new Failure("EBUSY", message, { retryAfter }));
  }

  function review(client: Client): void {
    const now = performance.now();
    const hopeless = hopelessOf(client, { lines: queue.lines(), accounts, renderers, now });
    for (const { task, late } of hopeless) {
      queue.remove(task);
      refuse(task, "It would not be finished in time: too many images are waiting", late);
    }
  }

  return {
    admit(task, free) {
      accounts.arrive(task.client, queue.waits(task.client));
      const displaced = queue.add(task, free ? Number.POSITIVE_INFINITY : bound);
      if (displaced) {
        const wait = drainTime({ lines: queue.lines(), accounts, renderers });
        refuse(displaced, "Too many images are waiting to be made", wait);
      }
      review(task.client);
    },
    review,
    refused: () => refused,
  };
}
