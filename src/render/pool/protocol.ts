import type { FailureCode } from "../../failure.ts";
import type { OutputFormat } from "../../formats.ts";
import type { Description } from "../engine/describe.ts";
import type { Header } from "../plan/header.ts";
import type { Finding, Measurement } from "../plan/operations.ts";
import type { Plan } from "../plan/plan.ts";

/** Absolute paths by the names that a plan uses: the empty name is the original. */
export type Files = Record<string, string>;

/** What a renderer is asked to do. */
export type Job =
  | { do: "probe"; file: string }
  | { do: "describe"; file: string }
  | { do: "sanitise"; file: string; output: string }
  | { do: "measure"; files: Files; measurement: Measurement }
  | { do: "render"; files: Files; plan: Plan; output: string };

/** What a renderer is told beside its job. */
export interface Urgency {
  /** Milliseconds until its answer is wanted no more. */
  left: number;
}

/** What each kind of job gives back. */
export interface Results {
  probe: Header;
  describe: Description;
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
 * for a Permission.
 */
export type Answer = { ready: true } | { writes: number } | Done;
