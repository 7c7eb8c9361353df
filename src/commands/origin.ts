import type { TProperties } from "@sinclair/typebox";
import { Type } from "@sinclair/typebox";
import { testOrigin } from "../management/origin-test.ts";
import { createOrigin, deleteOrigin, listOrigins } from "../management/origins.ts";
import { originTypes } from "../origins/types.ts";
import type { Command } from "./command.ts";
import {
  fieldHelp,
  type Given,
  idOf,
  onlyArgument,
  printRows,
  printSteps,
  readFields,
  runSubcommand,
  withStore,
} from "./fields.ts";

const properties: TProperties = Object.assign(
  { type: Type.String({ description: `One of ${Object.keys(originTypes).join(", ")}` }) },
  ...Object.values(originTypes).map((schema) => schema.properties),
);

const subcommands = { add, list, test, remove };

export const origin: Command = {
  summary: "add, list, test and remove origins",
  usage: "origin add --type TYPE --name NAME … | list | test ORIGIN | remove ORIGIN",
  options: [
    ...fieldHelp(properties),
    { flag: "--json", meaning: "Print for machines" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  subcommands: Object.keys(subcommands),
  run: (args) => runSubcommand("origin", subcommands, args),
};

function add(args: string[]): Promise<void> {
  const { fields, data, json } = readFields(args, properties);
  return withStore(data, (store) => {
    const made = createOrigin(store, fields);
    if (json) process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
    else process.stdout.write(`Added the origin ${made.name} (${made.id})\n`);
  });
}

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, (store) => printRows(listOrigins(store), ["id", "type", "name"], json));
}

function test(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, async (store) => {
    const diagnosis = await testOrigin(store, { id: origins(store, given) });
    if (given.json) process.stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
    else printSteps(diagnosis.steps);
    if (!diagnosis.ok) process.exitCode = 1;
  });
}

function remove(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, (store) => deleteOrigin(store, origins(store, given)));
}

function origins(store: Parameters<typeof listOrigins>[0], given: Given): string {
  return idOf(listOrigins(store), "origin", onlyArgument(given, "an origin's id or name"));
}
