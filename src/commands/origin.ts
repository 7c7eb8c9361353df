import type { TProperties } from "@sinclair/typebox";
import { browseSchema, createBrowser } from "../api/resources/browse.ts";
import { testOrigin } from "../api/resources/origin-test.ts";
import {
  checkMachine,
  createOrigin,
  deleteOrigin,
  duplicateOrigin,
  findOrigin,
  listOrigins,
  type OriginView,
  replaceOrigin,
} from "../api/resources/origins.ts";
import { UsageError } from "../flags/usage.ts";
import { printable } from "../observe/access-log.ts";
import type { Diagnosis } from "../origins/diagnose.ts";
import type { Listing } from "../origins/listing.ts";
import { type Command, group } from "./command.ts";
import {
  countOf,
  dataOption,
  fieldHelp,
  type Given,
  idOf,
  inFlags,
  jsonOption,
  onlyArgument,
  printRows,
  printSteps,
  readFields,
  withStore,
} from "./flags/fields.ts";
import {
  checkOriginFlags,
  fieldsOfTypes,
  originExamples,
  originFields,
  originOptions,
  placeOf,
  withAbsolutePath,
} from "./flags/origin-flags.ts";
import { keyIn } from "./flags/shared-flags.ts";
import { askRunningServer, originsHealth } from "./running-server.ts";
import { stateText } from "./terminal/stats-text.ts";
import { waiting } from "./terminal/waiting.ts";

const { limit, cursor } = browseSchema.properties;
const page: TProperties = { limit, cursor };

const shared = [jsonOption, dataOption];

export const origin: Command = group(
  "origin",
  "add, list, set, duplicate, browse, test and remove origins",
  {
    add: {
      summary: "add an origin; `origin add --type TYPE --help` lists the flags of one type",
      usage: "origin add --type TYPE --name NAME …",
      options: [...originOptions(), ...shared],
      helpFor: (args) => ({
        options: [...originOptions(args), ...shared],
        examples: originExamples(args),
      }),
      examples: originExamples(),
      run: add,
    },
    list: {
      summary: "list origins",
      usage: "origin list",
      options: shared,
      run: list,
    },
    set: {
      summary: "change the given fields of an origin",
      usage: "origin set ORIGIN …",
      options: [...fieldHelp(fieldsOfTypes), ...shared],
      examples: ['origin set "Product images" --prefix pictures'],
      argument: "origin",
      run: set,
    },
    duplicate: {
      summary: "add an origin like another, credentials included",
      usage: "origin duplicate ORIGIN --name NAME …",
      options: [...fieldHelp(fieldsOfTypes), ...shared],
      examples: ["origin duplicate images --name videos --prefix res/CLOUD/video/upload"],
      argument: "origin",
      run: duplicate,
    },
    browse: {
      summary: "list a folder of an origin",
      usage: "origin browse ORIGIN [FOLDER]",
      options: [...fieldHelp(page), ...shared],
      examples: ['origin browse "Product images" shoes/'],
      argument: "origin",
      run: browse,
    },
    test: {
      summary: "test an origin, and explain what is wrong",
      usage: "origin test ORIGIN",
      options: shared,
      examples: ['origin test "Product images"'],
      argument: "origin",
      run: test,
    },
    remove: {
      summary: "remove an origin that no URL endpoint uses",
      usage: "origin remove ORIGIN",
      options: [dataOption],
      argument: "origin",
      run: remove,
    },
  },
);

function add(args: string[]): Promise<void> {
  const { fields, data, json } = readFields(args, originFields);
  checkOriginFlags(fields);
  return withStore(data, async (store) => {
    const origin = withAbsolutePath(fields);
    const made = await checked(checkMachine(origin), () => createOrigin(store, origin));
    say("Added", made, json);
  });
}

/** Changes the fields that are given; the others stay, secrets too. */
function set(args: string[]): Promise<void> {
  const given = readFields(args, fieldsOfTypes);
  if (Object.keys(given.fields).length === 0) {
    throw new UsageError("Expected something to change, such as --name NAME");
  }
  return withStore(given.data, async (store) => {
    const { id, name, type, settings } = findOrigin(store, origins(store, given));
    const fields = { name, type, ...settings, ...withAbsolutePath(given.fields) };
    const changed = await checked(checkMachine(fields), () => replaceOrigin(store, id, fields));
    say("Changed", changed, given.json);
  });
}

/** Adds one like another but for the fields that are given. */
function duplicate(args: string[]): Promise<void> {
  const given = readFields(args, fieldsOfTypes);
  if (given.fields.name === undefined) {
    throw new UsageError("Expected --name and the name of the duplicate");
  }
  return withStore(given.data, async (store) => {
    const id = origins(store, given);
    const fields = withAbsolutePath(given.fields);
    const check = checkMachine(fields, findOrigin(store, id));
    const made = await checked(check, () => duplicateOrigin(store, id, fields));
    say("Added", made, given.json);
  });
}

const checked = (check: Promise<void>, work: () => OriginView) =>
  inFlags(originFields, () => check.then(work));

function say(what: "Added" | "Changed", view: OriginView, json: boolean): void {
  const text = json
    ? JSON.stringify(view, null, 2)
    : `${what} the origin ${view.name} (${view.id})`;
  process.stdout.write(`${text}\n`);
}

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, async (store) => {
    const views = listOrigins(store);
    const health = json ? undefined : await originsHealth(data, keyIn(store));
    const now = Date.now();
    const stateOf = (id: string) => stateText(health?.get(id), now);
    const rows = json
      ? views
      : views.map((view) => ({ ...view, place: placeOf(view), state: stateOf(view.id) }));
    // Only a server knows how they do.
    const columns = ["name", "type", "place", ...(health ? ["state"] : []), "id"];
    const empty =
      "There is no origin yet: add one with `tintype origin add` (`tintype origin add --help` shows how)";
    printRows(rows, columns, json, empty);
  });
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
    const query = { prefix, limit, ...cursor };
    const listing = await waiting(`Listing ${name}`, async () => {
      const path = `/v1/accounts/origins/${record.id}/browse?${queryText(query)}`;
      const asked = await askRunningServer(data, keyIn(store), ({ call }) =>
        call<Listing>("GET", path),
      );
      return asked ?? createBrowser()(record, query);
    });
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
    const id = origins(store, given);
    const asked = await askRunningServer(given.data, keyIn(store), ({ call }) =>
      call<Diagnosis>("POST", "/v1/accounts/origins/test", { id }),
    );
    const diagnosis = asked ?? (await testOrigin(store, { id }));
    if (given.json) process.stdout.write(`${JSON.stringify(diagnosis, null, 2)}\n`);
    else printSteps(diagnosis.steps, originFields);
    if (!diagnosis.ok) process.exitCode = 1;
  });
}

function queryText(query: Record<string, string | number>): string {
  return String(
    new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])),
  );
}

function remove(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, (store) => {
    deleteOrigin(store, origins(store, given));
    process.stdout.write(`Removed the origin ${given.positionals[0]}\n`);
  });
}

function origins(store: Parameters<typeof listOrigins>[0], given: Given): string {
  return idOf(listOrigins(store), "origin", onlyArgument(given, "an origin's id or name"));
}
