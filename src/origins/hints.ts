import { Failure, helpFor } from "../failure.ts";

/** What an error means, in plain words, and what to change. */
export interface Hint {
  message: string;
  help: string;
}

/** Reads the errors of one client; undefined for an error without a meaning of its own. */
export type Hints = (error: unknown) => Hint | undefined;

/** What is said of any error of an origin: what its client's error means, else the failure. */
export function explainError(error: unknown, hints: Hints): { message: string; help?: string } {
  const failure = error instanceof Failure ? error : undefined;
  const meant = hints(failure?.cause) ?? hints(error);
  if (meant) return meant;
  if (!failure) return { message: "The origin cannot be used" };
  const help = helpFor(failure.code, "origin");
  return help === undefined ? { message: failure.message } : { message: failure.message, help };
}
