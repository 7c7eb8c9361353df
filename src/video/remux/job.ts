import type { FailureCode } from "../../failure.ts";
import type { RemuxPlan } from "../plan/remux.ts";
import type { CopiedKind, CopiedSegment, CopiedStream } from "../stream/copied.ts";

/** An original, read as what its first bytes say it is. */
export interface RemuxSource {
  file: string;
  demuxer: string;
}

/** A segment of one of the streams of a file. */
export interface SegmentPlan {
  kind: CopiedKind;
  /** The second of the original at which the stream begins. */
  base: number;
  segment: Pick<CopiedSegment, "start" | "seconds" | "packets">;
}

/** What the process is asked to do that takes streams over as they are. */
export type RemuxJob = { source: RemuxSource } & (
  | { do: "copy"; plan: RemuxPlan; output: string }
  | { do: "stream"; plan: Omit<RemuxPlan, "muxer"> }
  | { do: "init"; kind: CopiedKind; output: string }
  | { do: "segment"; plan: SegmentPlan; output: string }
);

/** What each kind of job gives back. */
export interface RemuxResults {
  copy: null;
  stream: CopiedStream;
  init: null;
  segment: null;
}

/** A line of the process's standard output. */
export type RemuxAnswer =
  | { progress: number }
  | { result: RemuxResults[RemuxJob["do"]] }
  | { failure: { code: FailureCode; message: string } };
