import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import type { RequestContext } from "../request-context.ts";

/** Milliseconds for which a request waits for a video. Source: ImageKit, which looks three times. */
const waitMilliseconds = 15_000;
/** Seconds after which a client may ask again. */
const retrySeconds = 5;
/** What could not be made is not tried again for this long. */
const failedMilliseconds = 60_000;
const rememberedFailures = 1_000;

/** What a client is told whose request cannot wait any longer. */
export interface Late {
  /** That it waits for at most. */
  milliseconds: number;
  failure(): Failure;
}

/** EPENDING. @param stand where clients go meanwhile */
export function lateVideo(stand: () => string | undefined): Late {
  return {
    milliseconds: waitMilliseconds,
    failure() {
      const location = stand();
      const options = { retryAfter: retrySeconds, ...(location === undefined ? {} : { location }) };
      return new Failure("EPENDING", "The video is being made", options);
    },
  };
}

/** A player takes no other answer for a segment than an error, and asks again then: EBUSY. */
export const lateSegment: Late = {
  milliseconds: Number.POSITIVE_INFINITY,
  failure: () => new Failure("EBUSY", "The segment is being made", { retryAfter: retrySeconds }),
};

/** Waits for work that takes longer than a client does, and remembers how it failed. */
export function createPendingWork() {
  const failures = createLru<{ failure: Failure; until: number }>(rememberedFailures);

  return {
    /**
     * The result of work that goes on whatever becomes of the request. ECANCELED when the client goes.
     */
    async wait<T>(
      key: string,
      start: () => Promise<T>,
      { left, signal }: Pick<RequestContext, "left" | "signal">,
      late: Late,
    ): Promise<T> {
      const failed = failures.get(key);
      if (failed && failed.until > Date.now()) throw failed.failure;
      const work = start();
      work.catch((error) => {
        const isLasting = error instanceof Failure && !passing.includes(error.code);
        if (isLasting)
          failures.set(key, { failure: error, until: Date.now() + failedMilliseconds });
      });
      return soon(work, Math.min(late.milliseconds, left()), signal, late);
    },
  };
}

/** What may be otherwise the next time, and costs nothing to try. */
const passing: readonly string[] = ["ECANCELED", "EBUSY", "ENOENT", "EINVAL", "ENOTSUP"];

function soon<T>(
  work: Promise<T>,
  milliseconds: number,
  signal: AbortSignal | undefined,
  { failure }: Late,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const timer = setTimeout(() => {
      end();
      reject(failure());
    }, milliseconds);
    const abort = () => {
      end();
      reject(new Failure("ECANCELED", "The client closed the request"));
    };
    signal?.addEventListener("abort", abort, { once: true });
    work.finally(end).then(resolve, reject);
  });
}
