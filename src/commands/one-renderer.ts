import { createPool, type Pool } from "../render/pool/pool.ts";
import { startSelf } from "../runtime/runtime.ts";

/**
 * A single renderer for a command that ends soon.
 * @param timeout milliseconds for a job
 * @param queue jobs that may wait
 */
export function startOneRenderer(timeout: number, queue = 1): Pool {
  return createPool({
    renderers: 1,
    queue,
    timeout,
    highWater: Number.POSITIVE_INFINITY,
    start: () => startSelf(["renderer"]),
    log: () => {},
  });
}
