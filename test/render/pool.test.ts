import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { makePlan } from "../../src/render/plan.ts";
import { createPool, type Pool, type PoolOptions } from "../../src/render/pool.ts";
import { parseTransformation } from "../../src/url/transformation.ts";
import { decode } from "../support/decode.ts";
import { photo } from "../support/pictures.ts";
import { temporaryFolder } from "../support/tintype.ts";

const main = resolve(import.meta.dirname, "../../src/main.ts");
const folder = temporaryFolder();
const small = join(folder, "small.jpg");
const large = join(folder, "large.jpg");
const pools: Pool[] = [];

beforeAll(async () => {
  writeFileSync(small, await photo(300, 200, { format: "jpeg" }));
  writeFileSync(large, await photo(3000, 2000, { format: "jpeg" }));
});

afterEach(() => {
  for (const pool of pools.splice(0)) pool.close();
});

async function poolWith(options: Partial<PoolOptions> = {}): Promise<Pool> {
  const pool = createPool({
    renderers: 1,
    queue: 10,
    timeout: 20_000,
    highWater: 2 ** 31,
    start: () => spawn(process.execPath, [main, "renderer"], { stdio: ["pipe", "pipe", "pipe"] }),
    log: () => {},
    ...options,
  });
  pools.push(pool);
  await pool.ready();
  return pool;
}

let made = 0;

async function render(pool: Pool, file: string, text: string): Promise<string> {
  const header = await pool.run<"probe">({ do: "probe", file });
  const limits = { pixels: 100e6 };
  const planned = makePlan(parseTransformation(text), header, { accepted: [], limits });
  if (!("plan" in planned)) throw new Error("The plan asks a question");
  made += 1;
  const output = join(folder, `out-${made}`);
  await pool.run<"render">({ do: "render", files: { "": file }, plan: planned.plan, output });
  return output;
}

/** AVIF of a large picture takes seconds: long enough to be interrupted. */
const slow = "w-3000,f-avif,q-90";

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
