import { afterEach, expect, test } from "bun:test";
import { createRest } from "../../../src/render/engine/memory/rest.ts";
import { closePools, poolWith } from "../../support/renderers.ts";
import { jobOf, scriptedRenderer } from "./scripted-renderer.ts";

afterEach(closePools);

test("a renderer that holds much without work is replaced, which counts as no restart", async () => {
  const pool = await poolWith({
    start: scriptedRenderer(`(line) => {
      done(line.file);
      setTimeout(() => say({ holds: 3e8 }), 20);
    }`),
  });
  const before = pool.pids();
  await pool.run(jobOf("a"));
  while (pool.pids()[0] === before[0]) await Bun.sleep(20);
  await pool.ready();
  expect(pool.statistics()).toMatchObject({ restarts: 0, ready: 1 });
  expect(await pool.run(jobOf("b"))).toMatchObject({ file: "b" });
});

test("one that was given a job meanwhile does it", async () => {
  const pool = await poolWith({
    start: scriptedRenderer(`(line) => {
      say({ holds: 3e8 });
      setTimeout(() => done(line.file), 50);
    }`),
  });
  const [pid] = pool.pids();
  expect(await pool.run(jobOf("a"))).toMatchObject({ pid });
});

test("a renderer tells what it holds when it holds much more than at its start, and has no job", async () => {
  const megabyte = 1024 ** 2;
  const told: number[] = [];
  let held = 100 * megabyte;
  const rest = createRest({ tell: (bytes) => told.push(bytes), held: () => held, milliseconds: 1 });
  rest.begin();
  await Bun.sleep(20);
  held = 300 * megabyte;
  rest.begin();
  rest.end();
  await Bun.sleep(20);
  expect(told).toEqual([]);
  rest.begin();
  while (told.length === 0) await Bun.sleep(5);
  expect(told).toEqual([held]);
});
