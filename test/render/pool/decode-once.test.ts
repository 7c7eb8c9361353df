import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import type { Results } from "../../../src/render/pool/protocol.ts";
import { photo } from "../../support/pictures.ts";
import { closePools, folder, plan, poolWith, renderJob } from "../../support/renderers.ts";

const main = resolve(import.meta.dirname, "../../../src/main.ts");
const large = join(folder, "large-once.jpg");
const other = join(folder, "other-once.jpg");
const logo = join(folder, "logo-once.png");

beforeAll(async () => {
  writeFileSync(large, await photo(2400, 1600, { format: "jpeg" }));
  writeFileSync(other, await photo(2000, 1500, { format: "jpeg" }));
  writeFileSync(logo, await photo(900, 600, { format: "png" }));
}, 60_000);

afterEach(closePools);

/** A size of a page's `srcset` after the other, the smallest first. */
const widths = Array.from({ length: 16 }, (_, i) => 100 + 90 * i);

type Pool = Awaited<ReturnType<typeof poolWith>>;
type Made = Results["render"] & { output: string };

async function burst(pool: Pool, file: string, texts: readonly string[]): Promise<Made[]> {
  const jobs = await Promise.all(
    texts.map(async (text) => renderJob(file, await plan(pool, file, text))),
  );
  return Promise.all(
    jobs.map(async (job) => ({ ...(await pool.run<"render">(job)), output: job.output })),
  );
}

function decodes(made: readonly Made[]): number {
  return made.filter(({ stages }) => stages.decode !== undefined).length;
}

for (const engine of ["auto", "wasm"] as const) {
  describe(`with the engine ${engine}`, () => {
    const start = () =>
      spawn(process.execPath, [main, "renderer", engine], { stdio: ["pipe", "pipe", "pipe"] });

    test("sixteen widths of one photo that are asked for at once are decoded once", async () => {
      const pool = await poolWith({ start, queue: 100, timeout: 60_000 });
      const made = await burst(
        pool,
        large,
        widths.map((width, i) => `w-${width},f-${i % 2 ? "jpg" : "webp"}`),
      );
      expect(decodes(made)).toBe(1);
      // Once more, and it still is in memory.
      expect(decodes(await burst(pool, large, ["w-150,f-jpg", "w-777,f-jpg"]))).toBe(0);
    }, 120_000);

    test("where each waits behind another photo, each is decoded once", async () => {
      const pool = await poolWith({ start, queue: 100, timeout: 60_000 });
      const [made, others] = await Promise.all([
        burst(pool, large, ["w-200,f-jpg", "w-900,f-jpg", "w-500,f-webp"]),
        burst(pool, other, ["w-300,f-jpg", "w-640,f-webp", "w-820,f-jpg"]),
      ]);
      expect([decodes(made), decodes(others)]).toEqual([1, 1]);
    }, 120_000);
  });
}

test("two renderers decode a photo once each at most", async () => {
  const pool = await poolWith({ renderers: 2, queue: 100, timeout: 60_000 });
  const made = await burst(
    pool,
    large,
    widths.map((width) => `w-${width},f-jpg`),
  );
  expect(decodes(made)).toBeLessThanOrEqual(2);
}, 120_000);

test("formats of one size that are asked for at once are resized once, to the same bytes", async () => {
  const texts = ["w-700,f-jpg", "w-700,f-webp", "w-700,f-png", "w-500,f-jpg"];
  const pool = await poolWith({ timeout: 60_000 });
  const together = await burst(pool, large, texts);
  expect(together.map(({ stages }) => stages.operations !== undefined)).toEqual([
    true,
    false,
    false,
    true,
  ]);
  // In between stands what is made of other pixels.
  for (const [i, text] of texts.slice(0, 3).entries()) {
    await burst(pool, large, ["w-400,f-jpg"]);
    const [alone] = await burst(pool, large, [text]);
    expect([text, alone?.stages.operations !== undefined]).toEqual([text, true]);
    expect(alone?.hash).toBe(together[i]?.hash as string);
  }
}, 120_000);

test("two renderers do not resize for each other's formats", async () => {
  const pool = await poolWith({ renderers: 2, queue: 100, timeout: 60_000 });
  const sizes = widths.slice(0, 8);
  const made = await burst(
    pool,
    large,
    sizes.flatMap((width) => [`w-${width},f-webp`, `w-${width},f-jpg`]),
  );
  // The first two begin at once, each in a renderer of its own.
  const shared = made.filter(({ stages }) => stages.operations === undefined).length;
  expect(shared).toBeGreaterThanOrEqual(sizes.length - 3);
}, 120_000);

test("what is asked for again comes out as it did the first time, to the byte", async () => {
  const texts = ["w-600,f-jpg", "w-400,h-400,f-webp", "w-350,f-png", "w-300,e-grayscale,f-jpg"];
  for (const text of texts) {
    const pool = await poolWith({ timeout: 60_000 });
    const hashes: string[] = [];
    for (let time = 1; time <= 3; time += 1)
      hashes.push(...(await burst(pool, large, [text])).map(({ hash }) => hash));
    expect([text, new Set(hashes).size]).toEqual([text, 1]);
    pool.close();
  }
}, 120_000);

test("a logo is made of kept pixels as of decoded ones, to the byte", async () => {
  const pool = await poolWith({ timeout: 60_000 });
  const [cold] = await burst(pool, logo, ["w-200,f-webp"]);
  await burst(pool, logo, ["w-500,f-webp", "w-450,f-webp"]);
  const [warm] = await burst(pool, logo, ["w-200,f-webp"]);
  expect(warm?.stages.decode).toBeUndefined();
  expect(warm?.hash).toBe(cold?.hash as string);
}, 60_000);

test("what was decoded for a larger width gives a smaller one nearly the same pixels", async () => {
  const text = "w-260,f-png";
  const fresh = await poolWith({ timeout: 60_000 });
  const [cold] = await burst(fresh, large, [text]);
  const used = await poolWith({ timeout: 60_000 });
  await burst(used, large, ["w-1500,f-jpg", "w-1400,f-jpg"]);
  const [warm] = await burst(used, large, [text]);
  expect(warm?.stages.decode).toBeUndefined();
  const [a, b] = await Promise.all(
    [cold, warm].map((made) =>
      sharp(readFileSync(made?.output as string))
        .removeAlpha()
        .raw()
        .toBuffer(),
    ),
  );
  if (!a || !b) throw new Error("Expected two images");
  expect(a.length).toBe(b.length);
  let sum = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i += 1) {
    const distance = Math.abs((a[i] as number) - (b[i] as number));
    sum += distance;
    largest = Math.max(largest, distance);
  }
  // The bound that docs/architecture.md states.
  expect(sum / a.length).toBeLessThanOrEqual(1);
  expect(largest).toBeLessThanOrEqual(16);
}, 120_000);
