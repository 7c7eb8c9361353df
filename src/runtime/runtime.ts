import type { ChildProcess } from "node:child_process";
// `bun.ts` or `deno.ts`, by the conditions in `package.json`.
import * as runtime from "#runtime";
import type { Commit } from "./commit.ts";
import type { Bundle } from "./dashboard-bundle.ts";
import type { ImageCodecs } from "./image-codecs.ts";
import type { Handler, Listening, ListenOptions } from "./listening.ts";
import type { Database } from "./sqlite.ts";

/** What each runtime has in a way of its own. */
interface Runtime {
  /** Name and version. */
  readonly runtimeVersion: string;
  /** Undefined where images are decoded and encoded by WebAssembly alone. */
  readonly imageCodecs: ImageCodecs | undefined;
  listen(handler: Handler, options: ListenOptions): Listening;
  /** A file as a response body, of which the listener sends the part that `Range` names. */
  fileBody(path: string): Blob | ReadableStream;
  /** Waits as many milliseconds, 5000 by default, for another process that has locked it. */
  openDatabase(path: string, busyTimeoutMilliseconds?: number): Promise<Database>;
  /** Where a file of a package is. */
  packagedFile(name: string): string;
  /** The commit of this program, where that is known. */
  commitOf(): Promise<Commit | undefined>;
  /** Command and first arguments that run this program. */
  selfCommand(): string[];
  /**
   * Starts this program again with other arguments; standard streams are pipes.
   * @param before a command that starts another, such as a leash
   */
  startSelf(args: readonly string[], before?: readonly string[]): ChildProcess;
  /** The dashboard's files; other requests are answered meanwhile. */
  loadDashboard(): Promise<Bundle>;
}

export const {
  runtimeVersion,
  imageCodecs,
  listen,
  fileBody,
  openDatabase,
  packagedFile,
  commitOf,
  selfCommand,
  startSelf,
  loadDashboard,
}: Runtime = runtime;
