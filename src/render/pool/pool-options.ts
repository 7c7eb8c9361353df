import type { ChildProcess } from "node:child_process";

export interface PoolOptions {
  /** Renderer processes; at least 1. */
  renderers: number;
  /**
   * Jobs that may wait, which bounds their memory; what has no room is an EBUSY failure, and so is
   * what cannot be done in time by what jobs of its client have taken.
   */
  queue: number;
  /** Milliseconds for a job, waiting included, where it asks for no less. */
  timeout: number;
  /** Bytes held above which a process is replaced, since WebAssembly memory never shrinks. */
  highWater: number;
  /** Milliseconds that a renderer has to finish what was cancelled; 2,000 when not given. */
  grace?: number;
  start(): ChildProcess;
  /** What a renderer says on standard error, and what becomes of it. */
  log(message: string): void;
  /** What the owner of the server has to know: that renderers cannot be started. */
  warn?: ((message: string) => void) | undefined;
}
