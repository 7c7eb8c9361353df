import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure } from "../../../src/failure.ts";
import { photo } from "../../support/pictures.ts";
import {
  closePools,
  failureOf,
  folder,
  plan,
  poolWith,
  render,
  renderJob,
  startRenderer,
} from "../../support/renderers.ts";

const small = join(folder, "small.jpg");

beforeAll(async () => {
  writeFileSync(small, await photo(300, 200, { format: "jpeg" }));
});

afterEach(closePools);

describe("a finished picture", () => {
  test("is written after its length was allowed", async () => {
    const pool = await poolWith();
    const job = renderJob(small, await plan(pool, small, "w-30"));
    const asked: [bytes: number, exists: boolean][] = [];
    const allow = (bytes: number) => void asked.push([bytes, existsSync(job.output)]);
    const { bytes } = await pool.run<"render">(job, { allow });
    expect(asked).toEqual([[bytes, false]]);
    expect(readFileSync(job.output).length).toBe(bytes);
  });

  test("is dropped when there is no room, and the next one is made", async () => {
    const pool = await poolWith();
    const pids = pool.pids();
    const thumbnail = await plan(pool, small, "w-30");
    const drawing = join(folder, "drawing.svg");
    writeFileSync(drawing, '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const full = new Failure("ELIMIT", "It is larger than the cache");
    const allow = () => {
      throw full;
    };
    const refused = renderJob(small, thumbnail);
    expect(await failureOf(pool.run<"render">(refused, { allow }))).toBe(full);
    const clean = { do: "sanitise", file: drawing, output: join(folder, "clean.svg") } as const;
    expect(await failureOf(pool.run<"sanitise">(clean, { allow }))).toBe(full);
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
    expect(existsSync(refused.output)).toBe(false);
    expect(existsSync(clean.output)).toBe(false);
    expect(pool.pids()).toEqual(pids);
  });

  test("that cannot be written is a fault of the server, not of the picture", async () => {
    const pool = await poolWith();
    const job = renderJob(small, await plan(pool, small, "w-30"));
    const output = join(folder, "missing", "out");
    const failed = await failureOf(pool.run<"render">({ ...job, output }));
    expect(failed).toMatchObject({ code: "EINTERNAL" });
  });

  test("is not written when whoever would allow it is gone", async () => {
    const renderer = startRenderer();
    try {
      const lines = createInterface({ input: renderer.stdout })[Symbol.asyncIterator]();
      expect((await lines.next()).value).toBe('{"ready":true}');
      const file = join(folder, "drawing.svg");
      const output = join(folder, "orphan.svg");
      writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg"/>');
      const ended = once(renderer, "exit");
      renderer.stdin.write(`${JSON.stringify({ do: "sanitise", file, output })}\n`);
      expect(JSON.parse((await lines.next()).value ?? "")).toEqual({ writes: expect.any(Number) });
      renderer.stdin.end();
      expect(await ended).toEqual([0, null]);
      expect(existsSync(output)).toBe(false);
    } finally {
      renderer.kill();
    }
  });

  test("is not written when its client leaves before it may be", async () => {
    const pool = await poolWith();
    const job = renderJob(small, await plan(pool, small, "w-30"));
    const client = new AbortController();
    const options = { signal: client.signal, allow: () => client.abort() };
    const cancelled = await failureOf(pool.run<"render">(job, options));
    expect(cancelled).toMatchObject({ code: "ECANCELED" });
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
    expect(existsSync(job.output)).toBe(false);
  });

  test("is written to its end before a client who left is told", async () => {
    const pool = await poolWith();
    const job = renderJob(small, await plan(pool, small, "w-300"));
    const client = new AbortController();
    let allowed = 0;
    const allow = (bytes: number) => {
      allowed = bytes;
      queueMicrotask(() => client.abort());
    };
    const cancelled = await failureOf(pool.run<"render">(job, { signal: client.signal, allow }));
    expect(cancelled).toMatchObject({ code: "ECANCELED" });
    expect(statSync(job.output).size).toBe(allowed);
  });
});
