import { type TProperties, Type } from "@sinclair/typebox";
import { browseSchema, createBrowser } from "../api/resources/browse.ts";
import { testOrigin } from "../api/resources/origin-test.ts";
import {
  createOrigin,
  deleteOrigin,
  duplicateOrigin,
  findOrigin,
  listOrigins,
  type OriginView,
  replaceOrigin,
} from "../api/resources/origins.ts";
import { UsageError } from "../config.ts";
import { printable } from "../observe/access-log.ts";
import { originTypes, typeNames } from "../origins/registry.ts";
import type { Command } from "./command.ts";
import {
  countOf,
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
import { waiting } from "./waiting.ts";

const fieldsOfTypes: TProperties = Object.assign(
  {},
  ...[...originTypes.values()].map(({ schema }) => schema.properties),
);
const properties: TProperties = {
  type: Type.String({ description: `One of ${typeNames()}` }),
  ...fieldsOfTypes,
};

const { limit, cursor } = browseSchema.properties;
const page: TProperties = { limit, cursor };

const subcommands = { add, list, set, duplicate, browse, test, remove };

export const origin: Command = {
  summary: "add, list, set, duplicate, browse, test and remove origins",
  usage:
    "origin add --type TYPE --name NAME … | list | set ORIGIN … | duplicate ORIGIN --name NAME … | browse ORIGIN [FOLDER] | test ORIGIN | remove ORIGIN",
  options: [
    ...fieldHelp(properties),
    ...fieldHelp(page).map(({ flag, meaning }) => ({ flag, meaning: `browse: ${meaning}` })),
    { flag: "--json", meaning: "Print for machines" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  subcommands: Object.keys(subcommands),
  run: (args) => runSubcommand("origin", subcommands, args),
};

function add(args: string[]): Promise<void> {
  const { fields, data, json } = readFields(args, properties);
  return withStore(data, (store) => {
    say("Added", createOrigin(store, fields), json);
  });
}

/** Changes the fields that are given; the others stay, secrets too. */
function set(args: string[]): Promise<void> {
  const given = readFields(args, fieldsOfTypes);
  if (Object.keys(given.fields).length === 0) {
    throw new UsageError("Expected something to change, such as --name NAME");
  }
  return withStore(given.data, (store) => {
    const { id, name, type, settings } = findOrigin(store, origins(store, given));
    const fields = { name, type, ...settings, ...given.fields };
    say("Changed", replaceOrigin(store, id, fields), given.json);
  });
}

/** Adds one like another but for the fields that are given. */
function duplicate(args: string[]): Promise<void> {
  const given = readFields(args, fieldsOfTypes);
  if (given.fields.name === undefined) {
    throw new UsageError("Expected --name and the name of the duplicate");
  }
  return withStore(given.data, (store) => {
    say("Added", duplicateOrigin(store, origins(store, given), given.fields), given.json);
  });
}

function say(what: "Added" | "Changed", view: OriginView, json: boolean): void {
  const text = json
    ? JSON.stringify(view, null, 2)
    : `${what} the origin ${view.name} (${view.id})`;
  process.stdout.write(`${text}\n`);
}

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, (store) => printRows(listOrigins(store), ["id", "type", "name"], json));
}

/** A page of a folder, folders first. */
function browse(args: string[]): Promise<void> {
  const { positionals, fields, json, data } = readFields(args, page);
  const [name, prefix = "", ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError("Expected an origin and, unless its root is meant, a folder");
  }
  const limit = countOf("limit", fields.limit, 100, 1000);
  const cursor = fields.cursor === undefined ? {} : { cursor: String(fields.cursor) };
  return withStore(data, async (store) => {
    const record = findOrigin(store, idOf(listOrigins(store), "origin", name));
    const listing = await waiting(`Listing ${name}`, () =>
      createBrowser()(record, { prefix, limit, ...cursor }),
    );
    if (json) {
      process.stdout.write(`${JSON.stringify(listing, null, 2)}\n`);
      return;
    }
    const folders = listing.folders.map((path) => ({ path: printable(path) }));
    const files = listing.files.map(({ path, bytes, modified }) => ({
      path: printable(path),
      bytes,
      modified: modified === undefined ? undefined : new Date(modified).toISOString(),
    }));
    printRows([...folders, ...files], ["path", "bytes", "modified"], false);
    if (listing.cursor !== undefined) {
      const quoted = listing.cursor.replaceAll("'", "'\\''");
      process.stderr.write(`There is more: --cursor='${printable(quoted)}'\n`);
    }
  });
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
