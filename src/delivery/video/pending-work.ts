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

/** Waits for work that takes longer than a client does, and remembers how it failed. */
export function createPendingWork() {
  const failures = createLru<{ failure: Failure; until: number }>(rememberedFailures);

  return {
    /**
     * The result of work that goes on whatever becomes of the request. EPENDING when it takes too
     * long, ECANCELED when the client goes.
     * @param stand where clients go meanwhile
     */
    async wait<T>(
      key: string,
      start: () => Promise<T>,
      { left, signal }: Pick<RequestContext, "left" | "signal">,
      stand: () => string | undefined,
    ): Promise<T> {
      const failed = failures.get(key);
      if (failed && failed.until > Date.now()) throw failed.failure;
      const work = start();
      work.catch((error) => {
        const isLasting = error instanceof Failure && !passing.includes(error.code);
        if (isLasting)
          failures.set(key, { failure: error, until: Date.now() + failedMilliseconds });
      });
      return soon(work, Math.min(waitMilliseconds, left()), signal, stand);
    },
  };
}

/** What may be otherwise the next time, and costs nothing to try. */
const passing: readonly string[] = ["ECANCELED", "EBUSY", "ENOENT", "EINVAL", "ENOTSUP"];

function soon<T>(
  work: Promise<T>,
  milliseconds: number,
  signal: AbortSignal | undefined,
  stand: () => string | undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    };
    const timer = setTimeout(() => {
      end();
      const location = stand();
      const options = { retryAfter: retrySeconds, ...(location === undefined ? {} : { location }) };
      reject(new Failure("EPENDING", "The video is being made", options));
    }, milliseconds);
    const abort = () => {
      end();
      reject(new Failure("ECANCELED", "The client closed the request"));
    };
    signal?.addEventListener("abort", abort, { once: true });
    work.finally(end).then(resolve, reject);
  });
}
