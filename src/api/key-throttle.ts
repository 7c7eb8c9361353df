import { networkOf } from "../ip-addresses.ts";
import { createLru } from "../lru.ts";

/** Counts wrong keys by the address that they come from. */
interface KeyThrottle {
  /** Seconds that an address has to wait before its next key is looked at; 0 for none. */
  wait(client: string): number;
  failed(client: string): void;
  /** Forgets an address: it had the right key. */
  forget(client: string): void;
}

/** People mistype: so many wrong keys cost nothing. */
const free = 5;
/** Seconds at most until the next try. */
const longestWait = 300;
/** Milliseconds after which wrong keys are forgotten. */
const memory = 15 * 60 * 1000;
/** Milliseconds between two keys that are looked at in spite of a wait. */
const checkInterval = 1_000;
/** Addresses that are remembered; the one that was quiet for longest goes first. */
const atMost = 10_000;

/**
 * The wait doubles with each wrong key after the fifth. Tries during a wait are not looked at and
 * do not count.
 */
export function createKeyThrottle(): KeyThrottle {
  const known = createLru<{ failures: number; last: number }>(atMost);
  /** Milliseconds since 1970 when an address that had the right key was last let off a wait. */
  const trusted = createLru<number>(atMost);

  /** Strangers share addresses with those who have the key, and may not lock them out. */
  function mayTry(network: string): boolean {
    const last = trusted.get(network);
    const now = Date.now();
    if (last === undefined || Math.abs(now - last) < checkInterval) return false;
    trusted.set(network, now);
    return true;
  }

  return {
    wait(client) {
      const attempt = known.get(networkOf(client));
      if (!attempt || attempt.failures < free) return 0;
      if (mayTry(networkOf(client))) return 0;
      const seconds = Math.min(2 ** (attempt.failures - free), longestWait);
      return Math.max(0, Math.ceil((attempt.last + seconds * 1000 - Date.now()) / 1000));
    },

    failed(client) {
      const key = networkOf(client);
      const before = known.get(key);
      const failures = before && Date.now() - before.last < memory ? before.failures : 0;
      known.set(key, { failures: failures + 1, last: Date.now() });
    },

    forget(client) {
      const network = networkOf(client);
      known.delete(network);
      trusted.set(network, 0);
    },
  };
}
