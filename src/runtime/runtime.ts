import type { ChildProcess } from "node:child_process";
import * as bun from "./bun.ts";
import type { Bundle } from "./dashboard-bundle.ts";

/**
 * Answers requests.
 * @param peer address that connected, empty when its connection has ended meanwhile
 * @param segments of the path as it was sent, decoded, in their order: `request.url` is rewritten.
 * Undefined when one is empty or there are very many.
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

/** What each runtime has in a way of its own; one file beside this one for each. */
interface Runtime {
  /** Name and version. */
  readonly runtimeVersion: string;
  listen(handler: Handler, options: ListenOptions): Listening;
  /** A file as a response body. */
  fileBody(path: string): Blob;
  /** Starts this program again with other arguments; standard streams are pipes. */
  startSelf(args: readonly string[]): ChildProcess;
  /** The dashboard's files; other requests are answered meanwhile. */
  loadDashboard(): Promise<Bundle>;
}

export const { runtimeVersion, listen, fileBody, startSelf, loadDashboard }: Runtime = bun;
