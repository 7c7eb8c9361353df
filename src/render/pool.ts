import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { Failure } from "../failure.ts";
import type { Answer, Job, Results } from "./job.ts";

export interface PoolOptions {
  /** Renderer processes; at least 1. */
  renderers: number;
  /** Jobs that may wait; one more is an EBUSY failure. */
  queue: number;
  /** Milliseconds for a job, waiting included, where it asks for no less. */
  timeout: number;
  /** Resident bytes above which a process is replaced, since WebAssembly memory never shrinks. */
  highWater: number;
  start(): ChildProcess;
  /** What a renderer says on standard error, and what becomes of it. */
  log(message: string): void;
}

export interface Pool {
  /**
   * Runs a job when its turn comes. Probes go before renders: they are short. A job that is not
   * done after `timeout` milliseconds is an ETIMEDOUT failure, and its process is killed.
   */
  run<K extends Job["do"]>(job: Extract<Job, { do: K }>, timeout?: number): Promise<Results[K]>;
  /** Resolves when every renderer has said that it is ready. */
  ready(): Promise<void>;
  /** Process ids, for those who watch. */
  pids(): number[];
  close(): void;
}

interface Task {
  job: Job;
  /** How often a renderer died under it. */
  deaths: number;
  timer: NodeJS.Timeout | undefined;
  resolve(result: Results[Job["do"]]): void;
  reject(failure: Failure): void;
}

interface Renderer {
  process: ChildProcess;
  ready: boolean;
  task: Task | undefined;
  /** Originals that it has decoded lately, the newest last: it still has them in memory. */
  recent: Set<string>;
}

/** A renderer that dies before it is ready this many times in a row is not started again at once. */
const startsBeforePause = 3;
const pause = 5_000;

/** How far down the queue a renderer may look for an original that it has in memory. */
const lookAhead = 4;
const rememberedOriginals = 32;

function originalOf(job: Job): string {
  return "file" in job ? job.file : (job.files[""] ?? "");
}

/** Starts renderer processes and hands them jobs, one each at a time. */
export function createPool(options: PoolOptions): Pool {
  const renderers = new Set<Renderer>();
  const waiting: Task[] = [];
  const whenReady: (() => void)[] = [];
  let failedStarts = 0;
  let closed = false;

  function startRenderer(): void {
    const renderer: Renderer = {
      process: options.start(),
      ready: false,
      task: undefined,
      recent: new Set(),
    };
    const { stdin, stdout, stderr } = renderer.process;
    if (!stdin || !stdout || !stderr) throw new Error("A renderer needs pipes");
    renderers.add(renderer);
    stdin.on("error", () => {}); // A dead process is dealt with when it exits.
    createInterface({ input: stdout }).on("line", (line) => heard(renderer, line));
    createInterface({ input: stderr }).on("line", options.log);
    renderer.process.on("error", (error) => options.log(error.message));
    renderer.process.on("exit", (code, signal) => died(renderer, signal ?? `code ${code}`));
  }

  function heard(renderer: Renderer, line: string): void {
    const answer = JSON.parse(line) as Answer;
    if ("ready" in answer) {
      renderer.ready = true;
      failedStarts = 0;
      if (allReady()) for (const resolve of whenReady.splice(0)) resolve();
    } else {
      const task = release(renderer);
      clearTimeout(task?.timer);
      if ("failure" in answer) {
        task?.reject(new Failure(answer.failure.code, answer.failure.message));
      } else {
        task?.resolve(answer.result);
      }
      if (answer.memory > options.highWater) retire(renderer);
    }
    handOut();
  }

  function allReady(): boolean {
    return [...renderers].filter(({ ready }) => ready).length >= options.renderers;
  }

  function release(renderer: Renderer): Task | undefined {
    const { task } = renderer;
    renderer.task = undefined;
    return task;
  }

  function retire(renderer: Renderer): void {
    renderers.delete(renderer);
    renderer.process.stdin?.end();
    startRenderer();
  }

  function died(renderer: Renderer, how: string): void {
    const task = release(renderer);
    const retired = !renderers.delete(renderer);
    if (closed || (retired && !task)) return;
    options.log(`A renderer ended (${how})`);
    if (task) retry(task);
    if (!renderer.ready) failedStarts += 1;
    if (failedStarts < startsBeforePause) startRenderer();
    else setTimeout(() => !closed && startRenderer(), pause);
  }

  /** The picture may not be to blame; when it kills a second process, it is. */
  function retry(task: Task): void {
    task.deaths += 1;
    if (task.deaths < 2) {
      waiting.unshift(task);
    } else {
      clearTimeout(task.timer);
      task.reject(new Failure("EINTERNAL", "The renderer stopped while it made the picture"));
    }
    handOut();
  }

  function handOut(): void {
    for (const renderer of renderers) {
      if (!renderer.ready || renderer.task) continue;
      const task = takeFor(renderer);
      if (!task) return;
      renderer.task = task;
      remember(renderer, originalOf(task.job));
      renderer.process.stdin?.write(`${JSON.stringify(task.job)}\n`);
    }
  }

  /** Puts renderers that have an original in memory first in line for work. */
  function preferKnowing(original: string): void {
    for (const renderer of [...renderers]) {
      if (renderer.recent.has(original)) continue;
      renderers.delete(renderer);
      renderers.add(renderer);
    }
  }

  /** The next task, or one close behind it whose original the renderer has in memory. */
  function takeFor({ recent }: Renderer): Task | undefined {
    const near = waiting.slice(0, lookAhead);
    const known = near.findIndex(({ job }) => recent.has(originalOf(job)));
    return waiting.splice(Math.max(0, known), 1)[0];
  }

  function remember({ recent }: Renderer, original: string): void {
    recent.delete(original);
    recent.add(original);
    for (const oldest of recent) {
      if (recent.size <= rememberedOriginals) return;
      recent.delete(oldest);
    }
  }

  /** Running WebAssembly heeds no message: only its whole process can be stopped. */
  function overdue(task: Task, timeout: number): void {
    const seconds = Math.round(timeout / 100) / 10;
    task.reject(new Failure("ETIMEDOUT", `The picture was not finished within ${seconds} seconds`));
    if (waiting.includes(task)) {
      waiting.splice(waiting.indexOf(task), 1);
      return;
    }
    const renderer = [...renderers].find((candidate) => candidate.task === task);
    if (!renderer) return;
    release(renderer);
    renderers.delete(renderer);
    renderer.process.kill("SIGKILL");
    startRenderer();
  }

  for (let i = 0; i < options.renderers; i += 1) startRenderer();

  return {
    run<K extends Job["do"]>(
      job: Extract<Job, { do: K }>,
      timeout = options.timeout,
    ): Promise<Results[K]> {
      if (closed) return Promise.reject(new Failure("EBUSY", "The server is stopping"));
      const idle = [...renderers].some(({ ready, task }) => ready && !task);
      if (!idle && waiting.length >= options.queue) {
        return Promise.reject(new Failure("EBUSY", "Too many pictures are waiting to be made"));
      }
      return new Promise((resolve, reject) => {
        const task: Task = {
          job,
          deaths: 0,
          timer: undefined,
          resolve: resolve as Task["resolve"],
          reject,
        };
        task.timer = setTimeout(() => overdue(task, timeout), timeout);
        if (job.do === "probe") waiting.unshift(task);
        else waiting.push(task);
        preferKnowing(originalOf(job));
        handOut();
      });
    },
    ready: () => (allReady() ? Promise.resolve() : new Promise((done) => whenReady.push(done))),
    pids: () => [...renderers].flatMap(({ process: { pid } }) => pid ?? []),
    close() {
      closed = true;
      for (const task of waiting.splice(0)) {
        clearTimeout(task.timer);
        task.reject(new Failure("EBUSY", "The server is stopping"));
      }
      for (const renderer of renderers) {
        clearTimeout(renderer.task?.timer);
        renderer.process.kill("SIGKILL");
      }
    },
  };
}
