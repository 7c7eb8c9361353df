import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import type { Plan } from "../../../src/render/plan/plan.ts";
import type { Results } from "../../../src/render/pool/protocol.ts";
import { photo } from "../../support/pictures.ts";
import { closePools, folder, plan, poolWith, renderJob } from "../../support/renderers.ts";

const main = resolve(import.meta.dirname, "../../../src/main.ts");
const large = join(folder, "large-once.jpg");
const other = join(folder, "other-once.jpg");
const uneven = join(folder, "uneven-once.jpg");
const logo = join(folder, "logo-once.png");

beforeAll(async () => {
  writeFileSync(large, await photo(2400, 1600, { format: "jpeg" }));
  writeFileSync(other, await photo(2000, 1500, { format: "jpeg" }));
  writeFileSync(uneven, await photo(2011, 1507, { format: "jpeg" }));
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

/** As browsers ask that have four connections: for the next when one is answered. */
async function overConnections(
  pool: Pool,
  file: string,
  texts: readonly string[],
): Promise<Made[]> {
  const plans: Plan[] = [];
  for (const text of texts) plans.push(await plan(pool, file, text));
  const made: Made[] = [];
  const queue = plans.entries();
  const connection = async () => {
    for (const [i, planned] of queue) {
      const job = renderJob(file, planned);
      made[i] = { ...(await pool.run<"render">(job)), output: job.output };
    }
  };
  await Promise.all(Array.from({ length: 4 }, connection));
  return made;
}

/** Two formats of each size of a page's `srcset`. */
const pageSet = [320, 480, 640, 750, 828, 960, 1080, 1200].flatMap((width) => [
  `w-${width},f-webp`,
  `w-${width},f-jpg`,
]);

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

test("sizes that come one after the other, each larger, are decoded once for all to come", async () => {
  const pool = await poolWith({ timeout: 60_000 });
  expect(decodes(await overConnections(pool, large, pageSet))).toBe(1);
}, 120_000);

test("two renderers that hear of sizes one after the other decode three times at most", async () => {
  const pool = await poolWith({ renderers: 2, timeout: 60_000 });
  // The one that is asked first knows of no other size.
  expect(decodes(await overConnections(pool, large, pageSet))).toBeLessThanOrEqual(3);
}, 120_000);

test("where sizes come in both formats, the later format is not resized again", async () => {
  const pool = await poolWith({ timeout: 60_000 });
  const made = await overConnections(pool, large, pageSet);
  const later = made.filter((_, i) => i % 2 === 1);
  expect(later.filter(({ stages }) => stages.operations !== undefined)).toEqual([]);
}, 120_000);

test("where nothing comes in two formats, no pixels are passed on to wait for another", async () => {
  const pool = await poolWith({ timeout: 60_000 });
  const made = await burst(pool, large, ["w-1000,f-jpg", "w-990,f-jpg", "w-980,f-jpg"]);
  expect(made.map(({ stages }) => stages.operations)).toEqual([undefined, undefined, undefined]);
}, 120_000);

describe("what was decoded for a larger width gives a smaller one nearly the same pixels", () => {
  for (const [name, file] of [
    ["even", large],
    ["uneven", uneven],
  ] as const) {
    test(`of a photo of ${name} sides`, async () => {
      const used = await poolWith({ timeout: 60_000 });
      await burst(used, file, ["w-1500,f-jpg", "w-1400,f-jpg"]);
      for (const [text, bound] of [
        // The decoder would have given three eighths by itself.
        ["w-880,f-png", 32],
        ["w-480,f-png", 16],
        ["w-260,f-png", 16],
        ["w-90,f-png", 16],
      ] as const) {
        const fresh = await poolWith({ timeout: 60_000 });
        const [cold] = await burst(fresh, file, [text]);
        fresh.close();
        const [warm] = await burst(used, file, [text]);
        expect([text, warm?.stages.decode]).toEqual([text, undefined]);
        const { mean, largest } = await distance(cold?.output as string, warm?.output as string);
        // The bounds that docs/architecture.md states.
        expect([text, mean <= 1, largest <= bound]).toEqual([text, true, true]);
      }
    }, 120_000);
  }
});

/** By how much the channels of two opaque images differ. */
async function distance(...files: [string, string]): Promise<{ mean: number; largest: number }> {
  const [a, b] = await Promise.all(
    files.map((file) => sharp(readFileSync(file)).removeAlpha().raw().toBuffer()),
  );
  if (!a || !b || a.length !== b.length) throw new Error("Expected two images of one size");
  let [sum, largest] = [0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const difference = Math.abs((a[i] as number) - (b[i] as number));
    sum += difference;
    largest = Math.max(largest, difference);
  }
  return { mean: sum / a.length, largest };
}
