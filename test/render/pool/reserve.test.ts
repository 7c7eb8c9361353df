import { afterEach, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createReserve } from "../../../src/render/pool/reserve.ts";
import type { Renderer } from "../../../src/render/pool/workers.ts";
import { closePools, failureOf, poolWith } from "../../support/renderers.ts";
import { temporaryFolder } from "../../support/tintype.ts";
import { jobOf, scriptedRenderer } from "./scripted-renderer.ts";

afterEach(closePools);

/** Does everything at once but what is called slow: that waits for a file. */
const slowUntilThere = (marker: string) => `(line) => {
  if (line.file !== "slow") return done(line.file);
  const look = setInterval(() => {
    if (!existsSync("${marker}")) return;
    clearInterval(look);
    done(line.file);
  }, 5);
}`;

test("while a slow client holds the only renderer, another works for those who wait, and only then", async () => {
  const marker = join(temporaryFolder(), "enough");
  const pool = await poolWith({ start: scriptedRenderer(slowUntilThere(marker)) });
  const [only] = pool.pids();
  const slow = pool.run(jobOf("slow"), { client: "slow" });
  for (let i = 0; i < 3; i += 1) {
    const quick = await pool.run(jobOf("quick"), { client: "quick" });
    expect(quick).not.toMatchObject({ pid: only });
  }
  expect(pool.pids().length).toBe(2);
  writeFileSync(marker, "");
  expect(await slow).toMatchObject({ pid: only });
  for (let i = 0; i < 3; i += 1) {
    expect(await pool.run(jobOf("quick"), { client: "quick" })).toMatchObject({ pid: only });
  }
  expect(pool.statistics().restarts).toBe(0);
});

test("one that dies as it starts is not started again and again", async () => {
  const first = scriptedRenderer(slowUntilThere("/never"));
  let starts = 0;
  let startedAt = 0;
  const pool = await poolWith({
    start() {
      starts += 1;
      if (starts === 1) return first();
      startedAt ||= performance.now();
      return spawn(process.execPath, ["-e", "process.exit(1)"]);
    },
  });
  const jobs = ["slow", "quick"].map((name) => failureOf(pool.run(jobOf(name), { client: name })));
  while (starts < 2) await Bun.sleep(10);
  // It would have been started ten times.
  await Bun.sleep(1_000);
  expect(starts).toBeLessThan(3 + (performance.now() - startedAt) / 5_000);
  pool.close();
  await Promise.all(jobs);
});

/** The renderers of a server that has one, which a slow client holds. */
function held() {
  const members = [{ isReserve: false, task: { client: "slow" } } as Renderer];
  const workers = {
    members: () => members,
    reinforce: () => void members.push({ isReserve: true } as Renderer),
    dismiss: (renderer: Renderer) => void members.splice(members.indexOf(renderer), 1),
  };
  return { members, workers };
}

test("it goes when it was not needed for a while, and not while it has work", async () => {
  const { members, workers } = held();
  let isSlow = true;
  const accounts = { isSlow: () => isSlow };
  const times = { keptMilliseconds: 10, lookMilliseconds: 2 };
  const reserve = createReserve({ workers, accounts, renderers: 1, ...times });
  reserve.call();
  const spare = members[1] as Renderer;
  expect(reserve.mayWork(spare)).toBe(true);
  await Bun.sleep(50);
  expect(members).toContain(spare);
  isSlow = false;
  expect(reserve.mayWork(spare)).toBe(false);
  spare.task = { client: "quick" } as Renderer["task"];
  await Bun.sleep(50);
  expect(members).toContain(spare);
  spare.task = undefined;
  while (members.includes(spare)) await Bun.sleep(2);
  expect(members.length).toBe(1);
});

test("there is none where there are two renderers", () => {
  const { members, workers } = held();
  createReserve({ workers, accounts: { isSlow: () => true }, renderers: 2 }).call();
  expect(members.length).toBe(1);
});
