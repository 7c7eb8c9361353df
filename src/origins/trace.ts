import { Failure } from "../failure.ts";
import type { Fetched, Origin } from "./origin.ts";
import type { Bucket } from "./s3/client.ts";
import { meaningOf } from "./s3/hints.ts";
import type { Send } from "./web/exchange.ts";
import { webMeaningOf } from "./web/hints.ts";

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

type Outcome = Pick<Attempt, "found" | "message" | "help">;

/** What went wrong, and what to change. */
type Meaning = { message: string; help: string };

async function watch<T>(
  trace: Trace,
  target: string,
  work: () => Promise<T>,
  judge: (answer: T) => Outcome,
  meaning: (error: unknown) => Meaning | undefined,
): Promise<T> {
  const start = performance.now();
  const tell = (outcome: Outcome) =>
    trace({ target, ...outcome, milliseconds: Math.round(performance.now() - start) });
  try {
    const answer = await work();
    tell(judge(answer));
    return answer;
  } catch (error) {
    tell(outcomeOf(error, meaning));
    throw error;
  }
}

/** A bucket that tells what it is asked for. */
export function tracedBucket(bucket: Bucket, trace: Trace): Bucket {
  return {
    get: (key, signal, known) =>
      watch(
        trace,
        key,
        () => bucket.get(key, signal, known),
        (answer) => outcomeOfFetch(answer, "The bucket has no object with this key"),
        meaningOf,
      ),
    async *list(prefix, signal, pages) {
      const start = performance.now();
      const milliseconds = () => Math.round(performance.now() - start);
      let count = 0;
      try {
        for await (const page of bucket.list(prefix, signal, pages)) {
          count += page.length;
          yield page;
        }
        const message =
          count === 0 ? "The bucket has nothing in this folder" : `The folder holds ${count} files`;
        trace({ target: prefix, found: count > 0, message, milliseconds: milliseconds() });
      } catch (error) {
        trace({ target: prefix, ...outcomeOf(error, meaningOf), milliseconds: milliseconds() });
        throw error;
      }
    },
  };
}

/** A way to web servers that tells what they are asked for, redirects too. */
export function tracedSend(send: Send, trace: Trace): Send {
  return (outgoing, signal) =>
    watch(
      trace,
      outgoing.url.origin + outgoing.path,
      () => send(outgoing, signal),
      ({ status, headers }) => outcomeOfStatus(status, headers.location),
      webMeaningOf,
    );
}

/** An origin without a network that tells what it is asked for. */
export function tracedOrigin(
  origin: Origin,
  targetOf: (path: string) => string,
  trace: Trace,
): Origin {
  return {
    ...origin,
    fetch: (original, signal, known) =>
      watch(
        trace,
        targetOf(original.path),
        () => origin.fetch(original, signal, known),
        (answer) => outcomeOfFetch(answer, "There is no such file, or it is hidden"),
        () => undefined,
      ),
  };
}

function outcomeOfFetch(answer: Fetched | "unchanged" | undefined, absent: string): Outcome {
  if (answer === undefined) return { found: false, message: absent };
  const bytes = answer === "unchanged" ? undefined : answer.bytes;
  return { found: true, message: bytes === undefined ? "Found" : `Found: ${bytes} bytes` };
}

const statusWords: Record<number, string> = {
  401: "wants credentials",
  403: "refuses access",
  404: "has no file at this address",
  407: "stands behind a proxy that wants credentials",
  410: "has no file at this address any more",
  429: "gets too many requests from here",
};

function outcomeOfStatus(status: number, location: string | undefined): Outcome {
  if (status === 200 || status === 203) return { found: true, message: "Found" };
  if (location !== undefined && status >= 300 && status < 400) {
    return { found: false, message: `The server redirects to ${location.slice(0, 200)}` };
  }
  const words = statusWords[status] ?? (status >= 500 ? "is broken" : "has no file for us");
  const message = `The server answered ${status}: it ${words}`;
  const help = [401, 403, 407].includes(status)
    ? "Give the credentials that it wants in `requestHeaders`"
    : undefined;
  return { found: false, message, ...(help === undefined ? {} : { help }) };
}

const advice: Partial<Record<Failure["code"], string>> = {
  ECONNREFUSED: "Check the host name and the port, and that this machine may connect to it",
  ETIMEDOUT: "Check that a firewall does not swallow the connection",
  EACCES: "Check the credentials and what they are allowed to do",
  EFORBIDDEN: "Set `allowPrivateNetwork` if this address is meant",
};

function outcomeOf(error: unknown, meaning: (error: unknown) => Meaning | undefined): Outcome {
  const failure = error instanceof Failure ? error : undefined;
  const meant = meaning(failure?.cause) ?? meaning(error);
  if (meant) return { found: false, ...meant };
  if (!failure) return { found: false, message: "The origin cannot be used" };
  const help = advice[failure.code];
  return { found: false, message: failure.message, ...(help === undefined ? {} : { help }) };
}
