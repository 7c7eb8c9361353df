import type { ChildProcess } from "node:child_process";
import { Failure } from "../../failure.ts";
import { createAccounts } from "./accounts.ts";
import { createAdmission } from "./admission.ts";
import { createOverruns } from "./overruns.ts";
import { giveWay } from "./priority.ts";
import type { Done, Job, Results } from "./protocol.ts";
import { createQueue } from "./queue.ts";
import { createReserve } from "./reserve.ts";
import { createShares } from "./shares.ts";
import type { Statistics } from "./statistics.ts";
import { createTask, type RunOptions, type Task } from "./task.ts";
import { createWorkers, type Renderer } from "./workers.ts";

export interface PoolOptions {
  /** Renderer processes; at least 1. */
  renderers: number;
  /**
   * Jobs that may wait, which bounds their memory; what has no room is an EBUSY failure, and so is
   * what cannot be done in time by what jobs of its client have taken.
   */
  queue: number;
  /** Milliseconds for a job, waiting included, where it asks for no less. */
  timeout: number;
  /** Bytes held above which a process is replaced, since WebAssembly memory never shrinks. */
  highWater: number;
  /** Milliseconds that a renderer has to finish what was cancelled; 2,000 when not given. */
  grace?: number;
  start(): ChildProcess;
  /** What a renderer says on standard error, and what becomes of it. */
  log(message: string): void;
}

export interface Pool {
  /**
   * Runs a job when its turn comes. Probes go before renders: they are short. A job that is not
   * done in time is an ETIMEDOUT failure, and its process is killed; when it had most of that time
   * to itself, it fails at once for some minutes. When a job settles, nothing
   * writes to its output any more: what a failure leaves there is the caller's to delete.
   */
  run<K extends Job["do"]>(job: Extract<Job, { do: K }>, options?: RunOptions): Promise<Results[K]>;
  /** Resolves when every renderer has said that it is ready. */
  ready(): Promise<void>;
  /** Process ids, for those who watch. */
  pids(): number[];
  statistics(): Statistics;
  close(): void;
}

/** Starting a process costs more than most renders: a cancelled one may finish. */
const usualGrace = 2_000;

const gone = "The client closed the request";

/** How often jobs that wait are looked at while no renderer becomes free. */
const watchMilliseconds = 100;

/** Starts renderer processes and hands them jobs, one each at a time. */
export function createPool(options: PoolOptions): Pool {
  const { renderers, queue: bound, start, log } = options;
  const queue = createQueue<Task>();
  const accounts = createAccounts();
  const overruns = createOverruns();
  const workers = createWorkers({ renderers, start, log, heard, lost, joined });
  const shares = createShares({ workers, accounts, renderers });
  const reserve = createReserve({ workers, accounts, renderers });
  const admission = createAdmission({ queue, accounts, renderers, bound });
  let jobs = 0;
  let closed = false;
  let watch: NodeJS.Timeout | undefined;

  function heard(renderer: Renderer, answer: Done | { writes: number }): void {
    const { task } = renderer;
    if ("writes" in answer) {
      renderer.process.send({ write: task?.mayWrite(answer.writes) ?? false });
      return;
    }
    renderer.task = undefined;
    task?.work?.end();
    renderer.hasVips = answer.vips;
    if ("failure" in answer && answer.suspect) {
      if (task && !task.over() && !task.retried) {
        task.retried = true;
        workers.replace(renderer, task);
        handOut();
        return;
      }
      workers.retire(renderer);
    } else if (answer.memory > options.highWater) {
      workers.retire(renderer);
    }
    jobs += 1;
    task?.conclude(answer);
    if (task) admission.review(task.client);
    handOut();
  }

  /** A renderer is ready; it may have been started for a task. */
  function joined(renderer: Renderer): void {
    if (renderer.task) give(renderer, renderer.task);
    handOut();
  }

  function give(renderer: Renderer, task: Task): void {
    renderer.task = task;
    renderer.recent.set(task.original, true);
    giveWay(renderer, accounts.isSlow(task.client));
    task.work = accounts.begin(task.client, task.kind);
    // What a page asks for at once comes in one turn: the renderer is told of all of it.
    setImmediate(() => renderer.task === task && workers.assign(renderer, task, queue.lines()));
  }

  /** The image may not be to blame; when it kills a second process, it is. */
  function lost(task: Task): void {
    task.work?.end();
    task.lost();
    if (task.over() || task.deaths > 1) {
      const why = "The renderer stopped while it made the image";
      task.conclude({ failure: new Failure("EINTERNAL", why) });
    } else {
      queue.putBack(task);
      handOut();
    }
  }

  function handOut(): void {
    for (const renderer of idle()) {
      const task = queue.take(
        ({ original }) => renderer.recent.peek(original) === true,
        (client) => (shares.mayBegin(client) ? accounts.charged(client) : undefined),
      );
      if (!task) break;
      give(renderer, task);
    }
    if (queue.size > 0) watch ??= setInterval(lookAfterWaiting, watchMilliseconds);
    else stopWatching();
  }

  function stopWatching(): void {
    clearInterval(watch);
    watch = undefined;
  }

  /** A client that may not have the last renderer may when the others have gone. */
  function lookAfterWaiting(): void {
    reserve.call();
    const first = queue.lines().flatMap(([task]) => task ?? []);
    const task = shares.toInterrupt(first);
    if (task) {
      task.interrupted = true;
      kill(task);
    }
    handOut();
  }

  function idle(): Renderer[] {
    const free = ({ ready, task }: Renderer) => ready && !task;
    return workers.members().filter((member) => free(member) && reserve.mayWork(member));
  }

  /** Running WebAssembly heeds no message: only its whole process can be stopped. */
  function stop(task: Task): void {
    if (!queue.remove(task)) kill(task);
  }

  function kill(task: Task): void {
    const renderer = workers.members().find((candidate) => candidate.task === task);
    if (renderer) workers.kill(renderer);
  }

  /** Fails a task and lets its renderer finish, but not for long. */
  function cancel(task: Task): void {
    if (task.over()) return;
    task.giveUp(new Failure("ECANCELED", gone));
    clearTimeout(task.timer);
    if (queue.remove(task)) return;
    const left = Math.min(task.deadline - performance.now(), options.grace ?? usualGrace);
    task.timer = setTimeout(() => stop(task), left);
  }

  function overdue(task: Task, timeout: number): void {
    const seconds = Math.round(timeout / 100) / 10;
    if ((task.work?.milliseconds() ?? 0) >= options.timeout / 2) overruns.remember(task.job);
    task.giveUp(new Failure("ETIMEDOUT", `The image was not finished within ${seconds} seconds`));
    stop(task);
  }

  function enqueue(task: Task): void {
    admission.admit(task, idle().length > 0);
    workers.prefer(task);
    handOut();
  }

  return {
    run<K extends Job["do"]>(
      job: Extract<Job, { do: K }>,
      { signal, timeout = options.timeout, client, allow }: RunOptions = {},
    ): Promise<Results[K]> {
      if (closed) return Promise.reject(new Failure("EBUSY", "The server is stopping"));
      if (signal?.aborted) return Promise.reject(new Failure("ECANCELED", gone));
      const retryAfter = overruns.find(job);
      if (retryAfter !== undefined) {
        const message = "The image was not finished in time before, and is not tried again yet";
        return Promise.reject(new Failure("ETIMEDOUT", message, { retryAfter }));
      }
      let abort = () => {};
      const result = new Promise<Results[K]>((resolve, reject) => {
        const task = createTask(
          job,
          { timeout, client, allow },
          resolve as (result: unknown) => void,
          reject,
        );
        task.timer = setTimeout(() => overdue(task, timeout), timeout);
        abort = () => cancel(task);
        signal?.addEventListener("abort", abort);
        enqueue(task);
      });
      return result.finally(() => signal?.removeEventListener("abort", abort));
    },
    ready: () => workers.ready(),
    pids: () => workers.members().flatMap(({ process: { pid } }) => pid ?? []),
    statistics: () => ({
      waiting: queue.size,
      busy: workers.members().filter(({ task }) => task).length,
      ready: workers.members().filter(({ ready }) => ready).length,
      restarts: workers.restarts(),
      jobs,
      refused: admission.refused(),
    }),
    close() {
      closed = true;
      stopWatching();
      reserve.close();
      for (const task of [
        ...queue.clear(),
        ...workers.members().flatMap(({ task }) => task ?? []),
      ]) {
        clearTimeout(task.timer);
        task.giveUp(new Failure("EBUSY", "The server is stopping"));
      }
      workers.close();
    },
  };
}
