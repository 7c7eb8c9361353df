import { Failure } from "../../failure.ts";
import { leash } from "../../runtime/confinement.ts";
import { startSelf } from "../../runtime/runtime.ts";
import { type GrowingFile, runProcess, ToolError } from "../run-tool.ts";
import type { RemuxAnswer, RemuxJob, RemuxResults } from "./job.ts";

/** How a job is followed, and stopped. */
interface RemuxRun {
  /** Milliseconds after which it is killed: ETIMEDOUT. */
  timeout: number;
  /** How willingly it leaves the processor to others, 0 to 19. */
  niceness: number;
  signal?: AbortSignal | undefined;
  /** The file that it writes. */
  output?: GrowingFile;
  progress?: ((part: number) => void) | undefined;
}

/**
 * Does a job that takes streams over as they are, in a process of its own. EFORMAT where the file
 * cannot be read, ENOTSUP where a frame would have to be made.
 */
export async function remux<K extends RemuxJob["do"]>(
  job: Extract<RemuxJob, { do: K }>,
  { progress, ...run }: RemuxRun,
): Promise<RemuxResults[K]> {
  const start = () => startSelf(["remuxer", JSON.stringify(job)], leash());
  let last: RemuxAnswer | undefined;
  const heard = (line: string) => {
    const answer = JSON.parse(line) as RemuxAnswer;
    if ("progress" in answer) progress?.(answer.progress);
    else last = answer;
  };
  const listening = progress ? { heard } : {};
  const work = runProcess({ ...run, ...listening, name: "the remuxer", start });
  const printed = await work.catch((cause) => {
    // It says what it cannot read: where it ends without a word, the file was too much for it.
    if (!(cause instanceof ToolError)) throw cause;
    throw new Failure("EFORMAT", "The streams of this file cannot be read", { cause });
  });
  if (!progress) heard(printed);
  if (last && "result" in last) return last.result as RemuxResults[K];
  if (last && "failure" in last) throw new Failure(last.failure.code, last.failure.message);
  throw new Error("The remuxer ended without an answer");
}
