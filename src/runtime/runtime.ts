import type { ChildProcess } from "node:child_process";
import * as bun from "./bun.ts";
import type { Bundle } from "./dashboard-bundle.ts";
import type { Handler, Listening, ListenOptions } from "./listening.ts";

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
