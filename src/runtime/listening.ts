/** More segments of a path than these are not told apart. */
export const segmentsAtMost = 32;

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
}

/** A server that listens. */
export interface Listening {
  port: number;
  /** Requests whose answers are not sent yet. */
  pendingRequests(): number;
  /** Stops accepting and resolves when every answer under way has been sent. */
  stop(): Promise<void>;
  /** Ends what is still under way. */
  end(): Promise<void>;
}
