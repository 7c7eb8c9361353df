import { Type } from "@sinclair/typebox";
import { createNamed, deleteNamed, listNamed, updateNamed } from "../api/resources/named.ts";
import { UsageError } from "../config.ts";
import type { Command } from "./command.ts";
import { idOf, onlyArgument, printRows, readFields, runSubcommand, withStore } from "./fields.ts";

const properties = { disabled: Type.Boolean({ description: "Keep it, but let no URL use it" }) };

const subcommands = { list, set, remove };

export const named: Command = {
  summary: "list, set and remove named transformations",
  usage: "named list | set NAME TRANSFORMATION [--disabled] | remove NAME",
  options: [
    { flag: "--disabled", meaning: properties.disabled.description as string },
    { flag: "--json", meaning: "Print for machines" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  subcommands: Object.keys(subcommands),
  run: (args) => runSubcommand("named", subcommands, args),
};

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, (store) => {
    const rows = listNamed(store).map((row) => ({ ...row }));
    printRows(rows, ["name", "enabled", "transformation"], json);
  });
}

function set(args: string[]): Promise<void> {
  const { positionals, fields, data } = readFields(args, properties);
  const [name, transformation, ...rest] = positionals;
  if (name === undefined || transformation === undefined || rest.length > 0) {
    throw new UsageError("Expected a name and a transformation");
  }
  const enabled = fields.disabled !== true;
  return withStore(data, (store) => {
    const before = listNamed(store).find((known) => known.name === name);
    if (before) updateNamed(store, before.id, { transformation, enabled });
    else createNamed(store, { name, transformation, enabled });
  });
}

function remove(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, (store) => {
    const name = onlyArgument(given, "the name of a transformation");
    deleteNamed(store, idOf(listNamed(store), "named transformation", name));
  });
}
