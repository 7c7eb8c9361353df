import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { wishes } from "./load.ts";
import { bytesAt, geometricMean } from "./quality.ts";
import { median, type Task } from "./report.ts";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tintype-bench-test-"));
  mkdirSync(join(folder, "empty"));
  for (const [i, width] of [1280, 1440].entries()) {
    const noise = { type: "gaussian" as const, mean: 90 + 40 * i, sigma: 30 };
    await sharp({ create: { width: 320, height: 200, channels: 3, background: "black", noise } })
      .resize(width, 900, { fit: "fill" })
      .jpeg({ quality: 90 })
      .toFile(join(folder, `noise-${i}.jpg`));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("no photo is asked for twice at one width", () => {
  const photos = ["a", "b", "c"].map((name) => ({ name, width: 1280, height: 1024 }));
  const next = wishes(photos);
  const all = [...next(600, "jpeg", 80), ...next(600, "webp", 80), ...next(600, "avif", 50)];
  expect(new Set(all.map(({ name, width }) => `${name} ${width}`)).size).toBe(1800);
  for (const { width } of all) expect(width >= 320 && width <= 960).toBe(true);
});

test("a round has narrow and wide pictures of every photo", () => {
  const photos = [{ name: "a", width: 1280, height: 1024 }];
  const widths = wishes(photos)(8, "jpeg", 80).map(({ width }) => width);
  expect(Math.min(...widths)).toBeLessThan(420);
  expect(Math.max(...widths)).toBeGreaterThan(860);
});

test("bytes at equal SSIM are read off the line between two qualities", async () => {
  // An encoder whose bytes double with every 0.1 of SSIM.
  const encoder = async (quality: number) => ({
    quality,
    ssim: quality / 100,
    bytes: 1000 * 2 ** (quality / 10),
  });
  const wanted = 1000 * 2 ** 7.3;
  expect(await bytesAt(0.73, await encoder(80), encoder)).toBeCloseTo(wanted, 6);
  expect(await bytesAt(0.73, await encoder(60), encoder)).toBeCloseTo(wanted, 6);
  expect(await bytesAt(1.01, await encoder(80), encoder)).toBeUndefined();
});

test("medians and geometric means are what their names say", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(geometricMean([0.5, 2])).toBeCloseTo(1);
});

test("a quick run measures both servers and leaves no process behind", () => {
  const { status, stdout, stderr } = bench("--quick", "--json", "--photos", folder);
  expect(stderr).toContain("avif: bytes and SSIM");
  expect(status).toBe(0);
  const report = JSON.parse(stdout);
  const tasks = report.results.map(({ format, photos }: Task) => `${format} ${photos}`);
  expect(tasks).toEqual(["jpeg known", "jpeg new", "webp known", "webp new", "avif known"]);
  for (const { photos, requestsPerSecond, compared } of report.results) {
    expect(requestsPerSecond.ratio).toBeGreaterThan(0);
    if (photos === "new") continue;
    expect(compared.ssim.ipx).toBeGreaterThan(0.5);
    expect(compared.bytesAtEqualSetting).toBeGreaterThan(0);
  }
  const pids = [...report.memory.tintype.processes, ...report.memory.ipx.processes];
  expect(pids.length).toBeGreaterThanOrEqual(3);
  for (const { pid } of pids) expect(() => process.kill(pid, 0)).toThrow();
}, 120_000);

test("a folder without photos is refused by name", () => {
  const { status, stderr } = bench("--photos", join(folder, "empty"));
  expect(status).toBe(1);
  expect(stderr).toContain(`Expected JPEG photos in ${join(folder, "empty")}, found none`);
});

function bench(...args: string[]) {
  const script = join(import.meta.dirname, "bench.ts");
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}
