import { afterEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPool, type Pool } from "../../../src/render/pool/pool.ts";
import type { Job } from "../../../src/render/pool/protocol.ts";
import { temporaryFolder } from "../../support/tintype.ts";

let pool: Pool | undefined;
afterEach(() => pool?.close());

/** A pool of one renderer that calls `heard` for every line; `told` are the jobs among them. */
function poolOf(heard: string): Pool {
  const code = `
    const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\\n");
    const done = (file) => say({ result: { file }, memory: 0, vips: false });
    const told = [];
    const heard = ${heard};
    require("node:readline").createInterface({ input: process.stdin }).on("line", (text) => {
      const line = JSON.parse(text);
      if (line.do) told.push(line.file);
      heard(line);
    });
    say({ ready: true });`;
  const start = () => spawn(process.execPath, ["-e", code], { stdio: ["pipe", "pipe", "pipe"] });
  const rest = { queue: 9, timeout: 60_000, highWater: 1e9, log() {} };
  pool = createPool({ renderers: 1, start, ...rest });
  return pool;
}

/** What matters of a job here is its file. */
const job = (file: string): Job & { do: "probe" } => ({ do: "probe", file });
const allowed = { allow: () => {} };

test("a renderer hears of its next job before it has finished the last", async () => {
  const busy = poolOf(`(line) => {
    if (told.length === 1 && line.do) say({ writes: 1 });
    if (told.length === 2) told.forEach(done);
  }`);
  const made = Promise.all([busy.run(job("a"), allowed), busy.run(job("b"), allowed)]);
  expect(await made).toMatchObject([{ file: "a" }, { file: "b" }]);
});

test("when it dies then, another does both, and only the job at work is counted as a death", async () => {
  const marker = join(temporaryFolder(), "died");
  const dying = poolOf(`(line) => {
    const { existsSync, writeFileSync } = require("node:fs");
    if (existsSync("${marker}")) return line.do && done(line.file);
    if (told.length === 1 && line.do) say({ writes: 1 });
    if (told.length < 2) return;
    writeFileSync("${marker}", "");
    process.kill(process.pid, "SIGKILL");
  }`);
  const made = Promise.all([dying.run(job("a"), allowed), dying.run(job("b"), allowed)]);
  expect(await made).toMatchObject([{ file: "a" }, { file: "b" }]);
  expect(dying.statistics().restarts).toBe(1);
});

test("one whose client has gone before it began is no one's any more, and the renderer lives on", async () => {
  const gone = join(temporaryFolder(), "gone");
  const busy = poolOf(`(line) => {
    if (told.length === 1 && line.do) say({ writes: 1 });
    if (told.length === 2 && line.do) {
      const look = setInterval(() => {
        if (!require("node:fs").existsSync("${gone}")) return;
        clearInterval(look);
        told.forEach(done);
      }, 5);
    }
    if (told.length === 3 && line.do) done(line.file);
  }`);
  const client = new AbortController();
  const first = busy.run(job("a"), allowed);
  const second = busy.run(job("b"), { ...allowed, signal: client.signal });
  const failed = second.catch(({ code }) => code);
  await busy.ready();
  while (busy.statistics().waiting > 0) await Bun.sleep(5);
  client.abort();
  expect(await failed).toBe("ECANCELED");
  writeFileSync(gone, "");
  expect(await first).toMatchObject({ file: "a" });
  expect(await busy.run(job("c"), allowed)).toMatchObject({ file: "c" });
  expect(busy.statistics().restarts).toBe(0);
});
