import type { Stage, Stages } from "../pool/protocol.ts";

/** Measures what the stages of one job take. */
export interface Stopwatch {
  /** Runs some work as part of a stage. What belongs to another stage inside it counts for that one. */
  time<T>(stage: Stage, work: () => T | Promise<T>): Promise<T>;
  /** Milliseconds of the stages that there were. */
  stages(): Stages;
}

export function createStopwatch(): Stopwatch {
  const stages: Stages = {};
  let inner = 0;
  return {
    async time(stage, work) {
      const before = inner;
      inner = 0;
      const start = performance.now();
      try {
        return await work();
      } finally {
        const elapsed = performance.now() - start;
        stages[stage] = (stages[stage] ?? 0) + elapsed - inner;
        inner = before + elapsed;
      }
    },
    stages: () => stages,
  };
}
