import { type TProperties, Type } from "@sinclair/typebox";
import {
  createEndpoint,
  deleteEndpoint,
  endpointSchema,
  listEndpoints,
  replaceEndpoint,
} from "../api/resources/endpoints.ts";
import { listOrigins } from "../api/resources/origins.ts";
import { UsageError } from "../config.ts";
import type { Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import {
  fieldHelp,
  idOf,
  onlyArgument,
  printRows,
  readFields,
  runSubcommand,
  withStore,
} from "./fields.ts";

const properties: TProperties = {
  ...endpointSchema.properties,
  preserveAssetDeliveryTypes: Type.Boolean({
    description:
      "With `--url-rewriter cloudinary`: keep `image/upload` in the path of the original",
  }),
};

const subcommands = { add, list, set, remove };

export const endpoint: Command = {
  summary: "add, list, set and remove URL endpoints",
  usage:
    "endpoint add --description TEXT --url-prefix PREFIX --origins A,B … | list | set ENDPOINT … | remove ENDPOINT",
  options: [
    ...fieldHelp(properties),
    { flag: "--json", meaning: "Print for machines" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  subcommands: Object.keys(subcommands),
  run: (args) => runSubcommand("endpoint", subcommands, args),
};

function add(args: string[]): Promise<void> {
  const { fields, data } = readFields(args, properties);
  return withStore(data, (store) => {
    const made = createEndpoint(store, readable(store, fields));
    process.stdout.write(`Added the URL endpoint ${made.description} (${made.id})\n`);
  });
}

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, (store) => {
    printRows(listEndpoints(store), ["id", "urlPrefix", "description", "origins"], json);
  });
}

/** Changes the fields that are given; the others stay. */
function set(args: string[]): Promise<void> {
  const given = readFields(args, properties);
  return withStore(given.data, (store) => {
    const id = find(store, onlyArgument(given, "a URL endpoint's id, prefix or description"));
    const before = listEndpoints(store).find((view) => view.id === id);
    replaceEndpoint(store, id, { ...before, ...readable(store, given.fields, before) });
  });
}

function remove(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, (store) => {
    deleteEndpoint(store, find(store, onlyArgument(given, "a URL endpoint's id or prefix")));
  });
}

function find(store: Store, text: string): string {
  const found = listEndpoints(store).find(
    ({ id, urlPrefix, description }) => [id, urlPrefix, description].includes(text) && text !== "",
  );
  if (found) return found.id;
  throw new UsageError(`There is no URL endpoint ${text}`);
}

/** Fields as the API takes them. */
function readable(
  store: Store,
  { preserveAssetDeliveryTypes, ...fields }: Record<string, unknown>,
  before: Record<string, unknown> = {},
): Record<string, unknown> {
  const named = withOriginIds(store, fields);
  const word = fields.urlRewriter;
  if (word === undefined && preserveAssetDeliveryTypes === undefined) return named;
  if (word === "none") return { ...named, urlRewriter: undefined };
  const type = { type: String(word).toUpperCase() };
  const rewriter = word === undefined ? before.urlRewriter : type;
  return {
    ...named,
    urlRewriter: {
      ...(rewriter as object | undefined),
      ...(preserveAssetDeliveryTypes === undefined ? {} : { preserveAssetDeliveryTypes }),
    },
  };
}

/** On the command line an origin may be called by its name. */
function withOriginIds(store: Store, fields: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(fields.origins)) return fields;
  const known = listOrigins(store);
  return { ...fields, origins: fields.origins.map((text) => idOf(known, "origin", String(text))) };
}
