import type { ChildProcess } from "node:child_process";
import { Failure } from "../../failure.ts";
import type { Done, Job, Results } from "./protocol.ts";
import { createQueue } from "./queue.ts";
import { createTask, type RunOptions, type Task } from "./task.ts";
import { createCrew, type Renderer } from "./workers.ts";

export interface PoolOptions {
  /** Renderer processes; at least 1. */
  renderers: number;
  /** Jobs that may wait; what has no room is an EBUSY failure. */
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
   * done in time is an ETIMEDOUT failure, and its process is killed. When a job settles, nothing
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

interface Statistics {
  /** Jobs that wait. */
  waiting: number;
  /** Renderers that work. */
  busy: number;
  /** Renderers that are warm, busy ones included. */
  ready: number;
  /** Processes that were started in place of others. */
  restarts: number;
  /** Jobs that renderers have answered. */
  jobs: number;
  /** Jobs that failed because too many waited. */
  refused: number;
}

/** Starting a process costs more than most renders: a cancelled one may finish. */
const usualGrace = 2_000;

function cancelled(): Failure {
  return new Failure("ECANCELED", "The client closed the request");
}

/** Starts renderer processes and hands them jobs, one each at a time. */
export function createPool(options: PoolOptions): Pool {
  const queue = createQueue<Task>();
  const crew = createCrew({
    renderers: options.renderers,
    start: options.start,
    log: options.log,
    heard,
    lost,
    joined,
  });
  const counts = { jobs: 0, refused: 0 };
  let closed = false;

  function heard(renderer: Renderer, answer: Done | { writes: number }): void {
    const { task } = renderer;
    if ("writes" in answer) {
      renderer.process.send({ write: task?.mayWrite(answer.writes) ?? false });
      return;
    }
    renderer.task = undefined;
    if ("failure" in answer && answer.suspect) {
      if (task && !task.over() && !task.retried) {
        task.retried = true;
        crew.replace(renderer, task);
        handOut();
        return;
      }
      crew.retire(renderer);
    } else if (answer.memory > options.highWater) {
      crew.retire(renderer);
    }
    counts.jobs += 1;
    task?.conclude(answer);
    handOut();
  }

  /** A renderer is ready; it may have been started for a task. */
  function joined(renderer: Renderer): void {
    if (renderer.task) give(renderer, renderer.task);
    handOut();
  }

  function give(renderer: Renderer, task: Task): void {
    renderer.task = task;
    renderer.recent.add(task.original);
    renderer.process.send(task.job);
  }

  /** The picture may not be to blame; when it kills a second process, it is. */
  function lost(task: Task): void {
    task.lost();
    if (task.over() || task.deaths > 1) {
      const why = "The renderer stopped while it made the picture";
      task.conclude({ failure: new Failure("EINTERNAL", why) });
    } else {
      queue.putBack(task);
      handOut();
    }
  }

  function handOut(): void {
    for (const renderer of idle()) {
      const task = queue.take(({ original }) => renderer.recent.has(original));
      if (!task) return;
      give(renderer, task);
    }
  }

  function idle(): Renderer[] {
    return crew.members().filter(({ ready, task }) => ready && !task);
  }

  /** Running WebAssembly heeds no message: only its whole process can be stopped. */
  function stop(task: Task): void {
    if (queue.remove(task)) return;
    const renderer = crew.members().find((candidate) => candidate.task === task);
    if (renderer) crew.kill(renderer);
  }

  /** Fails a task and lets its renderer finish, but not for long. */
  function cancel(task: Task): void {
    if (task.over()) return;
    task.giveUp(cancelled());
    clearTimeout(task.timer);
    if (queue.remove(task)) return;
    const left = Math.min(task.deadline - performance.now(), options.grace ?? usualGrace);
    task.timer = setTimeout(() => stop(task), left);
  }

  function overdue(task: Task, timeout: number): void {
    const seconds = Math.round(timeout / 100) / 10;
    task.giveUp(new Failure("ETIMEDOUT", `The picture was not finished within ${seconds} seconds`));
    stop(task);
  }

  function enqueue(task: Task): void {
    const bound = idle().length > 0 ? Number.POSITIVE_INFINITY : options.queue;
    const refused = queue.add(task, bound);
    if (refused) {
      counts.refused += 1;
      clearTimeout(refused.timer);
      refused.giveUp(new Failure("EBUSY", "Too many pictures are waiting to be made"));
    }
    crew.prefer(task.original);
    handOut();
  }

  return {
    run<K extends Job["do"]>(
      job: Extract<Job, { do: K }>,
      { signal, timeout = options.timeout, ...who }: RunOptions = {},
    ): Promise<Results[K]> {
      if (closed) return Promise.reject(new Failure("EBUSY", "The server is stopping"));
      if (signal?.aborted) return Promise.reject(cancelled());
      let abort = () => {};
      const result = new Promise<Results[K]>((resolve, reject) => {
        const task = createTask(
          job,
          { ...who, timeout },
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
    ready: () => crew.ready(),
    pids: () => crew.members().flatMap(({ process: { pid } }) => pid ?? []),
    statistics: () => ({
      waiting: queue.size,
      busy: crew.members().filter(({ task }) => task).length,
      ready: crew.members().filter(({ ready }) => ready).length,
      restarts: crew.restarts(),
      ...counts,
    }),
    close() {
      closed = true;
      for (const task of [...queue.clear(), ...crew.members().flatMap(({ task }) => task ?? [])]) {
        clearTimeout(task.timer);
        task.giveUp(new Failure("EBUSY", "The server is stopping"));
      }
      crew.close();
    },
  };
}
