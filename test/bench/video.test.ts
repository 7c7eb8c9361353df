import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { processorOf } from "./processes.ts";
import { videoText } from "./video-report.ts";

test("the table of videos says of each figure whether its bound holds", () => {
  const good = {
    still: { median: 399, most: 600 },
    clip: { here: 10, alone: 9.1 },
    images: { quiet: 20, busy: 29 },
  };
  const bad = {
    still: { median: 401, most: 401 },
    clip: { here: 10, alone: 8.9 },
    images: { quiet: 20, busy: 31 },
  };
  const said = (text: string) => text.match(/does not hold|holds/g);
  expect(said(videoText(good))).toEqual(["holds", "holds", "holds"]);
  expect(said(videoText(bad))).toEqual(["does not hold", "does not hold", "does not hold"]);
  expect(videoText(good)).toContain("| 0.91 | at least 0.9 | holds | 9.10 s / 10.00 s |");
});

test("the processor time of a process counts that of its children that have ended", () => {
  const before = processorOf(process.pid);
  const own = process.cpuUsage();
  spawnSync("sh", ["-c", "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done"]);
  const { user, system } = process.cpuUsage(own);
  const ofChild = processorOf(process.pid) - before - (user + system) / 1000;
  expect(ofChild).toBeGreaterThan(50);
});
