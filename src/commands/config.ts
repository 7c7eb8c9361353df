import { readFileSync, writeFileSync } from "node:fs";
import {
  checkMachineFor,
  exportConfiguration,
  importConfiguration,
  standInVariables,
} from "../api/resources/document.ts";
import { UsageError } from "../flags/usage.ts";
import { type Command, group } from "./command.ts";
import { dataOption, jsonOption, onlyArgument, readFields, withStore } from "./flags/fields.ts";

export const config: Command = group("config", "save or restore the configuration as JSON", {
  export: {
    summary: "write origins, URL endpoints and named transformations as one JSON document",
    usage: "config export [FILE]",
    options: [dataOption],
    examples: ["config export tintype.json"],
    run: write,
  },
  import: {
    summary: "add and change what a JSON document says; nothing is removed",
    usage: "config import FILE [--dry-run]",
    options: [
      { flag: "--dry-run", meaning: "Show what would change, and change nothing" },
      jsonOption,
      dataOption,
    ],
    examples: ["config import tintype.json --dry-run", "config import tintype.json"],
    run: read,
  },
});

function write(args: string[]): Promise<void> {
  const { positionals, data } = readFields(args);
  const [file, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`Expected one file, got ${positionals.join(" ")}`);
  return withStore(data, (store) => {
    const text = `${JSON.stringify(exportConfiguration(store), null, 2)}\n`;
    if (file === undefined) process.stdout.write(text);
    else writeFileSync(file, text, { mode: 0o600 });
    const variables = standInVariables(store);
    if (variables.length === 0) return;
    process.stderr.write(
      `Keys are never exported: an import elsewhere reads them from ${variables.join(", ")}\n`,
    );
  });
}

function read(args: string[]): Promise<void> {
  const given = readFields(args);
  const json = parseFile(onlyArgument(given, "the file to import"));
  return withStore(given.data, async (store) => {
    await checkMachineFor(json);
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
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`Cannot read ${file}: expected a JSON document`);
  }
}
