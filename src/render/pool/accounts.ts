import type { Job } from "./protocol.ts";

/** Whom work is counted for; all who do not say are one client. */
export type Client = string | undefined;

/** Work of a renderer for a client, under way. */
export interface Work {
  milliseconds(): number;
  /** To be called when the renderer is done or dead; does nothing when called again. */
  end(): void;
}

/** What clients have used of the renderers. */
export interface Accounts {
  /** Notes that a client asks for something. @param waits whether it waits for something already */
  arrive(client: Client, waits: boolean): void;
  begin(client: Client, kind: Job["do"]): Work;
  /** Milliseconds that a client is charged: its next job waits for those who are charged less. */
  charged(client: Client): number;
  /** Whether another client has asked of late whose jobs are much shorter. */
  isSlow(client: Client): boolean;
  /** Milliseconds that a client's jobs of a kind usually take; undefined before some are done. */
  usual(client: Client, kind: Job["do"]): number | undefined;
}

interface Account {
  charged: number;
  /** When the work under way began. */
  running: Set<{ start: number }>;
  longest: { milliseconds: number; at: number };
  /** Milliseconds of the latest jobs by kind. */
  took: Map<Job["do"], number[]>;
  askedAt: number;
}

interface Quick {
  client: Client;
  longest: number;
}

/** What is no longer than this holds up no other client. */
const shortMilliseconds = 300;

/** How many times as long a client's jobs are for it to be slow beside another. */
const slowRatio = 4;

/** How long it counts that a client asked, and what its jobs took. */
const rememberedMilliseconds = 10_000;

/** The first job of a renderer takes longer: so many are measured before any is predicted. */
const measuredAtLeast = 4;
const measuredAtMost = 15;

/** All clients are looked at no more often than this. */
const lookMilliseconds = 50;

/** More addresses than this are made up. */
const accountsAtMost = 10_000;

/** @param now milliseconds on a clock that only goes forward */
export function createAccounts(now: () => number = () => performance.now()): Accounts {
  const accounts = new Map<Client, Account>();
  /** What the client was charged that was served last: one that comes now begins with as much. */
  let level = 0;
  let looked: { at: number; quickest: Quick[] } = { at: Number.NEGATIVE_INFINITY, quickest: [] };

  function accountOf(client: Client): Account {
    let account = accounts.get(client);
    if (!account) {
      const longest = { milliseconds: 0, at: Number.NEGATIVE_INFINITY };
      account = { charged: level, running: new Set(), longest, took: new Map(), askedAt: now() };
    }
    // The one that has been away for longest comes first.
    accounts.delete(client);
    accounts.set(client, account);
    return account;
  }

  function forgetOldest(): void {
    for (const [client, { running }] of accounts) {
      if (accounts.size <= accountsAtMost) return;
      if (running.size === 0) accounts.delete(client);
    }
  }

  function charged(client: Client): number {
    const account = accounts.get(client);
    if (!account) return level;
    return [...account.running].reduce((sum, { start }) => sum + now() - start, account.charged);
  }

  function longestOf({ longest, running }: Account): number {
    const past = now() - longest.at < rememberedMilliseconds ? longest.milliseconds : 0;
    return [...running].reduce((most, { start }) => Math.max(most, now() - start), past);
  }

  function longest(client: Client): number {
    const account = accounts.get(client);
    return account ? longestOf(account) : 0;
  }

  /** The two clients that have asked of late with the shortest jobs. */
  function quickest(): Quick[] {
    if (now() < looked.at + lookMilliseconds) return looked.quickest;
    let quickest: Quick[] = [];
    for (const [client, account] of accounts) {
      if (now() - account.askedAt > rememberedMilliseconds) continue;
      const quick = { client, longest: longestOf(account) };
      quickest = [...quickest, quick].sort((a, b) => a.longest - b.longest).slice(0, 2);
    }
    looked = { at: now(), quickest };
    return quickest;
  }

  return {
    charged,

    arrive(client, waits) {
      const account = accountOf(client);
      account.askedAt = now();
      // Time in which it asked for nothing is no credit.
      if (!waits && account.running.size === 0) account.charged = Math.max(account.charged, level);
      forgetOldest();
    },

    begin(client, kind) {
      level = Math.max(level, charged(client));
      const account = accountOf(client);
      const work = { start: now() };
      account.running.add(work);
      return {
        milliseconds: () => now() - work.start,
        end() {
          if (!account.running.delete(work)) return;
          const at = now();
          const milliseconds = at - work.start;
          account.charged += milliseconds;
          if (milliseconds >= longestOf(account)) account.longest = { milliseconds, at };
          const took = account.took.get(kind) ?? [];
          account.took.set(kind, [...took, milliseconds].slice(-measuredAtMost));
        },
      };
    },

    isSlow(client) {
      const own = longest(client);
      if (own < shortMilliseconds) return false;
      const other = quickest().find((quick) => quick.client !== client);
      return other !== undefined && other.longest * slowRatio < own;
    },

    usual(client, kind) {
      const took = accounts.get(client)?.took.get(kind) ?? [];
      if (took.length < measuredAtLeast) return undefined;
      // Of an even number the lower one: who is refused for an estimate should deserve it.
      return took.toSorted((a, b) => a - b)[Math.floor((took.length - 1) / 2)];
    },
  };
}
