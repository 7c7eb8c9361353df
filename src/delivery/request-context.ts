/** One request on its way: who waits for it, and until when. Nothing is noted on it but its times. */
export interface RequestContext {
  /** The client that the work is counted for; undefined for the server's own requests. */
  readonly client: string | undefined;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal | undefined;
  /** Milliseconds that are left. */
  left(): number;
  readonly times: StageTimes;
  /** How many purges there had been: what was found before the next one may be gone after it. */
  readonly purgeEpoch: number;
}

/** How long the stages of a request took. */
interface StageTimes {
  add(stage: string, milliseconds: number): void;
  milliseconds(): Record<string, number>;
}

export function createRequestContext(
  { client, signal }: Partial<Pick<RequestContext, "client" | "signal">>,
  { timeout, purgeEpoch }: { timeout: number; purgeEpoch: number },
): RequestContext {
  const deadline = performance.now() + timeout;
  return {
    client,
    signal,
    left: () => deadline - performance.now(),
    times: createStageTimes(),
    purgeEpoch,
  };
}

function createStageTimes(): StageTimes {
  const times: Record<string, number> = {};
  return {
    add(stage, milliseconds) {
      times[stage] = (times[stage] ?? 0) + milliseconds;
    },
    milliseconds: () => times,
  };
}
