import { Failure } from "../../failure.ts";
import type { Overruns } from "./overruns.ts";
import type { PoolOptions } from "./pool-options.ts";
import type { Queue } from "./queue.ts";
import type { Task } from "./task.ts";
import type { Workers } from "./workers.ts";

interface EndingsOptions {
  timeout: PoolOptions["timeout"];
  grace: PoolOptions["grace"] | undefined;
  queue: Queue<Task>;
  workers: Workers;
  overruns: Overruns;
}

/** How tasks end that are not done. */
interface Endings {
  /** Fails a task whose client has gone and lets its renderer finish, but not for long. */
  cancel(task: Task): void;
  /** Fails a task whose time is over. @param timeout milliseconds that it had */
  overdue(task: Task, timeout: number): void;
  /** Stops a renderer that begins with a task which was given up. */
  limit(task: Task): void;
  /** Stops the renderer that works on a task. */
  kill(task: Task): void;
  /** Fails all of these, as there will be no renderers. */
  close(tasks: readonly Task[]): void;
}

/** Starting a process costs more than most renders: a cancelled one may finish. */
const usualGrace = 2_000;

export function cancelled(): Failure {
  return new Failure("ECANCELED", "The client closed the request");
}

export function stopping(): Failure {
  return new Failure("EBUSY", "The server is stopping");
}

export function createEndings(options: EndingsOptions): Endings {
  const { queue, workers, overruns, timeout: usualTimeout, grace = usualGrace } = options;

  /** Running WebAssembly heeds no message: only its whole process can be stopped. */
  function stop(task: Task): void {
    if (!queue.remove(task)) kill(task);
  }

  function kill(task: Task): void {
    const renderer = workers.members().find((candidate) => candidate.task === task);
    if (renderer) workers.kill(renderer);
  }

  function limit(task: Task): void {
    const left = Math.max(0, Math.min(task.deadline - performance.now(), grace));
    task.timer = setTimeout(() => stop(task), left);
  }

  return {
    cancel(task) {
      if (task.over()) return;
      task.giveUp(cancelled());
      clearTimeout(task.timer);
      if (!queue.remove(task)) limit(task);
    },
    overdue(task, timeout) {
      const seconds = Math.round(timeout / 100) / 10;
      const worked = task.work?.milliseconds() ?? 0;
      if (worked >= usualTimeout / 2) overruns.remember(task.job);
      task.giveUp(new Failure("ETIMEDOUT", `The image was not finished within ${seconds} seconds`));
      stop(task);
    },
    limit,
    kill,
    close(tasks) {
      for (const task of tasks) {
        clearTimeout(task.timer);
        task.giveUp(stopping());
      }
    },
  };
}
