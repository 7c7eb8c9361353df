import { createPool, type Pool } from "../render/pool.ts";
import { startSelf } from "../runtime.ts";

/** A single renderer for a command that ends soon; `timeout` is milliseconds for a job. */
export function startOneRenderer(timeout: number): Pool {
  return createPool({
    ...{ renderers: 1, queue: 1, timeout, highWater: Number.POSITIVE_INFINITY },
    start: () => startSelf(["renderer"]),
    log: () => {},
  });
}
