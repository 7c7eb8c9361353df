import type { Accounts, Client } from "./accounts.ts";
import type { Task } from "./task.ts";
import { givenTo, type Workers } from "./workers.ts";

interface SharesOptions {
  workers: Pick<Workers, "members">;
  accounts: Pick<Accounts, "isSlow" | "charged">;
  renderers: number;
}

/** Keeps clients with long jobs from having all the renderers. */
interface Shares {
  /**
   * Whether a client may have a renderer that is free. Clients whose jobs are much longer than those
   * of others leave them one: a client that comes meanwhile does not wait for their seconds.
   */
  mayBegin(client: Client): boolean;
  /**
   * The task that gives its renderer to a client who waits, where all renderers have long been held
   * by clients that are slow beside it: the latest of the client that is charged most.
   * @param waiting the first of each client
   */
  toInterrupt(waiting: readonly Task[]): Task | undefined;
}

/** A task must have run this long before it is stopped for another client's: what it did is lost. */
const spareMilliseconds = 1_000;

/** With a single renderer, where what was stopped may be stopped again. */
const spareAloneMilliseconds = 5_000;

/** How long a client waits until a renderer is taken from a slow one. */
const waitMilliseconds = 200;

export function createShares({ workers, accounts, renderers }: SharesOptions): Shares {
  const spare = renderers === 1 ? spareAloneMilliseconds : spareMilliseconds;

  function running(): Task[] {
    return workers.members().flatMap(({ task }) => task ?? []);
  }

  function isOfSlow({ client }: Task): boolean {
    return accounts.isSlow(client);
  }

  function elapsed({ work }: Task): number {
    return work?.milliseconds() ?? 0;
  }

  return {
    mayBegin(client) {
      if (!accounts.isSlow(client)) return true;
      // A renderer that was told of a slow client's task is as good as held.
      const slow = workers.members().filter((member) => givenTo(member).some(isOfSlow));
      return slow.length < Math.max(1, renderers - 1);
    },

    toInterrupt(waiting) {
      const long = running().filter((task) => elapsed(task) >= spare);
      // With the one that stands beside them.
      const there = workers.members().filter(({ ready }) => ready).length;
      if (long.length < Math.max(renderers, there)) return undefined;
      const now = performance.now();
      const waits = waiting.some(
        ({ client, since }) => now - since >= waitMilliseconds && !accounts.isSlow(client),
      );
      if (!waits || !long.every(isOfSlow)) return undefined;
      const charged = ({ client }: Task) => accounts.charged(client);
      return long.toSorted((a, b) => charged(b) - charged(a) || elapsed(a) - elapsed(b))[0];
    },
  };
}
