import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Bounds, Tally } from "./finding.ts";
import { fuzzApi } from "./fuzz-api.ts";
import { fuzzFiles } from "./fuzz-files.ts";
import { fuzzReading, fuzzServing } from "./fuzz-urls.ts";
import { type FuzzedServer, startFuzzedServer } from "./fuzzed-server.ts";
import { endpoints } from "./urls.ts";

// `bun run fuzz`: slices of inputs, each of a seed of its own, until the time is over. A slice that
// has found something is run again by its seed alone: `bun run fuzz files --seed 7 --slices 1`.

const usage = `bun run fuzz [reading] [serving] [files] [api] [flags]
  reading   URLs of all dialects, read and planned within the process
  serving   URLs and headers, asked of a server
  files     files of every input format with damaged structure, asked of a server
  api       bodies and queries of the management API
  --seed N      of the first slice (1); the next has the next
  --slices N    of each kind (1)
  --inputs N    of each slice (reading 50000, serving 5000, files 1000, api 2000)
  --seconds N   for all together (600)
  --keep FOLDER where files are put that something is found with (none)`;

const defaults = { reading: 50_000, serving: 5_000, files: 1_000, api: 2_000 };
type Kind = keyof typeof defaults;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    slices: { type: "string", default: "1" },
    inputs: { type: "string" },
    seconds: { type: "string", default: "600" },
    keep: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const kinds = positionals.length > 0 ? positionals : Object.keys(defaults);
if (values.help || kinds.some((kind) => !Object.hasOwn(defaults, kind))) {
  process.stdout.write(`${usage}\n`);
  process.exit(values.help ? 0 : 2);
}

const until = performance.now() + Number(values.seconds) * 1000;
const first = Number(values.seed);
let findings = 0;
for (const kind of kinds as Kind[]) {
  for (let seed = first; seed < first + Number(values.slices); seed += 1) {
    if (performance.now() >= until) break;
    const inputs = Number(values.inputs ?? defaults[kind]);
    const began = performance.now();
    const { tally, megabytes } = await slice(kind, seed, { inputs, until });
    findings += tally.findings.length;
    const seconds = Math.round((performance.now() - began) / 1000);
    report({ kind, seed, ...tally, findings: tally.findings.length, megabytes, seconds });
    for (const finding of tally.findings) report(finding);
  }
}
process.exit(findings === 0 ? 0 : 1);

async function slice(kind: Kind, seed: number, bounds: Bounds) {
  if (kind === "reading") return { tally: fuzzReading(seed, bounds), megabytes: [] };
  const server = await startFuzzedServer(kind === "serving" ? endpoints : {});
  const before = server.resident();
  try {
    const tally = await run(kind, seed, bounds, server);
    return {
      tally,
      megabytes: [before, server.resident()].map((bytes) => Math.round(bytes / 1024)),
    };
  } finally {
    await server.stop();
  }
}

function run(kind: Kind, seed: number, bounds: Bounds, server: FuzzedServer): Promise<Tally> {
  if (kind === "serving") return fuzzServing(seed, bounds, server);
  if (kind === "api") return fuzzApi(seed, bounds, server);
  return fuzzFiles(seed, bounds, server, keep);
}

function keep(name: string, bytes: Uint8Array): void {
  if (values.keep === undefined) return;
  mkdirSync(values.keep, { recursive: true });
  writeFileSync(join(values.keep, name), bytes);
}

function report(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
