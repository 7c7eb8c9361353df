import { Failure } from "../failure.ts";

/** What an error means, in plain words, and what to change. */
export interface Hint {
  message: string;
  help: string;
}

/** Reads the errors of one client; undefined for an error without a meaning of its own. */
export type Hints = (error: unknown) => Hint | undefined;

/** What to change after a failure of which the client's error says no more. */
const advice: Partial<Record<Failure["code"], string>> = {
  ECONNREFUSED: "Check the host name and the port, and that this machine can connect to it",
  ETIMEDOUT: "Check for a firewall that drops the connection",
  EACCES: "Check the credentials and what they are allowed to do",
  EFORBIDDEN: "Set `allowPrivateNetwork` if this address is intended",
};

/** What is said of any error of an origin: what its client's error means, else the failure. */
export function explainError(error: unknown, hints: Hints): { message: string; help?: string } {
  const failure = error instanceof Failure ? error : undefined;
  const meant = hints(failure?.cause) ?? hints(error);
  if (meant) return meant;
  if (!failure) return { message: "The origin cannot be used" };
  const help = advice[failure.code];
  return help === undefined ? { message: failure.message } : { message: failure.message, help };
}
