import { afterEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { createRest } from "../../../src/render/engine/memory/rest.ts";
import { createPool, type Pool } from "../../../src/render/pool/pool.ts";

let pool: Pool | undefined;
afterEach(() => pool?.close());

/** A pool whose renderer does what a script says when it is ready. */
function poolOf(script: string): Pool {
  const code = `
    const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\\n");
    process.stdin.on("end", () => process.exit(0));
    say({ ready: true });
    ${script}`;
  const start = () => spawn(process.execPath, ["-e", code], { stdio: ["pipe", "pipe", "pipe"] });
  const rest = { queue: 9, timeout: 30_000, highWater: 1e9, log() {} };
  pool = createPool({ renderers: 1, start, ...rest });
  return pool;
}

test("a renderer that holds much without work is replaced, which counts as no restart", async () => {
  const resting = poolOf("setTimeout(() => say({ holds: 3e8 }), 50)");
  const before = resting.pids();
  while (resting.pids()[0] === before[0]) await Bun.sleep(20);
  await resting.ready();
  expect(resting.statistics()).toMatchObject({ restarts: 0, ready: 1 });
});

test("one that was given a job meanwhile does it", async () => {
  const busy = poolOf(`process.stdin.on("data", () => {
    say({ holds: 3e8 });
    setTimeout(() => say({ result: { pid: process.pid }, memory: 0, vips: false }), 50);
  })`);
  await busy.ready();
  const [pid] = busy.pids();
  expect(await busy.run<"probe">({ do: "probe", file: "a" })).toMatchObject({ pid });
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
