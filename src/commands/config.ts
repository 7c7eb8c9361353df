import { readFileSync, writeFileSync } from "node:fs";
import { exportConfiguration, importConfiguration } from "../api/resources/document.ts";
import { UsageError } from "../config.ts";
import type { Command } from "./command.ts";
import { onlyArgument, readFields, runSubcommand, withStore } from "./fields.ts";

const subcommands = { export: write, import: read };

export const config: Command = {
  summary: "write or read the whole configuration as one JSON document",
  usage: "config export [FILE] | import FILE [--dry-run]",
  options: [
    { flag: "--dry-run", meaning: "Show what an import would change, and change nothing" },
    { flag: "--json", meaning: "Print for machines" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  subcommands: Object.keys(subcommands),
  run: (args) => runSubcommand("config", subcommands, args),
};

function write(args: string[]): Promise<void> {
  const { positionals, data } = readFields(args);
  const [file, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Expected one file, got ${positionals.join(" ")}`);
  return withStore(data, (store) => {
    const text = `${JSON.stringify(exportConfiguration(store), null, 2)}\n`;
    if (file === undefined) process.stdout.write(text);
    else writeFileSync(file, text, { mode: 0o600 });
  });
}

function read(args: string[]): Promise<void> {
  const given = readFields(args);
  const json = parseFile(onlyArgument(given, "the file to import"));
  return withStore(given.data, (store) => {
    const changes = importConfiguration(store, json, given.dryRun);
    if (given.json) {
      process.stdout.write(`${JSON.stringify(changes, null, 2)}\n`);
      return;
    }
    for (const { change, what, name } of changes) {
      process.stdout.write(`${change === "add" ? "+" : "~"} ${what} ${name}\n`);
    }
    if (changes.length === 0) process.stdout.write("Nothing changes\n");
  });
}

function parseFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new UsageError(`Cannot read ${file}: expected a JSON document`);
  }
}
