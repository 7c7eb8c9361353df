import { Type } from "@sinclair/typebox";
import { createNamed, deleteNamed, listNamed, updateNamed } from "../api/resources/named.ts";
import { UsageError } from "../flags/usage.ts";
import { type Command, group } from "./command.ts";
import {
  dataOption,
  fieldHelp,
  idOf,
  jsonOption,
  onlyArgument,
  printRows,
  readFields,
  withStore,
} from "./flags/fields.ts";

const properties = { disabled: Type.Boolean({ description: "Keep it, but let no URL use it" }) };

export const named: Command = group("named", "list, set and remove named transformations", {
  list: {
    summary: "list named transformations",
    usage: "named list",
    options: [jsonOption, dataOption],
    run: list,
  },
  set: {
    summary: "add a named transformation, or change it",
    usage: "named set NAME TRANSFORMATION [--disabled]",
    options: [...fieldHelp(properties), dataOption],
    examples: ["named set thumb w-150,h-150"],
    argument: "named",
    run: set,
  },
  remove: {
    summary: "remove a named transformation",
    usage: "named remove NAME",
    options: [dataOption],
    argument: "named",
    run: remove,
  },
});

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, (store) => {
    const rows = listNamed(store).map((row) => ({ ...row }));
    printRows(
      rows,
      ["name", "enabled", "transformation"],
      json,
      "There is no named transformation yet: add one with `tintype named set thumb w-150,h-150`",
    );
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
    process.stdout.write(`${before ? "Changed" : "Added"} the named transformation ${name}\n`);
  });
}

function remove(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, (store) => {
    const name = onlyArgument(given, "the name of a transformation");
    deleteNamed(store, idOf(listNamed(store), "named transformation", name));
    process.stdout.write(`Removed the named transformation ${name}\n`);
  });
}
