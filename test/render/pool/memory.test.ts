import { afterEach, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { photo } from "../../support/pictures.ts";
import {
  closePools,
  failureOf,
  folder,
  plan,
  poolWith,
  renderJob,
} from "../../support/renderers.ts";

const small = join(folder, "small.png");
const jpeg = join(folder, "large.jpg");
const webp = join(folder, "large.webp");

beforeAll(async () => {
  writeFileSync(small, await photo(160, 120, { format: "png" }));
  // 24 megapixels, as cameras make them.
  const large = sharp(await photo(1500, 1000, { format: "jpeg" })).resize(6000, 4000);
  await large.clone().jpeg().toFile(jpeg);
  await large.webp({ effort: 0 }).toFile(webp);
}, 30_000);

afterEach(closePools);

/** Each needs more memory than what a thumbnail does. */
const heavy = ["w-8000,h-6000,c-force,f-jxl", "w-9000,h-9000,c-force:bl-30,w-100,f-webp"];

const asked: [file: string, transformation: string][] = [
  [jpeg, "bl-20:w-300"],
  [webp, "w-300"],
  [jpeg, "w-500,h-500,fo-auto"],
  [webp, "rt-90,w-200"],
];

test("after large images, others are what a fresh renderer makes of them", async () => {
  const hashOf = async (pool: Awaited<ReturnType<typeof poolWith>>, [file, text]: string[]) => {
    const job = renderJob(file ?? "", await plan(pool, file ?? "", text ?? ""));
    return (await pool.run<"render">(job)).hash;
  };
  const fresh: string[] = [];
  for (const one of asked) {
    const pool = await poolWith();
    fresh.push(await hashOf(pool, one));
    pool.close();
  }
  // Nothing replaces this one before it fails.
  const pool = await poolWith({ timeout: 60_000, highWater: Number.POSITIVE_INFINITY });
  const answers: string[] = [];
  for (const [round, one] of asked.entries()) {
    for (const text of round < heavy.length ? heavy.slice(round, round + 1) : []) {
      await failureOf(pool.run<"render">(renderJob(small, await plan(pool, small, text))));
    }
    answers.push(await hashOf(pool, one));
  }
  expect(answers).toEqual(fresh);
  // It has failed, or this proves nothing.
  expect(pool.statistics().restarts).toBeGreaterThan(0);
}, 120_000);
