import type { Random } from "./random.ts";
import { anyValue, damaged } from "./values.ts";

/** As much of JSON Schema as the server's own document uses. */
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
}

interface Operation {
  parameters?: { in: string; name: string; schema?: Schema }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

/** The server's own description of its API. */
export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

interface ApiCall {
  method: string;
  target: string;
  /** Not always JSON. */
  body?: string;
}

/** Hosts on which nothing listens: no test asks another machine. */
const addresses = [
  ...["http://127.0.0.1:1", "https://127.0.0.1:1/x", "http://[::1]:1", "http://localhost:1/a b"],
  ...["ftp://127.0.0.1:1", "http://", "127.0.0.1:1", "http://user:pw@127.0.0.1:1", "//127.0.0.1:1"],
];

const odd: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1e308, 0.1, "", [], {}, [[]], [null], { a: null }, "env:HOME"],
  ...["env:TINTYPE_PRIVATE_KEY", "\0", "a".repeat(5_000), "😀", "../..", "/", { __proto__: 1 }],
];

/** A value as a schema wants it, or now and then any other. */
function anyOf(schema: Schema, random: Random, depth = 0): unknown {
  if (depth > 6 || random.chance(7)) return random.pick(odd);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return anyOf(random.pick(choices), random, depth + 1);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  if (schema.properties || schema.type === "object") {
    const names = Object.entries(schema.properties ?? {});
    const kept = names.filter(([name]) => schema.required?.includes(name) || random.chance(40));
    const fields = kept.map(([name, inner]) => [name, fieldOf(name, inner, random, depth)]);
    if (random.chance(6)) fields.push([anyValue(random), random.pick(odd)]);
    return Object.fromEntries(fields);
  }
  switch (schema.type) {
    case "array":
      return Array.from({ length: random.below(4) }, () =>
        anyOf(schema.items ?? {}, random, depth + 1),
      );
    case "boolean":
      return random.chance(50);
    case "integer":
    case "number":
      return random.pick([0, 1, 300, 86_400, -1, 1.5, 2 ** 53]);
    case "string":
      return random.pick([...addresses.slice(0, 4), "name", "a-b", anyValue(random)]);
    default:
      return random.pick(odd);
  }
}

/** What leads to another machine or folder leads to none that exists. */
function fieldOf(name: string, schema: Schema, random: Random, depth: number): unknown {
  if (/url$|endpoint$/i.test(name) && name !== "url") return random.pick(addresses);
  if (name === "path") return random.pick(["/nowhere/at/all", "/tmp/none", "relative", "/", ""]);
  if (name === "transformation") return `tr:${anyValue(random)}-${anyValue(random)}`;
  return anyOf(schema, random, depth + 1);
}

/** A call of the management API, by its own description. */
export function anyCall({ paths }: OpenApi, random: Random): ApiCall {
  // An answer that goes on as long as its client listens is none of one request.
  const known = Object.entries(paths).filter(([path]) => !path.endsWith("/stream"));
  const [path, operations] = random.pick(known);
  const [method, operation] = random.pick(Object.entries(operations));
  const ids = ["default", "none", "folder", "%00", "..%2f", "a".repeat(300), anyValue(random)];
  const target = path.replace(/\{\w+\}/g, () =>
    encodeURIComponent(random.pick(ids).toWellFormed()),
  );
  const query = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === "query" && random.chance(80))
    .map(({ name, schema = {} }) => {
      const value = name === "url" ? random.pick(addresses) : anyOf(schema, random);
      return `${name}=${encodeURIComponent(String(value).toWellFormed())}`;
    });
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const call: ApiCall = {
    method: method.toUpperCase(),
    target: query.length > 0 ? `${target}?${query.join("&")}` : target,
  };
  if (!schema) return call;
  const body = JSON.stringify(anyOf(schema, random)) ?? "";
  return { ...call, body: random.chance(90) ? body : damaged(body, random).toWellFormed() };
}
