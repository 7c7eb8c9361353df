import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { billOfMaterials } from "./bill-of-materials.ts";
import { compile, type Target, targets } from "./compile.ts";
import { noticesFor } from "./notices.ts";
import { installRuntimes } from "./runtimes.ts";

// `npm run build` makes dist/tintype for this machine. `npm run build:all` makes one executable for
// each system, or for those that are named behind `--`, each with its bill of materials, and
// SHA256SUMS beside them. Both write the notices of what is inside.

const folder = "dist";
mkdirSync(folder, { recursive: true });
const notices = join(folder, "THIRD-PARTY-NOTICES.txt");
const [command, ...named] = process.argv.slice(2);

if (command !== "all") {
  const file = join(folder, process.platform === "win32" ? "tintype.exe" : "tintype");
  writeFileSync(notices, noticesFor(compile(file)));
  process.stdout.write(`${file} ${sizeOf(file)}\n`);
} else {
  const all = Object.keys(targets) as Target[];
  const unknown = named.filter((name) => !all.includes(name as Target));
  if (unknown.length > 0) {
    throw new Error(`Cannot build for ${unknown}: expected one of ${all.join(", ")}`);
  }
  buildFor(named.length > 0 ? (named as Target[]) : all);
}

function buildFor(chosen: Target[]): void {
  const runtimes = installRuntimes(chosen.map((target) => targets[target]));
  const sums: string[] = [];
  const inside = new Set<string>();
  for (const target of chosen) {
    const file = join(folder, `tintype-${target}${target.startsWith("windows") ? ".exe" : ""}`);
    const runtime = targets[target];
    const held = compile(file, { target, bun: runtimes.fileOf(runtime) });
    for (const key of held) inside.add(key);
    const sha256 = hashOf(file);
    const bill = billOfMaterials({ name: basename(file), sha256 }, held, runtime, new Date());
    writeFileSync(`${file}.cdx.json`, `${JSON.stringify(bill, undefined, 2)}\n`);
    for (const made of [file, `${file}.cdx.json`])
      sums.push(`${hashOf(made)}  ${basename(made)}\n`);
    process.stdout.write(`${file} ${sizeOf(file)}\n`);
  }
  writeFileSync(notices, noticesFor([...inside]));
  sums.push(`${hashOf(notices)}  ${basename(notices)}\n`);
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
  rmSync(runtimes.folder, { recursive: true });
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function sizeOf(file: string): string {
  return `${(statSync(file).size / 1e6).toFixed(1)} MB`;
}
