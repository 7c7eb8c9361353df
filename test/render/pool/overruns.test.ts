import { expect, test } from "bun:test";
import { createOverruns } from "../../../src/render/pool/overruns.ts";
import type { Job } from "../../../src/render/pool/protocol.ts";

const job = (file: string, output: string): Job => ({ do: "sanitise", file, output });

test("a job that did not end is not tried for minutes, whatever file it is to write", () => {
  let clock = 0;
  const overruns = createOverruns(() => clock);
  overruns.remember(job("/cache/bomb.1", "/tmp/a"));
  clock += 1_000;
  expect(overruns.find(job("/cache/bomb.1", "/tmp/b"))).toBe(299);
  expect(overruns.find({ do: "probe", file: "/cache/bomb.1" })).toBeUndefined();
  expect(overruns.find(job("/cache/bomb.2", "/tmp/a"))).toBeUndefined();
  clock += 299_000;
  expect(overruns.find(job("/cache/bomb.1", "/tmp/b"))).toBeUndefined();
});

test("jobs that are remembered have a bound, and the oldest go first", () => {
  const overruns = createOverruns(() => 0);
  for (let i = 0; i <= 10_000; i += 1) overruns.remember(job(`/cache/${i}`, ""));
  expect(overruns.find(job("/cache/0", ""))).toBeUndefined();
  expect(overruns.find(job("/cache/1", ""))).toBe(300);
});
