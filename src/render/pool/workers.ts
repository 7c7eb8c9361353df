import { createLru, type Lru } from "../../lru.ts";
import { assignment } from "./assignment.ts";
import type { PoolOptions } from "./pool-options.ts";
import { type RendererProcess, speakWith } from "./process.ts";
import type { Answer } from "./protocol.ts";
import type { Task } from "./task.ts";

/** A renderer and what it works on. */
export interface Renderer {
  process: RendererProcess;
  ready: boolean;
  task: Task | undefined;
  /** What it is to do after that, and was told of already. */
  next: Task | undefined;
  /** Whether it has loaded libvips. */
  hasVips: boolean;
  /** Whether its process has the low priority of a slow client's job. */
  givesWay: boolean;
  /** Whether it stands beside the others for a while. */
  readonly isReserve: boolean;
  /** Originals that it has decoded lately: it still has them in memory. */
  recent: Lru<true>;
  /** Names the pixels that it encoded last, or is about to. */
  pixelsKey: string | undefined;
}

/** The tasks that a renderer was told of. */
export function givenTo({ task, next }: Renderer): Task[] {
  return [task ?? [], next ?? []].flat();
}

interface WorkersOptions extends Pick<PoolOptions, "renderers" | "start" | "log" | "warn"> {
  /** What a renderer says of its task. */
  heard(renderer: Renderer, answer: Exclude<Answer, { ready: true } | { holds: number }>): void;
  /** A renderer has become ready; it has a task when it was started for one. */
  joined(renderer: Renderer): void;
  /** The process is gone; it may have had a task. */
  lost(renderer: Renderer): void;
}

/** So many renderers, whatever becomes of their processes. */
export interface Workers {
  /** Those that may be given work are ready and have no task. */
  members(): Renderer[];
  /** Puts renderers that have a task's original or its engine in memory first in line for work. */
  prefer(task: Pick<Task, "original" | "needsVips">): void;
  /** How well a task suits a renderer: best where it has resized the same, not at all where another has. */
  suitability(renderer: Renderer, task: Pick<Task, "original" | "pixelsKey">): number;
  /** Sends a renderer its task, and what it has to know of those that wait. */
  assign(renderer: Renderer, task: Task, waiting: readonly (readonly Task[])[]): void;
  /** Starts one more, which stays until it is dismissed or ends. */
  reinforce(): void;
  /** Ends a renderer that has no task, and starts none in its place. */
  dismiss(renderer: Renderer): void;
  /** Replaces a renderer that has no task. */
  retire(renderer: Renderer): void;
  /** Replaces a renderer that has no task by one that begins with this task. */
  replace(renderer: Renderer, task: Task): void;
  /** Replaces a renderer whatever it does. */
  kill(renderer: Renderer): void;
  /** Resolves when every renderer has said that it is ready. */
  ready(): Promise<void>;
  /** Processes started in place of others so far. */
  restarts(): number;
  close(): void;
}

/** A renderer that dies before it is ready this many times in a row is not started again at once. */
const startsBeforePause = 3;
const pauseMilliseconds = 5_000;

const rememberedOriginals = 32;

/** Starts renderer processes, and others in their place when they end. */
export function createWorkers(options: WorkersOptions): Workers {
  const workers = new Set<Renderer>();
  const whenReady: (() => void)[] = [];
  let restarts = 0;
  let failedStarts = 0;
  let closed = false;

  function start(task?: Task, isReserve = false): void {
    const process = speakWith(options.start(), {
      heard: (answer) => heard(renderer, answer),
      ended: (how) => ended(renderer, how),
      log: options.log,
    });
    const recent = createLru<true>(rememberedOriginals);
    const known = {
      next: undefined,
      hasVips: false,
      givesWay: false,
      isReserve,
      recent,
      pixelsKey: undefined,
    };
    const renderer: Renderer = { process, ready: false, task, ...known };
    workers.add(renderer);
  }

  function startAnother({ isReserve }: Renderer, task?: Task): void {
    if (closed) return;
    restarts += 1;
    start(task, isReserve);
  }

  function heard(renderer: Renderer, answer: Answer): void {
    // A process may end before its last words are read, and its task is another's then.
    if (!workers.has(renderer)) return;
    if ("ready" in answer) {
      renderer.ready = true;
      failedStarts = 0;
      if (allReady()) for (const resolve of whenReady.splice(0)) resolve();
      options.joined(renderer);
    } else if ("holds" in answer) {
      // It may have been given a task meanwhile.
      if (!renderer.task) refresh(renderer, answer.holds);
    } else {
      options.heard(renderer, answer);
    }
  }

  /** Nothing is wrong with the renderer, so this is no restart. */
  function refresh(renderer: Renderer, bytes: number): void {
    if (closed) return;
    options.log(`A renderer held ${Math.round(bytes / 1e6)} MB without work and is replaced`);
    workers.delete(renderer);
    renderer.process.end();
    start(undefined, renderer.isReserve);
  }

  function ended(renderer: Renderer, how: string): void {
    const known = workers.delete(renderer);
    options.lost(renderer);
    if (closed || !known) return;
    options.log(`A renderer ended (${how})`);
    // Where it is still needed it is started again.
    if (renderer.isReserve) return;
    if (!renderer.ready) noteFailedStart(how);
    if (failedStarts < startsBeforePause) startAnother(renderer);
    else setTimeout(() => startAnother(renderer), pauseMilliseconds);
  }

  /** Images wait in vain then, and nothing else says why. */
  function noteFailedStart(how: string): void {
    failedStarts += 1;
    if (failedStarts !== startsBeforePause) return;
    const seconds = pauseMilliseconds / 1_000;
    const again = `another is started every ${seconds} seconds`;
    options.warn?.(`Renderers end before they are ready (${how}): ${again}; see tintype doctor`);
  }

  function dismiss(renderer: Renderer): void {
    workers.delete(renderer);
    renderer.process.end();
  }

  function allReady(): boolean {
    return [...workers].filter(({ ready }) => ready).length >= options.renderers;
  }

  for (let i = 0; i < options.renderers; i += 1) start();

  return {
    members: () => [...workers],
    prefer({ original, needsVips }) {
      for (const renderer of [...workers]) {
        if (renderer.recent.peek(original)) continue;
        workers.delete(renderer);
        workers.add(renderer);
      }
      // Of the others, those first that need not load libvips for it, nor have loaded it in vain.
      for (const renderer of [...workers]) {
        if (renderer.recent.peek(original) || renderer.hasVips === needsVips) continue;
        workers.delete(renderer);
        workers.add(renderer);
      }
    },
    suitability({ recent, pixelsKey: own }, { original, pixelsKey }) {
      if (pixelsKey !== undefined && pixelsKey === own) return 2;
      const isElsewhere =
        pixelsKey !== undefined && [...workers].some((other) => other.pixelsKey === pixelsKey);
      return recent.peek(original) && !isElsewhere ? 1 : 0;
    },
    assign: ({ process }, task, waiting) => process.send(assignment(task, waiting.flat())),
    reinforce: () => start(undefined, true),
    dismiss,
    retire(renderer) {
      dismiss(renderer);
      startAnother(renderer);
    },
    replace(renderer, task) {
      dismiss(renderer);
      startAnother(renderer, task);
    },
    kill(renderer) {
      workers.delete(renderer);
      renderer.process.kill();
      startAnother(renderer);
    },
    ready: () => (allReady() ? Promise.resolve() : new Promise((done) => whenReady.push(done))),
    restarts: () => restarts,
    close() {
      closed = true;
      for (const { process } of workers) process.kill();
    },
  };
}
