import { Failure } from "../failure.ts";
import { createLru } from "../lru.ts";

/** How many new renditions each client may have made. */
export interface RenderBudget {
  /** EBUSY when a client has had its share of this minute; the server's own requests have none. */
  take(client: string | undefined): void;
}

const minuteMilliseconds = 60_000;

/** Clients that are remembered; each takes some bytes. */
const rememberedClients = 10_000;

/**
 * @param perMinute for each client, spent at once or spread; 0 for as many as they like
 * @param now milliseconds on a clock that is never set
 */
export function createRenderBudget(
  perMinute: number,
  now: () => number = () => performance.now(),
): RenderBudget {
  /** What is left of each share, and when that was found. */
  const shares = createLru<{ left: number; at: number }>(rememberedClients);
  const perMillisecond = perMinute / minuteMilliseconds;

  return {
    take(client) {
      if (perMinute === 0 || client === undefined) return;
      const at = now();
      const share = shares.get(client) ?? { left: perMinute, at };
      const left = Math.min(perMinute, share.left + (at - share.at) * perMillisecond);
      if (left < 1) {
        const message = `Too many new renditions: at most ${perMinute} a minute are made for a client`;
        const retryAfter = Math.ceil((1 - left) / perMillisecond / 1000);
        throw new Failure("EBUSY", message, { retryAfter });
      }
      shares.set(client, { left: left - 1, at });
    },
  };
}
