import type { TObject, TSchema } from "@sinclair/typebox";
import { Value, type ValueError } from "@sinclair/typebox/value";
import { Failure } from "../../failure.ts";

/**
 * Checks a request's JSON against a schema; the first fault is an EINVAL failure that names the
 * field, what was expected and, unless the field is secret, what came.
 */
export function validate(schema: TObject, json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw new Failure("EINVAL", "Cannot read the request: expected a JSON object");
  }
  const error = Value.Errors(schema, json).First();
  if (error) {
    const field = fieldOf(error);
    throw new Failure("EINVAL", explain(schema, field, error), { field });
  }
  return json as Record<string, unknown>;
}

/** The request's own field: of a fault inside a field's value, the field. */
function fieldOf({ path }: ValueError): string {
  return path.slice(1).split("/")[0] ?? "";
}

function explain(schema: TObject, field: string, { value }: ValueError): string {
  const described: TSchema | undefined = schema.properties[field];
  if (described === undefined) {
    const known = Object.keys(schema.properties).join(", ");
    return `Unknown field \`${field}\`: expected one of ${known}`;
  }
  if (value === undefined)
    return `Missing \`${field}\`: ${lowerFirst(String(described.description))}`;
  const got =
    described.writeOnly === true ? "" : `, got \`${JSON.stringify(value)?.slice(0, 80)}\``;
  return `Cannot read \`${field}\`: expected ${expectationOf(described)}${got}`;
}

/** What a schema wants, in words. */
function expectationOf(schema: TSchema): string {
  if (typeof schema["x-expected"] === "string") return schema["x-expected"];
  if (schema.anyOf) return (schema.anyOf as TSchema[]).map(expectationOf).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return "a list";
  if (schema.type === "object") return "an object";
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "integer" || schema.type === "number") return "a number";
  return schema.minLength ? "a text that is not empty" : "a text";
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
