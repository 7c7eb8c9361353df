import { type TProperties, Type } from "@sinclair/typebox";
import {
  createEndpoint,
  deleteEndpoint,
  endpointSchema,
  listEndpoints,
  replaceEndpoint,
} from "../api/resources/endpoints.ts";
import { listOrigins } from "../api/resources/origins.ts";
import { UsageError } from "../flags/usage.ts";
import type { Store } from "../store/store.ts";
import { didYouMean } from "../suggestion.ts";
import { serviceNames } from "../url/services.ts";
import { type Command, group } from "./command.ts";
import {
  dataOption,
  fieldHelp,
  idOf,
  inFlags,
  jsonOption,
  onlyArgument,
  printRows,
  readFields,
  withStore,
} from "./flags/fields.ts";

const properties: TProperties = {
  ...endpointSchema.properties,
  urlRewriter: { ...endpointSchema.properties.urlRewriter, "x-words": [...serviceNames, "none"] },
  preserveAssetDeliveryTypes: Type.Boolean({
    description:
      "With `--url-rewriter cloudinary`: keep `image/upload` in the path of the original",
  }),
};

const options = [...fieldHelp(properties), dataOption];

export const endpoint: Command = group("endpoint", "add, list, set and remove URL endpoints", {
  add: {
    summary: "add a URL endpoint",
    usage: "endpoint add --description TEXT --url-prefix PREFIX --origins A,B …",
    options,
    examples: [
      'endpoint add --description Shop --url-prefix shop --origins "Product images,Archive"',
    ],
    run: add,
  },
  list: {
    summary: "list URL endpoints and their origins",
    usage: "endpoint list",
    options: [jsonOption, dataOption],
    run: list,
  },
  set: {
    summary: "change the given fields of a URL endpoint",
    usage: "endpoint set ENDPOINT …",
    options,
    examples: [
      "endpoint set default --origins images,videos,raw",
      "endpoint set default --url-rewriter cloudinary --preserve-asset-delivery-types",
    ],
    argument: "endpoint",
    run: set,
  },
  remove: {
    summary: "remove a URL endpoint",
    usage: "endpoint remove ENDPOINT",
    options: [dataOption],
    argument: "endpoint",
    run: remove,
  },
});

function add(args: string[]): Promise<void> {
  const { fields, data } = readFields(args, properties);
  return withStore(data, async (store) => {
    const given = readable(store, fields);
    const made = await inFlags(properties, () => createEndpoint(store, given));
    process.stdout.write(`Added the URL endpoint ${made.description} (${made.id})\n`);
  });
}

function list(args: string[]): Promise<void> {
  const { data, json } = readFields(args);
  return withStore(data, (store) => {
    const names = new Map(listOrigins(store).map(({ id, name }) => [id, name]));
    const endpoints = listEndpoints(store);
    const rows = endpoints.map(({ id, urlPrefix, description, origins }) => ({
      endpoint: description,
      prefix: urlPrefix === "" ? "(default)" : urlPrefix,
      origins: (origins as string[]).map((origin) => names.get(origin)).join(", ") || "(none)",
      id,
    }));
    if (json) printRows(endpoints, [], true);
    else printRows(rows, ["endpoint", "prefix", "origins", "id"], false);
  });
}

/** Changes the fields that are given; the others stay. */
function set(args: string[]): Promise<void> {
  const given = readFields(args, properties);
  return withStore(given.data, async (store) => {
    const id = find(store, onlyArgument(given, "a URL endpoint's id, prefix or description"));
    const before = listEndpoints(store).find((view) => view.id === id);
    const fields = { ...before, ...readable(store, given.fields, before) };
    const { description } = await inFlags(properties, () => replaceEndpoint(store, id, fields));
    process.stdout.write(`Changed the URL endpoint ${description}\n`);
  });
}

function remove(args: string[]): Promise<void> {
  const given = readFields(args);
  return withStore(given.data, (store) => {
    const name = onlyArgument(given, "a URL endpoint's id or prefix");
    deleteEndpoint(store, find(store, name));
    process.stdout.write(`Removed the URL endpoint ${name}\n`);
  });
}

function find(store: Store, text: string): string {
  const found = listEndpoints(store).find(
    ({ id, urlPrefix, description }) => [id, urlPrefix, description].includes(text) && text !== "",
  );
  if (found) return found.id;
  const names = listEndpoints(store).flatMap(({ id, urlPrefix, description }) => [
    id,
    urlPrefix,
    description,
  ]);
  throw new UsageError(`There is no URL endpoint ${text}${didYouMean(text, names.map(String))}`);
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
