import type { Engine } from "./engine.ts";

/** The engines of a renderer. */
export interface Engines {
  /** Whether the runtime's own codecs may be used. */
  native: boolean;
  /** Starts libvips when it is first needed. */
  vips(): Promise<Engine>;
  /** Milliseconds until the job that is done has to be. */
  left(): number;
}
