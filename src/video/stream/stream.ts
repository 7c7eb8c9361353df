import type { Size } from "../../render/plan/size.ts";
import type { Rung } from "../../url/parameters/video.ts";
import type { Timing } from "./timing.ts";

/** All that a player is told of a stream. */
export interface Stream {
  timing: Timing;
  rungs: StreamRung[];
  /** Absent for a silent one. */
  sound?: { channels: number };
}

/** The images of a stream in one size. */
export interface StreamRung {
  rung: Rung;
  size: Size;
  /** As RFC 6381 has it. */
  codec: string;
  /** Most bits a second in the mean. */
  bitRate: number;
}

/** AAC-LC. */
export const soundCodec = "mp4a.40.2";

/** The encoder's rate with what a file adds to it. */
export const soundBitRate = 140_000;

/**
 * Bits a second that no segment has more of: the encoder may save up those of a second, and a
 * segment has four. Boxes of the file come on top.
 */
export function peakBitRate({ bitRate }: Pick<StreamRung, "bitRate">): number {
  return Math.ceil(bitRate * 1.25 + 20_000);
}

/** How a file of a stream is written in another one of it: its name, or a URL with a query. */
export type Link = (name: string) => string;
