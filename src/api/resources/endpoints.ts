import { Type } from "@sinclair/typebox";
import { endpointDefaults, endpointSettings, urlRewriter } from "../../endpoints/settings.ts";
import { Failure } from "../../failure.ts";
import type { EndpointRecord } from "../../store/records.ts";
import { newId, type Store } from "../../store/store.ts";
import { services, type UrlRewriter } from "../../url/services.ts";
import { validate } from "./validate.ts";

export const endpointSchema = Type.Object(
  {
    description: Type.String({ description: "What the endpoint is for", minLength: 1 }),
    origins: Type.Optional(
      Type.Array(Type.String(), {
        description: "Origins, in order",
        default: [],
      }),
    ),
    urlPrefix: Type.Optional(
      Type.String({
        description: "First path segment; empty only for the default endpoint",
        pattern: "^[A-Za-z0-9-]*$",
        "x-expected": "letters, digits and hyphens",
      }),
    ),
    urlRewriter: Type.Optional(urlRewriter),
    ...Object.fromEntries(
      Object.entries(endpointSettings).map(([name, schema]) => [name, Type.Optional(schema)]),
    ),
  },
  { additionalProperties: false, description: "A URL endpoint" },
);

export type EndpointView = { id: string; description: string } & Record<string, unknown>;

export function listEndpoints(store: Store): EndpointView[] {
  return store.endpoints().map(viewOf);
}

/** ENOENT when there is no such endpoint. */
export function readEndpoint(store: Store, id: string): EndpointView {
  return viewOf(find(store, id));
}

export function createEndpoint(store: Store, json: unknown): EndpointView {
  const record = recordOf(store, newId(), json);
  store.putEndpoint(record);
  return viewOf(record);
}

/** Replaces every field; what is left out falls back to its default. */
export function replaceEndpoint(store: Store, id: string, json: unknown): EndpointView {
  find(store, id);
  const record = recordOf(store, id, json);
  store.putEndpoint(record);
  return viewOf(record);
}

/** The default endpoint cannot be deleted: ECONFLICT. */
export function deleteEndpoint(store: Store, id: string): void {
  find(store, id);
  if (id === "default") throw new Failure("ECONFLICT", "The default endpoint cannot be deleted");
  store.removeEndpoint(id);
}

function find(store: Store, id: string): EndpointRecord {
  const found = store.endpoints().find((endpoint) => endpoint.id === id);
  if (!found)
    throw new Failure("ENOENT", `There is no URL endpoint with the id ${id.slice(0, 80)}`);
  return found;
}

/** Reads an endpoint's JSON and checks it against what is there already. */
export function recordOf(store: Store, id: string, json: unknown): EndpointRecord {
  const { id: _, ...given } = (typeof json === "object" && json !== null ? json : {}) as Record<
    string,
    unknown
  >;
  const fields = validate(endpointSchema, given);
  const { description, origins = [], urlPrefix = "", urlRewriter, ...others } = fields;
  const settings =
    urlRewriter === undefined ? others : { ...others, urlRewriter: full(urlRewriter) };
  const record: EndpointRecord = {
    id,
    description: String(description),
    urlPrefix: String(urlPrefix),
    origins: origins as string[],
    settings,
  };
  checkOrigins(store, record.origins);
  checkAddresses(store, record);
  return record;
}

/** ImageKit's answers hold every setting of a rewriter, also those that a request left out. */
function full(rewriter: unknown): UrlRewriter {
  const given = rewriter as UrlRewriter;
  const off = Object.keys(services[given.type].switches).map((name) => [name, false]);
  return { ...Object.fromEntries(off), ...given };
}

function checkOrigins(store: Store, origins: string[]): void {
  const known = store.origins().map(({ id }) => id);
  for (const [i, id] of origins.entries()) {
    if (!known.includes(id)) {
      throw wrong("origins", `Cannot read \`origins\`: there is no origin with the id ${id}`);
    }
    if (origins.indexOf(id) !== i) {
      throw wrong("origins", `Cannot read \`origins\`: ${id} stands there twice`);
    }
  }
}

/** A prefix or a host leads to one endpoint. */
function checkAddresses(store: Store, { id, urlPrefix, settings }: EndpointRecord): void {
  if (id === "default" && urlPrefix !== "") {
    throw wrong("urlPrefix", "Cannot read `urlPrefix`: the default endpoint has none");
  }
  if (id !== "default" && urlPrefix === "") {
    throw wrong("urlPrefix", "Missing `urlPrefix`: only the default endpoint goes without one");
  }
  const hostnames = (settings.hostnames ?? []) as string[];
  for (const other of store.endpoints()) {
    if (other.id === id) continue;
    if (urlPrefix !== "" && other.urlPrefix === urlPrefix) {
      throw taken("urlPrefix", `\`urlPrefix\` ${urlPrefix} is taken by ${other.description}`);
    }
    const host = ((other.settings.hostnames ?? []) as string[]).find((h) => hostnames.includes(h));
    if (host) {
      throw taken("hostnames", `The host name ${host} is taken by ${other.description}`);
    }
  }
}

function wrong(field: string, message: string): Failure {
  return new Failure("EINVAL", message, { field });
}

function taken(field: string, message: string): Failure {
  return new Failure("ECONFLICT", message, { field });
}

function viewOf({ id, description, urlPrefix, origins, settings }: EndpointRecord): EndpointView {
  return { id, description, urlPrefix, origins, ...endpointDefaults, ...settings };
}
