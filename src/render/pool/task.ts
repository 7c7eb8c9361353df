import { Failure } from "../../failure.ts";
import { needsVips } from "../plan/route.ts";
import type { Work } from "./accounts.ts";
import { type Done, type Job, pixelsKeyOf, type Results } from "./protocol.ts";
import type { Waiting } from "./queue.ts";

export interface RunOptions {
  /** Milliseconds, waiting included; the pool's own when not given. */
  timeout?: number | undefined;
  /** The client that asks: clients take turns. All tasks without one are one client's. */
  client?: string | undefined;
  /** Its abort is an ECANCELED failure. */
  signal?: AbortSignal | undefined;
  /**
   * Called with the length of the output file before it is written, again when a renderer died
   * meanwhile; nothing is written when it throws, and the job fails with what it threw.
   */
  allow?: ((bytes: number) => void) | undefined;
}

/** A job, and what its caller is told. */
export interface Task extends Waiting {
  job: Job;
  /** Names the pixels that it encodes; undefined where it is no rendition. */
  pixelsKey: string | undefined;
  /** Whether libvips has something to do in it, as far as the job tells. */
  needsVips: boolean;
  /** When it has to be done, on the clock of `performance.now()`. */
  deadline: number;
  /** Since when it waits, on the same clock. */
  since: number;
  /** Whether it is just coming: others may come with it. */
  isNew: boolean;
  timer: NodeJS.Timeout | undefined;
  /** A renderer's work on it, under way. */
  work: Work | undefined;
  /** Whether its renderer was stopped for another client's task: it is begun again. */
  interrupted: boolean;
  /** How often a renderer died under it. */
  deaths: number;
  /** Whether a renderer that could not be relied on has failed it, and another is to try. */
  retried: boolean;
  /** Whether it was given up. */
  over(): boolean;
  /** Fails it, also while a renderer works on it: its result is dropped. */
  giveUp(reason: unknown): void;
  /** Whether the output, of so many bytes, may be written. When there is no room, it fails. */
  mayWrite(bytes: number): boolean;
  /** Its renderer is dead. */
  lost(): void;
  /** Settles it when no renderer works on it any more. */
  conclude(done: Done | { failure: Failure }): void;
}

/** @param options.timeout milliseconds, from now on */
export function createTask(
  job: Job,
  { timeout, client, allow }: RunOptions & { timeout: number },
  resolve: (result: Results[Job["do"]]) => void,
  reject: (reason: unknown) => void,
): Task {
  let given: { reason: unknown } | undefined;
  let writing = false;
  const now = performance.now();

  const task: Task = {
    job,
    pixelsKey: job.do === "render" ? pixelsKeyOf(job) : undefined,
    needsVips:
      (job.do === "measure" &&
        !["faces", "objects", "people", "likeness"].includes(job.measurement.of)) ||
      (job.do === "render" && needsVips(job.plan)),
    client,
    kind: job.do,
    original: "file" in job ? job.file : (job.files[""] ?? ""),
    deadline: now + timeout,
    since: now,
    isNew: true,
    timer: undefined,
    work: undefined,
    interrupted: false,
    deaths: 0,
    retried: false,
    over: () => given !== undefined,
    giveUp(reason) {
      if (given) return;
      given = { reason };
      // The caller deletes the output when it is told: not before its writer is done or dead.
      if (!writing) reject(reason);
    },
    mayWrite(bytes) {
      if (given) return false;
      try {
        allow?.(bytes);
      } catch (reason) {
        task.giveUp(reason);
      }
      writing = !task.over();
      return writing;
    },
    lost() {
      writing = false;
      if (!task.interrupted) task.deaths += 1;
      task.interrupted = false;
      task.since = performance.now();
    },
    conclude(done) {
      clearTimeout(task.timer);
      if (given) reject(given.reason);
      else if ("result" in done) resolve(done.result);
      else reject(new Failure(done.failure.code, done.failure.message));
    },
  };
  return task;
}
