import { connectionHints } from "../connection-hints.ts";
import { type Outcome, type Trace, traced } from "../trace.ts";
import type { Send } from "./exchange.ts";

/** A way to web servers that tells what they are asked for, redirects too. */
export function tracedSend(send: Send, trace: Trace): Send {
  return (outgoing, signal) =>
    traced(
      trace,
      outgoing.url.origin + outgoing.path,
      () => send(outgoing, signal),
      ({ status, headers }) => outcomeOfStatus(status, headers.location),
      connectionHints,
    );
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
  if ([200, 203, 206].includes(status)) return { found: true, message: "Found" };
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
