import type { Bucket } from "./bucket.ts";
import { explainError, type Hints } from "./hints.ts";
import { outcomeOfFetch, type Trace, traced } from "./trace.ts";

/** A bucket that tells what it is asked for. */
export function tracedBucket(bucket: Bucket, trace: Trace, hints: Hints): Bucket {
  return {
    get: (key, signal, known, range) =>
      traced(
        trace,
        key,
        () => bucket.get(key, signal, known, range),
        (answer) => outcomeOfFetch(answer, "The bucket has no object with this key"),
        hints,
      ),
    async *list(prefix, signal, pages) {
      const start = performance.now();
      const milliseconds = () => Math.round(performance.now() - start);
      let count = 0;
      try {
        for await (const page of bucket.list(prefix, signal, pages)) {
          count += page.length;
          yield page;
        }
        const message =
          count === 0 ? "The bucket has nothing in this folder" : `The folder holds ${count} files`;
        trace({ target: prefix, found: count > 0, message, milliseconds: milliseconds() });
      } catch (error) {
        const outcome = { found: false, ...explainError(error, hints) };
        trace({ target: prefix, ...outcome, milliseconds: milliseconds() });
        throw error;
      }
    },
  };
}
