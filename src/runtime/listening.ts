/** More segments of a path than these are not told apart. */
export const segmentsAtMost = 32;

/** Of the management API, in bytes: a client that signs in has no key yet, and may not fill the memory. */
export const maxRequestBodyBytes = 256 * 1024;

/** For what goes wrong when an answer has been handed over, such as a file that is gone. */
const fault = "Something went wrong inside the server\n";
const faultHeaders = {
  "Content-Type": "text/plain; charset=utf-8",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "ik-error": `EINTERNAL - ${fault.trim()}`,
};

export function faultResponse(): Response {
  return new Response(fault, { status: 500, headers: faultHeaders });
}

/**
 * Answers requests.
 * @param peer address that connected, empty when its connection has ended meanwhile
 * @param segments of the path as it was sent, decoded, in their order: `request.url` is rewritten.
 * Undefined when more than one is empty or there are more than `segmentsAtMost`.
 */
export type Handler = (
  request: Request,
  peer: string,
  segments: Readonly<Record<string, string>> | undefined,
) => Response | Promise<Response>;

export interface ListenOptions {
  hostname: string;
  port: number;
  /** How long a silent connection is kept; at most 255. */
  idleTimeoutSeconds: number;
  /** With it, HTTP/1.1 and HTTP/2 over TLS. */
  certificate?: Certificate | undefined;
  /** HTTP/3 on the same port, beside TLS. */
  http3?: boolean | undefined;
}

/** PEM texts: the server's own certificate and those that lead to its authority, and its key. */
export interface Certificate {
  chain: string;
  key: string;
}

/** A server that listens. */
export interface Listening {
  port: number;
  /** Requests whose answers are not sent yet. */
  pendingRequests(): number;
  /** Shows another certificate to those who connect from now on; throws when it cannot be read. */
  present(certificate: Certificate): void;
  /** Stops accepting and resolves when every answer under way has been sent. */
  stop(): Promise<void>;
  /** Ends what is still under way. */
  end(): Promise<void>;
}
