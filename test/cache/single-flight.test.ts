import { expect, test } from "bun:test";
import { createSingleFlight } from "../../src/cache/single-flight.ts";
import type { Failure } from "../../src/failure.ts";

const caught = (work: Promise<unknown>) => work.catch((error) => error) as Promise<Failure>;

/** Work that ends when it is told to, and says when it was stopped. */
function controlled() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const signals: AbortSignal[] = [];
  const work = (signal: AbortSignal) => {
    signals.push(signal);
    signal.addEventListener("abort", () => reject(signal.reason));
    return promise;
  };
  return { work, resolve, signals };
}

test("equal work under way is done once; finished work is done again", async () => {
  const flight = createSingleFlight<number>();
  let runs = 0;
  const work = async () => {
    runs += 1;
    await Bun.sleep(5);
    return runs;
  };
  expect(await Promise.all([flight("a", work), flight("a", work), flight("b", work)])).toEqual([
    2, 2, 2,
  ]);
  expect(await flight("a", work)).toBe(3);
});

test("a failure reaches everyone who waits and is not kept", async () => {
  const flight = createSingleFlight<string>();
  const fail = () => Promise.reject(new Error("broken"));
  const { signal } = new AbortController();
  const both = await Promise.allSettled([flight("a", fail), flight("a", fail, signal)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await flight("a", async () => "mended")).toBe("mended");
});

test("who leaves is let go at once, and the others get what they wait for", async () => {
  const flight = createSingleFlight<string>();
  const { work, resolve, signals } = controlled();
  const client = new AbortController();
  const left = caught(flight("a", work, client.signal));
  const stayed = flight("a", work, new AbortController().signal);
  client.abort();
  expect(await left).toMatchObject({ code: "ECANCELED", status: 499 });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  resolve("done");
  expect(await stayed).toBe("done");
});

test("work is stopped when the last one leaves, and whoever comes then starts it anew", async () => {
  const flight = createSingleFlight<string>();
  const { work, signals } = controlled();
  const clients = [new AbortController(), new AbortController()];
  const waiting = clients.map(({ signal }) => caught(flight("a", work, signal)));
  clients[0]?.abort();
  expect(signals[0]?.aborted).toBe(false);
  clients[1]?.abort();
  expect(signals[0]?.aborted).toBe(true);
  // Asked in the same tick: the stopped work has not failed yet.
  const fresh = flight("a", async () => "fresh");
  expect((await Promise.all(waiting)).map(({ code }) => code)).toEqual(["ECANCELED", "ECANCELED"]);
  expect(await fresh).toBe("fresh");
});

test("the end of stopped work does not end the work that took its place", async () => {
  const flight = createSingleFlight<string>();
  const stopped = controlled();
  const client = new AbortController();
  const left = caught(flight("a", stopped.work, client.signal));
  client.abort();
  const second = controlled();
  const first = flight("a", second.work);
  await left;
  await Bun.sleep(1);
  const joined = flight("a", async () => "a third");
  second.resolve("second");
  expect(await Promise.all([first, joined])).toEqual(["second", "second"]);
});

test("who waits without a signal never leaves", async () => {
  const flight = createSingleFlight<string>();
  const { work, resolve, signals } = controlled();
  const client = new AbortController();
  const steady = flight("a", work);
  const left = caught(flight("a", work, client.signal));
  client.abort();
  await left;
  expect(signals[0]?.aborted).toBe(false);
  resolve("done");
  expect(await steady).toBe("done");
});

test("who had left before asking starts nothing", async () => {
  const flight = createSingleFlight<string>();
  const { work, signals } = controlled();
  const error = await caught(flight("a", work, AbortSignal.abort()));
  expect(error).toMatchObject({ code: "ECANCELED" });
  expect(signals).toEqual([]);
});

test("leaving after the work has ended stops nothing", async () => {
  const flight = createSingleFlight<string>();
  const { work, resolve, signals } = controlled();
  const client = new AbortController();
  const answer = flight("a", work, client.signal);
  resolve("done");
  expect(await answer).toBe("done");
  client.abort();
  expect(signals[0]?.aborted).toBe(false);
});
