import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { photo } from "../../support/pictures.ts";
import {
  closePools,
  failureOf,
  folder,
  plan,
  poolWith,
  render,
  renderJob,
  slow,
} from "../../support/renderers.ts";

const small = join(folder, "small.jpg");
const large = join(folder, "large.jpg");

beforeAll(async () => {
  writeFileSync(small, await photo(300, 200, { format: "jpeg" }));
  writeFileSync(large, await photo(3000, 2000, { format: "jpeg" }));
});

afterEach(closePools);

describe("clients", () => {
  test("take turns, however many pictures one of them asks for", async () => {
    const pool = await poolWith({ queue: 50 });
    const thumbnail = await plan(pool, small, "w-30");
    const order: string[] = [];
    const ask = async (client: string) => {
      await pool.run<"render">(renderJob(small, thumbnail), { client });
      order.push(client);
    };
    const crowd = Array.from({ length: 40 }, () => ask("crowd"));
    await Promise.all([...crowd, ask("late")]);
    expect(order.length).toBe(41);
    expect(order.indexOf("late")).toBeLessThan(3);
  });

  test("with many waiting pictures make room for others when the queue is full", async () => {
    const pool = await poolWith({ queue: 3 });
    const thumbnail = await plan(pool, small, "w-30");
    const ask = (client: string) => pool.run<"render">(renderJob(small, thumbnail), { client });
    const crowd = Array.from({ length: 4 }, () => ask("crowd"));
    const [late, again] = [ask("late"), ask("late")];
    const results = await Promise.allSettled([...crowd, late, again]);
    const states = results.map(({ status }) => status === "fulfilled");
    expect(states).toEqual([true, true, true, false, true, false]);
    expect(await failureOf(again)).toMatchObject({ code: "EBUSY" });
    expect(pool.statistics()).toMatchObject({ refused: 2, waiting: 0, busy: 0, jobs: 5 });
  });
});

describe("a picture that nobody waits for any more", () => {
  test("is not begun", async () => {
    const pool = await poolWith();
    const thumbnail = await plan(pool, small, "w-30");
    const first = pool.run<"render">(renderJob(small, thumbnail));
    const job = renderJob(small, thumbnail);
    const client = new AbortController();
    const second = failureOf(pool.run<"render">(job, { signal: client.signal }));
    expect(pool.statistics()).toMatchObject({ waiting: 1, busy: 1 });
    client.abort();
    expect(pool.statistics()).toMatchObject({ waiting: 0, busy: 1 });
    expect(await second).toMatchObject({ code: "ECANCELED", status: 499 });
    await first;
    const late = pool.run<"render">(job, { signal: client.signal });
    expect(await failureOf(late)).toMatchObject({ code: "ECANCELED" });
    expect(pool.statistics()).toMatchObject({ jobs: 2 });
    expect(existsSync(job.output)).toBe(false);
  });

  test("is not written, and its renderer goes on to the next", async () => {
    const pool = await poolWith({ grace: 20_000 });
    const pids = pool.pids();
    const job = renderJob(large, await plan(pool, large, "w-600,f-avif"));
    const client = new AbortController();
    const asked: number[] = [];
    const allow = (bytes: number) => void asked.push(bytes);
    const cancelled = failureOf(pool.run<"render">(job, { signal: client.signal, allow }));
    client.abort();
    expect(await cancelled).toMatchObject({ code: "ECANCELED" });
    expect(pool.statistics()).toMatchObject({ busy: 1 });
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
    expect(asked).toEqual([]);
    expect(existsSync(job.output)).toBe(false);
    expect(pool.pids()).toEqual(pids);
    expect(pool.statistics()).toMatchObject({ restarts: 0 });
  });

  test("is stopped with its renderer when it takes long", async () => {
    const pool = await poolWith({ grace: 200 });
    const pids = pool.pids();
    const job = renderJob(large, await plan(pool, large, slow));
    const client = new AbortController();
    const cancelled = failureOf(pool.run<"render">(job, { signal: client.signal }));
    client.abort();
    expect(await cancelled).toMatchObject({ code: "ECANCELED" });
    expect(pool.pids()).toEqual(pids);
    await Bun.sleep(400);
    expect(pool.pids()).not.toEqual(pids);
    await pool.ready();
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
    expect(existsSync(job.output)).toBe(false);
    expect(pool.statistics()).toMatchObject({ restarts: 1, ready: 1 });
  });

  test("has its renderer stopped at the deadline, whatever the grace", async () => {
    const pool = await poolWith({ grace: 20_000 });
    const pids = pool.pids();
    const job = renderJob(large, await plan(pool, large, slow));
    const client = new AbortController();
    const options = { signal: client.signal, timeout: 400 };
    const cancelled = failureOf(pool.run<"render">(job, options));
    client.abort();
    expect(await cancelled).toMatchObject({ code: "ECANCELED" });
    await Bun.sleep(600);
    expect(pool.pids()).not.toEqual(pids);
  });
});
