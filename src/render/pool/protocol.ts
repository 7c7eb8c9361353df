import type { FailureCode } from "../../failure.ts";
import type { Format, OutputFormat } from "../../formats.ts";
import type { Description } from "../engine/describe.ts";
import type { ExcerptFindings, ExcerptLook } from "../engine/film/excerpt.ts";
import type { Film, WantedFrame } from "../engine/film/film.ts";
import type { Span } from "../engine/film/span.ts";
import type { Header } from "../plan/header.ts";
import type { Finding, Measurement } from "../plan/measurement.ts";
import type { Plan } from "../plan/plan.ts";
import type { Size } from "../plan/size.ts";

/** Absolute paths by the names that a plan uses: the empty name is the original. */
export type Files = Record<string, string>;

/** What a renderer is asked to do. */
export type Job =
  | { do: "probe"; file: string }
  | { do: "describe"; file: string }
  | { do: "film"; file: string }
  | { do: "excerpt"; file: string; present: readonly Span[]; look: ExcerptLook }
  | { do: "frame"; file: string; frame: WantedFrame; output: string }
  | { do: "cover"; file: string; output: string }
  | { do: "sanitise"; file: string; output: string }
  | { do: "measure"; files: Files; measurement: Measurement }
  | { do: "render"; files: Files; plan: Plan; output: string; others?: Others };

/** What waits besides a job and is made of the same original, which is decoded once for all. */
export interface Others {
  /** The size that the largest of them is brought to; absent where one needs every pixel. */
  size?: Size;
  /** By what factor a decoder may shrink for all of them. */
  shrink: number;
  /** Whether one of them differs from the job in its encoding alone. */
  samePixels: boolean;
}

/** Names what a rendition is before it is encoded: two of the same key have the same pixels. */
export function pixelsKeyOf({
  files,
  plan,
}: Pick<Job & { do: "render" }, "files" | "plan">): string {
  return JSON.stringify([files, plan.image]);
}

/** Stages of making a rendition, in their order. */
export const renderStages = ["read", "decode", "operations", "encode", "write"] as const;
export type Stage = (typeof renderStages)[number];

/** Milliseconds by stage. One that is not there was not needed: an original that is decoded already. */
export type Stages = Partial<Record<Stage, number>>;

/** What a renderer is told beside its job. */
export interface Urgency {
  /** Milliseconds until its answer is wanted no more. */
  left: number;
}

/** What each kind of job gives back. */
export interface Results {
  probe: Header;
  describe: Description;
  film: Film;
  excerpt: ExcerptFindings;
  frame: {
    bytes: number;
    hash: string;
    /** Seconds from the start, and whether it is what is shown at the moment that was asked for. */
    at: number;
    isExact: boolean;
  };
  /** Nothing where there is none. */
  cover: { bytes: number; hash: string; format: Format } | null;
  sanitise: {
    bytes: number;
    hash: string;
    /** What was taken away that can be seen; absent for nothing. */
    undrawn?: string[];
  };
  measure: Finding;
  render: {
    /** Length of the output file. */
    bytes: number;
    /** Hash of its content, fit for a strong ETag. */
    hash: string;
    /** What the file is written in: where the plan leaves it open, the smallest. */
    format: OutputFormat;
    /** Time that the work took, without waiting and writing. */
    milliseconds: number;
    /** What is not in it and should be; absent for nothing. */
    undrawn?: string[];
    /** What its stages took. */
    stages: Stages;
  };
}

/** Whether a renderer may write the file that it asked for. */
export interface Permission {
  write: boolean;
}

/** What came of a job. */
export type Done = Outcome & {
  /** Bytes that its process holds after it. */
  memory: number;
  /** Whether its process has loaded libvips. */
  vips: boolean;
};

type Outcome =
  | { result: Results[Job["do"]] }
  | {
      failure: { code: FailureCode; message: string };
      /** Whether the process may be to blame: it has to be replaced, and another one to try. */
      suspect: boolean;
    };

/**
 * One line of a renderer's standard output. Before it writes a file, of `writes` bytes, it waits
 * for a Permission. Without work for a while it says once how many bytes it still `holds`, when a
 * process in its place would hold far fewer.
 */
export type Answer = { ready: true } | { writes: number } | { holds: number } | Done;
