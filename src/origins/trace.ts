import { explainError, type Hints } from "./hints.ts";
import type { Fetched, Origin } from "./origin.ts";

/** One thing that an origin looked for, and what the storage said to it. */
export interface Attempt {
  /** The exact key, URL or file. */
  target: string;
  found: boolean;
  /** In plain words. */
  message: string;
  /** What to change. */
  help?: string;
  milliseconds: number;
}

/** Hears of every attempt when it is over. */
export type Trace = (attempt: Attempt) => void;

export type Outcome = Pick<Attempt, "found" | "message" | "help">;

/** Does something for an attempt, and traces what came of it. */
export async function traced<T>(
  trace: Trace,
  target: string,
  work: () => Promise<T>,
  judge: (answer: T) => Outcome,
  hints: Hints,
): Promise<T> {
  const start = performance.now();
  const tell = (outcome: Outcome) =>
    trace({ target, ...outcome, milliseconds: Math.round(performance.now() - start) });
  try {
    const answer = await work();
    tell(judge(answer));
    return answer;
  } catch (error) {
    tell({ found: false, ...explainError(error, hints) });
    throw error;
  }
}

/** An origin without a network that tells what it is asked for. */
export function tracedOrigin(
  origin: Origin,
  targetOf: (path: string) => string,
  trace: Trace,
): Origin {
  return {
    ...origin,
    fetch: (original, signal, known, range) =>
      traced(
        trace,
        targetOf(original.path),
        () => origin.fetch(original, signal, known, range),
        (answer) => outcomeOfFetch(answer, "There is no such file, or it is hidden"),
        () => undefined,
      ),
  };
}

export function outcomeOfFetch(answer: Fetched | "unchanged" | undefined, absent: string): Outcome {
  if (answer === undefined) return { found: false, message: absent };
  const bytes = answer === "unchanged" ? undefined : answer.bytes;
  return { found: true, message: bytes === undefined ? "Found" : `Found: ${bytes} bytes` };
}
