import { endpointSettings } from "../endpoints/settings.ts";
import { originTypes } from "../origins/types.ts";
import type { FieldSchema, ObjectSchema } from "./form/field.ts";

/**
 * The tables that the server checks bodies against, as plain JSON. Called as a macro: the page
 * holds the tables and not the library that they are written with.
 */
export function serverSchemas(): {
  origins: Record<string, ObjectSchema>;
  endpoint: Record<string, FieldSchema>;
} {
  return JSON.parse(JSON.stringify({ origins: originTypes, endpoint: endpointSettings }));
}
