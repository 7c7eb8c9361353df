import { Failure } from "../failure.ts";

/** Work that may be stopped: the signal aborts when no caller waits for it any more. */
type Work<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Asks for a piece of work. ECANCELED at once when `signal` aborts; a caller without a signal waits to
 * the end.
 */
type SingleFlight<T> = (key: string, work: Work<T>, signal?: AbortSignal) => Promise<T>;

interface Flight<T> {
  result: Promise<T>;
  waiting: number;
  stop: AbortController;
}

/**
 * Shares one piece of work among all who ask for the same thing while it is under way. When the
 * last of them has gone, it is stopped, and the next caller starts it anew.
 */
export function createSingleFlight<T>(): SingleFlight<T> {
  const flights = new Map<string, Flight<T>>();

  function start(key: string, work: Work<T>): Flight<T> {
    const stop = new AbortController();
    const result = work(stop.signal);
    const flight = { result, waiting: 0, stop };
    flights.set(key, flight);
    const land = () => forget(key, flight);
    // Also hears the failure of work that no caller waits for any more.
    result.then(land, land);
    return flight;
  }

  function forget(key: string, flight: Flight<T>): void {
    // The key may belong to fresh work by now.
    if (flights.get(key) === flight) flights.delete(key);
  }

  function leave(key: string, flight: Flight<T>): void {
    flight.waiting -= 1;
    if (flight.waiting > 0) return;
    forget(key, flight);
    flight.stop.abort(gone());
  }

  return (key, work, signal) => {
    if (signal?.aborted) return Promise.reject(gone());
    const flight = flights.get(key) ?? start(key, work);
    flight.waiting += 1;
    if (!signal) return flight.result;
    return new Promise<T>((resolve, reject) => {
      const abort = () => {
        leave(key, flight);
        reject(gone());
      };
      signal.addEventListener("abort", abort, { once: true });
      flight.result.finally(() => signal.removeEventListener("abort", abort)).then(resolve, reject);
    });
  };
}

/** The failure of those who did not wait for their answer. */
function gone(): Failure {
  return new Failure("ECANCELED", "The client closed the request");
}
