import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createPool } from "../../../src/render/pool/pool.ts";
import { decode } from "../../support/decode.ts";
import { photo } from "../../support/pictures.ts";
import {
  closePools,
  failureOf,
  folder,
  poolWith,
  render,
  slow,
  startRenderer,
} from "../../support/renderers.ts";
import { jobOf, scriptedRenderer } from "./scripted-renderer.ts";

const small = join(folder, "small.jpg");
const large = join(folder, "large.jpg");
const sources = resolve(import.meta.dirname, "../../../src/render/pool");

beforeAll(async () => {
  writeFileSync(small, await photo(300, 200, { format: "jpeg" }));
  writeFileSync(large, await photo(3000, 2000, { format: "jpeg" }));
});

afterEach(closePools);

describe("renderer processes", () => {
  test("make pictures", async () => {
    const pool = await poolWith();
    const output = await render(pool, small, "w-30,f-png");
    expect(await decode(readFileSync(output))).toMatchObject({ width: 30, height: 20 });
  });

  test("are killed at the deadline and replaced", async () => {
    const pool = await poolWith({ timeout: 700 });
    const [before] = pool.pids();
    await expect(render(pool, large, slow)).rejects.toMatchObject({ code: "ETIMEDOUT" });
    await pool.ready();
    expect(pool.pids()).not.toContain(before as number);
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
  });

  test("that crash are replaced, and their picture is made by the next", async () => {
    const pool = await poolWith();
    const output = render(pool, large, "w-1000,f-avif");
    await Bun.sleep(300);
    process.kill(pool.pids()[0] as number, "SIGKILL");
    expect(existsSync(await output)).toBe(true);
  });

  test("fail a picture that crashes two of them, and live on", async () => {
    const pool = await poolWith();
    const output = render(pool, large, slow);
    const failed = output.catch(({ code }) => code);
    for (let deaths = 0; deaths < 2; deaths += 1) {
      await pool.ready();
      await Bun.sleep(300);
      process.kill(pool.pids()[0] as number, "SIGKILL");
      await Bun.sleep(100);
    }
    expect(await failed).toBe("EINTERNAL");
    await pool.ready();
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
  });

  test("are replaced when they hold too much memory", async () => {
    const pool = await poolWith({ highWater: 1 });
    const [before] = pool.pids();
    await pool.run<"probe">({ do: "probe", file: small });
    expect(pool.pids()).not.toContain(before as number);
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
  });

  test("refuse more jobs than may wait", async () => {
    const pool = await poolWith({ queue: 2 });
    const jobs = Array.from({ length: 4 }, () => pool.run<"probe">({ do: "probe", file: small }));
    const results = await Promise.allSettled(jobs);
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "fulfilled",
      "rejected",
    ]);
    expect(results[3]).toMatchObject({ reason: { code: "EBUSY" } });
  });

  test("say what is wrong with a file", async () => {
    const pool = await poolWith();
    const text = join(folder, "text.jpg");
    writeFileSync(text, "this is no picture");
    await expect(pool.run<"probe">({ do: "probe", file: text })).rejects.toMatchObject({
      code: "EFORMAT",
    });
  });
});

describe("a pool", () => {
  test("survives a process that leaves half a line, and one that is no program", async () => {
    const half = 'console.log("{\\"ready\\":true}"); console.log("{\\"resul")';
    const starts = [
      () => spawn(process.execPath, ["-e", half]),
      () => spawn(join(folder, "no-such-program")),
    ];
    const said: string[] = [];
    const pool = await poolWith({
      start: () => (starts.shift() ?? startRenderer)(),
      log: (message) => said.push(message),
    });
    expect(existsSync(await render(pool, small, "w-20"))).toBe(true);
    expect(starts).toEqual([]);
    expect(said.join("\n")).toContain("unreadable");
  });

  test("says once that its renderers cannot be started", async () => {
    const said: string[] = [];
    const start = () => spawn(process.execPath, ["-e", "process.exit(3)"]);
    const warn = (message: string) => said.push(message);
    const settings = { renderers: 2, queue: 2, timeout: 20_000, highWater: 1e9 };
    const pool = createPool({ ...settings, start, warn, log: () => {} });
    try {
      while (said.length === 0) await Bun.sleep(10);
      await Bun.sleep(200);
      expect(said).toEqual([expect.stringContaining("before they are ready (code 3)")]);
    } finally {
      pool.close();
    }
  });

  test("starts a renderer later where no descriptor is left for its pipes", () => {
    const script = `
      const { closeSync, openSync } = require("node:fs");
      const { createPool } = require(${JSON.stringify(join(sources, "pool.ts"))});
      const held = [];
      const free = () => held.splice(0).forEach(closeSync);
      try {
        for (;;) held.push(openSync("/dev/null", "r"));
      } catch {}
      const ready = "console.log('{\\"ready\\":true}'); process.stdin.resume();";
      const start = () => require("node:child_process").spawn(process.execPath, ["-e", ready]);
      const settings = { renderers: 1, queue: 1, timeout: 20_000, highWater: 1e9 };
      const pool = createPool({ ...settings, start, log: free });
      const before = held.length;
      pool.ready().then(() => {
        console.log(before > 0, held.length);
        pool.close();
        process.exit(0);
      });`;
    const limited = ["-c", 'ulimit -n 128 && exec "$0" -e "$1"', process.execPath, script];
    const { stdout, stderr } = spawnSync("sh", limited, { encoding: "utf8", timeout: 20_000 });
    expect([stderr, stdout]).toEqual(["", "true 0\n"]);
  });

  test("that is closed fails what is under way", async () => {
    const pool = await poolWith();
    const jobs = [1, 2].map(() => failureOf(pool.run<"probe">({ do: "probe", file: small })));
    pool.close();
    expect(await Promise.all(jobs)).toMatchObject([{ code: "EBUSY" }, { code: "EBUSY" }]);
  });

  test("that is closed fails what was just stopped for another's job", async () => {
    const start = scriptedRenderer("() => {}");
    let starts = 0;
    const pool = await poolWith({
      renderers: 2,
      start() {
        starts += 1;
        // In place of the one that was stopped, whose end has not been heard yet.
        if (starts === 3) queueMicrotask(() => pool.close());
        return start();
      },
    });
    const clients = ["slow", "slow", "quick"];
    const jobs = clients.map((client) => failureOf(pool.run(jobOf(client), { client })));
    expect(await Promise.all(jobs)).toMatchObject(clients.map(() => ({ code: "EBUSY" })));
    expect(starts).toBe(3);
  });
});
