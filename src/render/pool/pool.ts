import { Failure } from "../../failure.ts";
import { createAccounts } from "./accounts.ts";
import { createAdmission } from "./admission.ts";
import { cancelled, createEndings, stopping } from "./endings.ts";
import { createOverruns } from "./overruns.ts";
import type { PoolOptions } from "./pool-options.ts";
import { giveWay } from "./priority.ts";
import type { Done, Job, Results } from "./protocol.ts";
import { createQueue } from "./queue.ts";
import { createReserve } from "./reserve.ts";
import { createShares } from "./shares.ts";
import type { Statistics } from "./statistics.ts";
import { createTask, type RunOptions, type Task } from "./task.ts";
import { createWorkers, givenTo, type Renderer } from "./workers.ts";

export type { PoolOptions };

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

/** How often jobs that wait are looked at while no renderer becomes free. */
const watchMilliseconds = 100;

/** Starts renderer processes and hands them jobs, one each at a time. */
export function createPool(options: PoolOptions): Pool {
  const { renderers, queue: bound, start, log, warn } = options;
  const queue = createQueue<Task>();
  const accounts = createAccounts();
  const overruns = createOverruns();
  const workers = createWorkers({ renderers, start, log, warn, heard, lost, joined });
  const shares = createShares({ workers, accounts, renderers });
  const reserve = createReserve({ workers, accounts, renderers });
  const admission = createAdmission({ queue, accounts, renderers, bound });
  const endings = createEndings({
    timeout: options.timeout,
    grace: options.grace,
    queue,
    workers,
    overruns,
  });
  let jobs = 0;
  let closed = false;
  let watch: NodeJS.Timeout | undefined;

  function heard(renderer: Renderer, answer: Done | { writes: number }): void {
    const { task } = renderer;
    if ("writes" in answer) {
      const write = task?.mayWrite(answer.writes) ?? false;
      renderer.process.send({ write });
      // What is left of its job is short: it need not wait to hear of the next one.
      if (write) tellNext(renderer);
      return;
    }
    renderer.task = undefined;
    task?.work?.end();
    renderer.hasVips = answer.vips;
    const isSuspect = "failure" in answer && answer.suspect;
    const isFull = !isSuspect && answer.memory > options.highWater;
    if (isSuspect || isFull) takeBack(renderer);
    if (isSuspect && task && !task.over() && !task.retried) {
      task.retried = true;
      workers.replace(renderer, task);
      handOut();
      return;
    }
    if (isSuspect || isFull) workers.retire(renderer);
    else beginNext(renderer);
    jobs += 1;
    task?.conclude(answer);
    if (task) admission.review(task.client);
    handOut();
  }

  function tellNext(renderer: Renderer): void {
    const next = reserve.mayWork(renderer) ? take(renderer) : undefined;
    if (!next) return;
    renderer.next = next;
    renderer.pixelsKey = next.pixelsKey;
    workers.assign(renderer, next, queue.lines());
  }

  function beginNext(renderer: Renderer): void {
    const { next } = renderer;
    renderer.next = undefined;
    if (!next) return;
    begin(renderer, next);
    if (next.over()) endings.limit(next);
  }

  /** The renderer will do nothing more. */
  function takeBack(renderer: Renderer): void {
    const { next } = renderer;
    if (!next) return;
    renderer.next = undefined;
    // It was told of it, and would begin.
    renderer.process.kill();
    if (!next.over()) queue.putBack(next);
  }

  /** A renderer is ready; it may have been started for a task. */
  function joined(renderer: Renderer): void {
    if (renderer.task) give(renderer, renderer.task);
    handOut();
  }

  function give(renderer: Renderer, task: Task): void {
    begin(renderer, task);
    const assign = () => renderer.task === task && workers.assign(renderer, task, queue.lines());
    // What a page asks for at once comes in one turn: the renderer is told of all of it.
    if (task.isNew) setImmediate(assign);
    else assign();
  }

  function begin(renderer: Renderer, task: Task): void {
    renderer.task = task;
    renderer.recent.set(task.original, true);
    renderer.pixelsKey = task.pixelsKey;
    giveWay(renderer, accounts.isSlow(task.client));
    task.work = accounts.begin(task.client, task.kind);
  }

  /** The image may not be to blame; when it kills a second process, it is. */
  function lost(renderer: Renderer): void {
    takeBack(renderer);
    const { task } = renderer;
    task?.work?.end();
    task?.lost();
    if (task && (task.over() || task.deaths > 1)) {
      const why = "The renderer stopped while it made the image";
      task.conclude({ failure: new Failure("EINTERNAL", why) });
    } else if (task) {
      queue.putBack(task);
    }
    // One that was stopped for another's task had not ended when all were told.
    if (closed) endings.close(queue.clear());
    else handOut();
  }

  function handOut(): void {
    for (const renderer of idle()) {
      const task = take(renderer);
      if (!task) break;
      give(renderer, task);
    }
    if (queue.size > 0) watch ??= setInterval(lookAfterWaiting, watchMilliseconds);
    else stopWatching();
  }

  function take(renderer: Renderer): Task | undefined {
    return queue.take(
      (task) => workers.suitability(renderer, task),
      (client) => (shares.mayBegin(client) ? accounts.charged(client) : undefined),
    );
  }

  function stopWatching(): void {
    clearInterval(watch);
    watch = undefined;
  }

  /** A client that may not have the last renderer may when the others have gone. */
  function lookAfterWaiting(): void {
    reserve.call();
    // Which job is a slow client's shows only while it goes on.
    for (const renderer of workers.members()) {
      if (renderer.task && accounts.isSlow(renderer.task.client)) giveWay(renderer, true);
    }
    const first = queue.lines().flatMap(([task]) => task ?? []);
    const task = shares.toInterrupt(first);
    if (task) {
      task.interrupted = true;
      endings.kill(task);
    }
    handOut();
  }

  function idle(): Renderer[] {
    const free = ({ ready, task }: Renderer) => ready && !task;
    return workers.members().filter((member) => free(member) && reserve.mayWork(member));
  }

  function enqueue(task: Task): void {
    admission.admit(task, idle().length > 0);
    workers.prefer(task);
    handOut();
    task.isNew = false;
  }

  return {
    run<K extends Job["do"]>(
      job: Extract<Job, { do: K }>,
      { signal, timeout = options.timeout, client, allow }: RunOptions = {},
    ): Promise<Results[K]> {
      if (closed) return Promise.reject(stopping());
      if (signal?.aborted) return Promise.reject(cancelled());
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
        task.timer = setTimeout(() => endings.overdue(task, timeout), timeout);
        abort = () => endings.cancel(task);
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
      endings.close([...queue.clear(), ...workers.members().flatMap(givenTo)]);
      workers.close();
    },
  };
}
