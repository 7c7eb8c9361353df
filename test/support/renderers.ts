import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { defaultLimits } from "../../src/limits.ts";
import type { Plan } from "../../src/render/plan/plan.ts";
import { planWithMeasurements } from "../../src/render/plan/plan-with-measurements.ts";
import { createPool, type Pool, type PoolOptions } from "../../src/render/pool/pool.ts";
import type { Job } from "../../src/render/pool/protocol.ts";
import { parseTransformation } from "../../src/url/transformation.ts";
import { temporaryFolder } from "./tintype.ts";

const main = resolve(import.meta.dirname, "../../src/main.ts");

/** Where test files and renditions are. */
export const folder = temporaryFolder();

export function startRenderer() {
  return spawn(process.execPath, [main, "renderer"], { stdio: ["pipe", "pipe", "pipe"] });
}

const pools: Pool[] = [];

/** A pool of one renderer, or of what the options say, that is ready. */
export async function poolWith(options: Partial<PoolOptions> = {}): Promise<Pool> {
  const pool = createPool({
    renderers: 1,
    queue: 10,
    timeout: 20_000,
    highWater: 2 ** 31,
    start: startRenderer,
    log: () => {},
    ...options,
  });
  pools.push(pool);
  await pool.ready();
  return pool;
}

/** For after each test. */
export function closePools(): void {
  for (const pool of pools.splice(0)) pool.close();
}

export async function plan(pool: Pool, file: string, text: string): Promise<Plan> {
  const header = await pool.run<"probe">({ do: "probe", file });
  // Tests of what is too much for a renderer ask for more than a client may.
  const circumstances = { accepted: [], limits: { ...defaultLimits, outputPixels: 100e6 } };
  const planned = await planWithMeasurements(
    parseTransformation(text),
    header,
    circumstances,
    (measurement) => pool.run<"measure">({ do: "measure", files: { "": file }, measurement }),
  );
  if ("original" in planned) throw new Error("The original is passed on");
  return planned;
}

let made = 0;

/** A job with an output of its own. */
export function renderJob(file: string, plan: Plan): Job & { do: "render" } {
  made += 1;
  return { do: "render", files: { "": file }, plan, output: join(folder, `out-${made}`) };
}

/** Makes a picture and gives back its file. */
export async function render(pool: Pool, file: string, text: string): Promise<string> {
  const job = renderJob(file, await plan(pool, file, text));
  await pool.run<"render">(job);
  return job.output;
}

/** AVIF of a large picture takes seconds: long enough to be interrupted. */
export const slow = "w-3000,f-avif,q-90";

/** What a job fails with. */
export async function failureOf(job: Promise<unknown>): Promise<unknown> {
  return job.then(
    () => "it did not fail",
    (reason) => reason,
  );
}
