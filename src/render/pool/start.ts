import { startSelf } from "../../runtime/runtime.ts";
import { createPool, type Pool } from "./pool.ts";
import type { PoolOptions } from "./pool-options.ts";

interface RendererSettings extends Pick<PoolOptions, "renderers" | "queue" | "timeout"> {
  /** Whether they may use the runtime's own codecs; they may when it is not given. */
  engine?: "auto" | "wasm";
}

/** A renderer that holds more than this is replaced when its job is done. */
const highWaterBytes = 1024 ** 3;

/** Renderers as the server has them: this program, started again. */
export function startRenderers(
  { renderers, queue, timeout, engine }: RendererSettings,
  { log, warn }: Pick<PoolOptions, "log" | "warn"> = { log: () => {} },
): Pool {
  const args = engine === undefined ? ["renderer"] : ["renderer", engine];
  const start = () => startSelf(args);
  return createPool({ renderers, queue, timeout, highWater: highWaterBytes, start, log, warn });
}
