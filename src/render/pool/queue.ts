import type { Job } from "./protocol.ts";

/** What the order of waiting jobs depends on. */
export interface Waiting {
  /** Who asks; all who do not say are one client. */
  client: string | undefined;
  kind: Job["do"];
  /** The original that the job reads. */
  original: string;
}

/**
 * Jobs that wait. The client that is charged least is the next, of equals the one whose turn it is;
 * within a client short jobs go first, then the oldest.
 */
export interface Queue<T extends Waiting> {
  readonly size: number;
  /**
   * Adds a task, where at most `bound` may wait. Returns the task that has no room: the newest of
   * the client with the most when the newcomer's has at least two fewer, or else the newcomer.
   */
  add(task: T, bound: number): T | undefined;
  /** Adds a task that was taken already: it is the next. */
  putBack(task: T): void;
  /**
   * Takes the next task, or of those close behind it of the same client the one that is preferred most.
   * @param preference how much a task is preferred: 0 for not at all
   * @param charge what a client is charged; undefined for one that has to wait
   */
  take(
    preference: (task: T) => number,
    charge?: (client: string | undefined) => number | undefined,
  ): T | undefined;
  /** Whether a client has something that waits. */
  waits(client: string | undefined): boolean;
  /** What waits, a line for each client, each in its order. */
  lines(): T[][];
  /** Takes a task out; false when it does not wait. */
  remove(task: T): boolean;
  /** Takes all tasks out. */
  clear(): T[];
}

/** A task in a client's line. */
interface Place<T> {
  task: T;
  rank: number;
  /** Counts arrivals. */
  arrived: number;
  /** How often a preferred task was taken before it. */
  passed: number;
}

interface Line<T> {
  client: string | undefined;
  places: Place<T>[];
}

/** Short jobs go first: a probe opens the way to all others, a measure to a render. */
const ranks: Partial<Record<Job["do"], number>> = { probe: 1, measure: 2 };
const lastRank = 3;

/** How far down a client's line a preferred task may stand. */
const lookAhead = 4;

/** How often a task lets preferred ones go first: one that is never preferred has its turn, too. */
const passesAtMost = 8;

export function createQueue<T extends Waiting>(): Queue<T> {
  /** The client whose turn it is comes first; none is empty. */
  const lines: Line<T>[] = [];
  let size = 0;
  let arrivals = 0;

  function lineOf(client: string | undefined): Line<T> | undefined {
    return lines.find((line) => line.client === client);
  }

  function join(task: T): void {
    let line = lineOf(task.client);
    if (!line) {
      line = { client: task.client, places: [] };
      lines.push(line);
    }
    const rank = ranks[task.kind] ?? lastRank;
    const behind = line.places.findIndex((place) => place.rank > rank);
    arrivals += 1;
    const place = { task, rank, arrived: arrivals, passed: 0 };
    line.places.splice(behind < 0 ? line.places.length : behind, 0, place);
    size += 1;
  }

  function leave(line: Line<T>, index: number): T | undefined {
    const [place] = line.places.splice(index, 1);
    if (place) size -= 1;
    if (line.places.length === 0) lines.splice(lines.indexOf(line), 1);
    return place?.task;
  }

  /** The task that gives way to one of this client. */
  function displace(client: string | undefined): T | undefined {
    const own = lineOf(client)?.places.length ?? 0;
    const [first] = lines;
    if (!first) return undefined;
    const longest = lines.reduce((a, b) => (b.places.length > a.places.length ? b : a), first);
    if (longest.places.length < own + 2) return undefined;
    const newest = longest.places.reduce((a, b) => (b.arrived > a.arrived ? b : a));
    return leave(longest, longest.places.indexOf(newest));
  }

  /** How far behind its first task a line's next one stands. */
  function preferred({ places }: Line<T>, preference: (task: T) => number): number {
    const [head] = places;
    if (!head || head.passed >= passesAtMost) return 0;
    const near = places.slice(0, lookAhead).filter(({ rank }) => rank === head.rank);
    const preferences = near.map(({ task }) => preference(task));
    return preferences.indexOf(Math.max(...preferences));
  }

  function cheapest(charge: (client: string | undefined) => number | undefined) {
    let best: { line: Line<T>; charged: number } | undefined;
    for (const line of lines) {
      const charged = charge(line.client);
      if (charged === undefined) continue;
      if (!best || charged < best.charged) best = { line, charged };
    }
    return best?.line;
  }

  return {
    get size() {
      return size;
    },

    add(task, bound) {
      let refused: T | undefined;
      if (size >= bound) {
        refused = displace(task.client);
        if (!refused) return task;
      }
      join(task);
      return refused;
    },

    putBack(task) {
      const line = lineOf(task.client) ?? { client: task.client, places: [] };
      if (line.places.length > 0) lines.splice(lines.indexOf(line), 1);
      lines.unshift(line);
      line.places.unshift({ task, rank: 0, arrived: 0, passed: 0 });
      size += 1;
    },

    take(preference, charge = () => 0) {
      const line = cheapest(charge);
      if (!line) return undefined;
      const index = preferred(line, preference);
      for (const place of line.places.slice(0, index)) place.passed += 1;
      const task = leave(line, index);
      const turn = lines.indexOf(line);
      if (turn >= 0) lines.push(...lines.splice(turn, 1));
      return task;
    },

    waits: (client) => lineOf(client) !== undefined,
    lines: () => lines.map(({ places }) => places.map(({ task }) => task)),

    remove(task) {
      const line = lineOf(task.client);
      const index = line?.places.findIndex((place) => place.task === task) ?? -1;
      if (line && index >= 0) leave(line, index);
      return index >= 0;
    },

    clear() {
      size = 0;
      return lines.splice(0).flatMap(({ places }) => places.map(({ task }) => task));
    },
  };
}
