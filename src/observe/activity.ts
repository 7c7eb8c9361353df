import { Failure } from "../failure.ts";
import { withoutSignatures } from "../url/without-signatures.ts";
import type { ServedRequest } from "./access-log.ts";

/** A request as the dashboard shows it. */
export interface SeenRequest {
  /** Rises by one with each request. */
  number: number;
  /** Milliseconds since 1970. */
  time: number;
  id: string;
  method: string;
  /** Path and query, signatures masked. */
  target: string;
  status: number;
  cache?: "memory" | "disk" | "miss" | "stale";
  /** Name of the origin that had the original. */
  origin?: string;
  bytes: number;
  milliseconds: number;
  /** Milliseconds by stage. */
  stages: Readonly<Record<string, number>>;
  /** Of the failure, as in `ik-error`. */
  code?: string;
}

/** Which requests are wanted. */
interface RequestFilter {
  /** Only those with a higher number. */
  after?: number | undefined;
  limit?: number | undefined;
  /** Only those that failed. */
  errors?: boolean | undefined;
  /** Only those that took half a second or more. */
  slow?: boolean | undefined;
}

export interface Activity {
  served(record: ServedRequest): void;
  /** The newest first, and the number of the last request. */
  read(wanted: RequestFilter): { requests: SeenRequest[]; last: number };
  /** The same as they come, as Server-Sent Events. EBUSY when too many listen. */
  stream(wanted: RequestFilter): ReadableStream<Uint8Array>;
  /** Ends all streams. */
  close(): void;
}

/** Requests that are remembered. */
const remembered = 1000;
/** Milliseconds from which a request is slow. */
const slowFrom = 500;
const listenersAtMost = 32;
/** Milliseconds between two events, and of silence until a sign of life is sent. */
const interval = 250;
const signOfLife = 15_000;
/** Requests in one event; a person reads no more. */
const eventAtMost = 100;

/** Remembers the last requests. */
export function createActivity(): Activity {
  const ring = new Array<ServedRequest | undefined>(remembered);
  const streams = new Set<() => void>();
  let last = 0;

  function read({ after = 0, limit = 100, errors, slow }: RequestFilter) {
    const requests: SeenRequest[] = [];
    const oldest = Math.max(after, last - remembered, 0);
    for (let number = last; number > oldest && requests.length < limit; number -= 1) {
      const noted = ring[number % remembered];
      if (!noted) break;
      const { status, milliseconds } = noted;
      if (errors && status < 400) continue;
      if (slow && milliseconds < slowFrom) continue;
      requests.push(requestOf(number, noted));
    }
    return { requests, last };
  }

  return {
    // On the way of every answer: what can wait until the dashboard reads is done then.
    served(record) {
      last += 1;
      ring[last % remembered] = record;
    },

    read,

    stream(wanted) {
      if (streams.size >= listenersAtMost) {
        throw new Failure("EBUSY", `At most ${listenersAtMost} may listen at a time`);
      }
      let after = wanted.after ?? last;
      let spoken = Date.now();
      const encoder = new TextEncoder();
      let end = () => {};
      return new ReadableStream<Uint8Array>({
        start(controller) {
          const send = (text: string) => {
            spoken = Date.now();
            controller.enqueue(encoder.encode(text));
          };
          const look = () => {
            // A client that does not read is not waited for.
            if ((controller.desiredSize ?? 0) < -eventAtMost) return end();
            const passed = last - after;
            const { requests } = read({ ...wanted, after, limit: eventAtMost });
            after = last;
            const missed = wanted.errors || wanted.slow ? 0 : passed - requests.length;
            const data = JSON.stringify({ requests, missed });
            if (requests.length > 0) send(`event: requests\nid: ${last}\ndata: ${data}\n\n`);
            else if (Date.now() - spoken >= signOfLife) send(": still here\n\n");
          };
          const timer = setInterval(look, interval);
          end = () => {
            clearInterval(timer);
            if (!streams.delete(end)) return;
            try {
              controller.close();
            } catch {
              // The client closed it first.
            }
          };
          streams.add(end);
          send("retry: 2000\n\n");
        },
        cancel: () => end(),
      });
    },

    close() {
      for (const end of streams) end();
    },
  };
}

function requestOf(number: number, record: ServedRequest): SeenRequest {
  const { time, id, method, target, status, cache, origin, bytes, milliseconds, stages, code } =
    record;
  return {
    number,
    time,
    id,
    method,
    target: withoutSignatures(target),
    status,
    ...(cache === undefined ? {} : { cache }),
    ...(origin === undefined ? {} : { origin }),
    bytes,
    milliseconds: tenths(milliseconds),
    stages: Object.fromEntries(Object.entries(stages).map(([name, ms]) => [name, tenths(ms)])),
    ...(code === undefined ? {} : { code }),
  };
}

function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
