import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { closePools, failureOf, poolWith } from "../../support/renderers.ts";
import { temporaryFolder } from "../../support/tintype.ts";
import { jobOf, scriptedRenderer } from "./scripted-renderer.ts";

afterEach(closePools);

/** A pool of one renderer that does what a script says, in time. */
const poolOf = (heard: string) =>
  poolWith({ start: scriptedRenderer(heard), timeout: 60_000, highWater: 1e9 });

const allowed = { allow: () => {} };

test("a renderer hears of its next job before it has finished the last", async () => {
  const pool = await poolOf(`(line) => {
    if (told.length === 1 && line.do) say({ writes: 1 });
    if (told.length === 2) told.forEach((file) => done(file));
  }`);
  const made = Promise.all([pool.run(jobOf("a"), allowed), pool.run(jobOf("b"), allowed)]);
  expect(await made).toMatchObject([{ file: "a" }, { file: "b" }]);
});

test("when it dies then, another does both", async () => {
  const marker = join(temporaryFolder(), "died");
  const pool = await poolOf(`(line) => {
    if (existsSync("${marker}")) return line.do && done(line.file);
    if (told.length === 1 && line.do) say({ writes: 1 });
    if (told.length < 2) return;
    writeFileSync("${marker}", "");
    process.kill(pid, "SIGKILL");
  }`);
  const made = Promise.all([pool.run(jobOf("a"), allowed), pool.run(jobOf("b"), allowed)]);
  expect(await made).toMatchObject([{ file: "a" }, { file: "b" }]);
  expect(pool.statistics().restarts).toBe(1);
});

test("when two die so, the job at work is to blame, and not the one that they were told of", async () => {
  const pool = await poolOf(`(line) => {
    if (!line.do) return;
    if (told.length === 2) process.kill(pid, "SIGKILL");
    else if (line.file === "a") say({ writes: 1 });
    else done(line.file);
  }`);
  const first = failureOf(pool.run(jobOf("a"), allowed));
  const second = pool.run(jobOf("b"), allowed);
  expect(await first).toMatchObject({ code: "EINTERNAL" });
  expect(await second).toMatchObject({ file: "b" });
  expect(pool.statistics().restarts).toBe(2);
});

test("when it holds too much memory after the last, another does the next", async () => {
  const pool = await poolOf(`(line) => {
    if (!line.do) return;
    if (told.length === 2) done("a", 2e9);
    else if (line.file === "a") say({ writes: 1 });
    else done(line.file);
  }`);
  const before = pool.pids();
  const made = Promise.all([pool.run(jobOf("a"), allowed), pool.run(jobOf("b"), allowed)]);
  expect(await made).toMatchObject([{ file: "a" }, { file: "b" }]);
  expect(pool.pids()).not.toEqual(before);
  expect(pool.statistics()).toMatchObject({ restarts: 1, jobs: 2, waiting: 0, busy: 0 });
});

/** Finishes nothing that it was told of until a file is there. */
const untilThere = (marker: string) => `(line) => {
  if (!line.do) return;
  if (existsSync("${marker}")) return done(line.file);
  if (told.length > 1) return;
  say({ writes: 1 });
  const look = setInterval(() => {
    if (!existsSync("${marker}")) return;
    clearInterval(look);
    told.forEach((file) => done(file));
  }, 5);
}`;

test("one whose client has gone before it began is no one's any more, and the renderer lives on", async () => {
  const gone = join(temporaryFolder(), "gone");
  const pool = await poolOf(untilThere(gone));
  const client = new AbortController();
  const first = pool.run(jobOf("a"), allowed);
  const second = failureOf(pool.run(jobOf("b"), { ...allowed, signal: client.signal }));
  while (pool.statistics().waiting > 0) await Bun.sleep(5);
  client.abort();
  expect(await second).toMatchObject({ code: "ECANCELED" });
  writeFileSync(gone, "");
  expect(await first).toMatchObject({ file: "a" });
  expect(await pool.run(jobOf("c"), allowed)).toMatchObject({ file: "c" });
  expect(pool.statistics().restarts).toBe(0);
});

test("one whose time is over before it began fails, and the one at work does not", async () => {
  const late = join(temporaryFolder(), "late");
  const pool = await poolOf(untilThere(late));
  const first = pool.run(jobOf("a"), allowed);
  const second = failureOf(pool.run(jobOf("b"), { ...allowed, timeout: 1_000 }));
  expect(await second).toMatchObject({ code: "ETIMEDOUT" });
  writeFileSync(late, "");
  expect(await first).toMatchObject({ file: "a" });
});
