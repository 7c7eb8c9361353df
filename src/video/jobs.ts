import { Failure } from "../failure.ts";

/** A video that is being made. */
interface VideoJob {
  id: string;
  /** Path of the original, and what is made of it. */
  path: string;
  transformation: string;
  /** Milliseconds since 1970 when it was asked for. */
  since: number;
  state: "waiting" | "running";
  /** How much of it is done, from 0 to 1. */
  progress: number;
}

/** The videos that are being made, and a way to stop each. */
export interface VideoJobs {
  list(): VideoJob[];
  /** Whether there was such a job. */
  cancel(id: string): boolean;
  /**
   * Notes a job while its work goes on. EBUSY where it is stopped.
   * @param purged stops it as well, for the reason that it aborts with
   */
  run<T>(
    about: Pick<VideoJob, "path" | "transformation">,
    work: JobWork<T>,
    purged?: AbortSignal,
  ): Promise<T>;
  /** Stops all of them. */
  close(): void;
}

type JobWork<T> = (running: { signal: AbortSignal; progress(part: number): void }) => Promise<T>;

export function createVideoJobs(): VideoJobs {
  const jobs = new Map<string, { job: VideoJob; stop: AbortController }>();
  let started = 0;

  return {
    list: () => [...jobs.values()].map(({ job }) => ({ ...job })),

    cancel(id) {
      const found = jobs.get(id);
      found?.stop.abort(new Failure("EBUSY", "The video was stopped before it was made"));
      return found !== undefined;
    },

    async run(about, work, purged) {
      started += 1;
      const id = String(started);
      const stop = new AbortController();
      const job: VideoJob = { ...about, id, since: Date.now(), state: "waiting", progress: 0 };
      jobs.set(id, { job, stop });
      const progress = (part: number) => {
        job.state = "running";
        job.progress = Math.max(job.progress, part);
      };
      const signal = purged ? AbortSignal.any([stop.signal, purged]) : stop.signal;
      try {
        return await work({ signal, progress });
      } catch (error) {
        // To those who wait, the client that closed a request is another.
        throw signal.aborted ? signal.reason : error;
      } finally {
        jobs.delete(id);
      }
    },

    close() {
      const reason = new Failure("EBUSY", "The server is stopping");
      for (const { stop } of jobs.values()) stop.abort(reason);
    },
  };
}
