import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chart } from "./plot.ts";
import { soak } from "./run.ts";
import { comparison } from "./sample.ts";

// `bun run soak [--minutes 30] [--seed 1] [--to FOLDER]`: a server under mixed traffic and faults.
// Fails when an answer is not in the contract, or when memory at the end is more than a tenth above
// that after a third of the time. Plots and figures are written to the folder, if there is one.

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    every: { type: "string", default: "10" },
    to: { type: "string" },
  },
});

const minutes = Number(values.minutes);
const report = await soak({
  seconds: minutes * 60,
  seed: Number(values.seed),
  every: Number(values.every),
  heard: (sample) => process.stdout.write(`${JSON.stringify(sample)}\n`),
});
const { samples, ...counts } = report;
const memory = {
  server: comparison(samples, ({ serverMegabytes }) => serverMegabytes),
  renderers: comparison(samples, ({ renderersMegabytes }) => renderersMegabytes),
  descriptors: comparison(samples, ({ descriptors }) => descriptors),
  threads: comparison(samples, ({ threads }) => threads),
};
const summary = { minutes, seed: Number(values.seed), ...counts, ...memory };
process.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`);
if (values.to !== undefined) writePlots(values.to);
const total = ({ early, late }: { early: number; late: number }) => late <= early * 1.1;
const isFlat = total({
  early: memory.server.early + memory.renderers.early,
  late: memory.server.late + memory.renderers.late,
});
process.exit(report.faults.length === 0 && report.exitCode === 0 && isFlat ? 0 : 1);

function writePlots(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const seconds = samples.map(({ at }) => at);
  const [blue, orange] = ["#2f7ed8", "#d9702b"];
  const charts = {
    memory: chart("Resident memory", "MB", seconds, [
      { name: "renderers", colour: orange, values: samples.map((one) => one.renderersMegabytes) },
      { name: "server", colour: blue, values: samples.map((one) => one.serverMegabytes) },
    ]),
    descriptors: chart("Of the server", "count", seconds, [
      { name: "descriptors", colour: blue, values: samples.map((one) => one.descriptors) },
      { name: "threads", colour: orange, values: samples.map((one) => one.threads) },
    ]),
    latency: chart("Time of requests", "ms", seconds, [
      { name: "99 of 100", colour: orange, values: samples.map((one) => one.slowest) },
      { name: "median", colour: blue, values: samples.map((one) => one.median) },
    ]),
  };
  for (const [name, svg] of Object.entries(charts)) writeFileSync(join(folder, `${name}.svg`), svg);
  writeFileSync(join(folder, "figures.json"), `${JSON.stringify(summary, undefined, 2)}\n`);
}
