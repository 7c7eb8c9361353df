import type { Static, TObject, TSchema, TUnsafe } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { Store } from "../store/store.ts";
import { validate } from "./resources/validate.ts";

/** The configuration, its changes noted as those of the client that sent the request. */
export type StoreOf = (request: Request) => Store;

/** What OpenAPI says of a route without a body. */
export function said(summary: string) {
  return { detail: { summary } };
}

/**
 * What OpenAPI and the typed client are told of a route with a body. It is checked by the function
 * that uses it, whose words say more than a schema's.
 */
export function taking<T extends TSchema>(summary: string, body: T) {
  const content = { "application/json": { schema: plain(body) } };
  const hook = { detail: { summary, requestBody: { required: true, content } }, parse: "json" };
  return hook as unknown as Hook<"body", T> & { parse: "json" };
}

/** The same of a route with a query, which `readQuery` reads. */
export function asking<T extends TObject>(summary: string, query: T) {
  const required = query.required ?? [];
  const parameters = Object.entries(query.properties).map(([name, schema]) => ({
    in: "query",
    name,
    required: required.includes(name),
    schema: plain(schema),
    description: schema.description,
  }));
  return { detail: { summary, parameters } } as unknown as Hook<"query", T>;
}

/** The schema is there for types only: at run time, it would have Elysia check it first. */
type Hook<K extends "body" | "query", T extends TSchema> = {
  detail: { summary: string };
} & Record<K, TUnsafe<Static<T>>>;

/** Symbols are for TypeBox. */
function plain(schema: TSchema): object {
  return JSON.parse(JSON.stringify(schema));
}

/** Reads a query, whose numbers and truth values are texts. EINVAL names the parameter. */
export function readQuery<T extends TObject>(schema: T, query: unknown): Static<T> {
  return validate(schema, Value.Convert(schema, Value.Clone(query))) as Static<T>;
}
