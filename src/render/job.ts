import type { FailureCode } from "../failure.ts";
import type { Header } from "./header.ts";
import type { Plan } from "./plan.ts";

/** What a renderer is asked to do. Files are absolute paths. */
export type Job =
  | { do: "probe"; file: string }
  | { do: "render"; file: string; plan: Plan; output: string };

/** What each kind of job gives back. */
export interface Results {
  probe: Header;
  render: {
    /** Length of the output file. */
    bytes: number;
    /** Hash of its content, fit for a strong ETag. */
    hash: string;
    /** Time that the work took, without waiting. */
    milliseconds: number;
  };
}

/** One line of a renderer's standard output; `memory` is resident bytes after the job. */
export type Answer =
  | { ready: true }
  | { result: Results[Job["do"]]; memory: number }
  | { failure: { code: FailureCode; message: string }; memory: number };
