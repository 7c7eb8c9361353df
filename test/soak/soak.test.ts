import { expect, test } from "bun:test";
import { chart } from "./plot.ts";
import { soak } from "./run.ts";
import { comparison } from "./sample.ts";

// A short form of `bun run soak`.

test("under mixed traffic and faults every answer is in the contract, and nothing leaks", async () => {
  const report = await soak({ seconds: 15, seed: 3, every: 1.5 });
  expect(report.faults).toEqual([]);
  expect(report.exitCode).toBe(0);
  expect(report.requests).toBeGreaterThan(20);
  const descriptors = comparison(report.samples, (one) => one.descriptors);
  const threads = comparison(report.samples, (one) => one.threads);
  // A connection for each visitor, and those of clients that have just left.
  expect(descriptors.late - descriptors.early).toBeLessThan(40);
  expect(threads.late - threads.early).toBeLessThan(20);
}, 90_000);

test("a chart shows every value in its frame", () => {
  const line = { name: "a", colour: "red", values: [0, 5, undefined, 10] };
  const svg = chart("Title", "MB", [0, 60, 120, 180], [line]);
  const points = /points="([^"]*)"/
    .exec(svg)?.[1]
    ?.split(" ")
    .map((pair) => pair.split(",").map(Number));
  expect(points?.length).toBe(3);
  for (const [x = -1, y = -1] of points ?? []) {
    expect(x >= 0 && x <= 720 && y >= 0 && y <= 220).toBe(true);
  }
});
