import { endpointSettings } from "../endpoints/settings.ts";
import { originTypes } from "../origins/registry.ts";
import { services } from "../url/services.ts";
import type { FieldSchema, ObjectSchema } from "./form/field.ts";

/** What the page shows of an origin type. */
interface OriginKind {
  title: string;
  sentence: string;
  schema: ObjectSchema;
}

/** What the page shows of a URL rewriter. */
interface RewriterKind {
  title: string;
  switches: Record<string, string>;
}

/**
 * The tables that the server checks bodies against, as plain JSON. Called as a macro: the page
 * holds the tables and not the library that they are written with.
 */
export function serverSchemas(): {
  origins: Record<string, OriginKind>;
  endpoint: Record<string, FieldSchema>;
  rewriters: Record<string, RewriterKind>;
} {
  const kinds = [...originTypes.values()].map(({ type, title, sentence, schema }) => [
    type,
    { title, sentence, schema },
  ]);
  const tables = {
    origins: Object.fromEntries(kinds),
    endpoint: endpointSettings,
    rewriters: Object.fromEntries(
      Object.entries(services).map(([type, { title, switches }]) => [type, { title, switches }]),
    ),
  };
  return JSON.parse(JSON.stringify(tables));
}
