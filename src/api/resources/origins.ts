import { type TProperties, Type } from "@sinclair/typebox";
import { Failure } from "../../failure.ts";
import type { OriginType } from "../../origins/origin-type.ts";
import { isSecret, originTypes, typeNames } from "../../origins/registry.ts";
import type { OriginRecord } from "../../store/records.ts";
import { newId, type Store } from "../../store/store.ts";
import { validate } from "./validate.ts";

/** An origin of any type, for those who describe requests. */
export const originSchema = Type.Union(
  [...originTypes.values()].map(({ type, schema }) =>
    Type.Composite([Type.Object({ type: Type.Literal(type) }), schema], {
      description: schema.description ?? "",
    }),
  ),
);

/** What is different in a duplicate. */
export const duplicateSchema = Type.Object(
  { name: Type.String({ description: "Name of the duplicate", minLength: 1 }) },
  { description: "A name, and the fields that are to be different" },
);

/** An origin as the outside sees it: ImageKit's shape, no secret in it. */
export type OriginView = {
  id: string;
  name: string;
  type: string;
  /** Of the folder that the server was started with. */
  served?: true;
} & Record<string, unknown>;

export function listOrigins(store: Store): OriginView[] {
  return store.origins().map(viewOf);
}

/** ENOENT when there is no such origin. */
export function readOrigin(store: Store, id: string): OriginView {
  return viewOf(findOrigin(store, id));
}

/** EINVAL names the field at fault. */
export function createOrigin(store: Store, json: unknown): OriginView {
  const record = recordOf(newId(), json);
  store.putOrigin(record);
  return viewOf(record);
}

/** Replaces every field; a secret that is left out stays as it was, since it cannot be read back. */
export function replaceOrigin(store: Store, id: string, json: unknown): OriginView {
  const record = recordOf(id, json, findOrigin(store, id));
  store.putOrigin(record);
  return viewOf(record);
}

/**
 * Adds an origin like another, but for the given fields: its secrets, which no client can read back,
 * are copied here.
 */
export function duplicateOrigin(store: Store, id: string, json: unknown): OriginView {
  const before = findOrigin(store, id);
  const given = validate(duplicateSchema, json);
  if (given.type !== undefined && given.type !== before.type) {
    const message = `Cannot read \`type\`: a duplicate stays of the type ${before.type}`;
    throw new Failure("EINVAL", message, { field: "type" });
  }
  const fields = { ...before.settings, ...given, type: before.type };
  const record = recordOf(newId(), fields, before);
  store.putOrigin(record);
  return viewOf(record);
}

/** ECONFLICT names the URL endpoints that still use it. */
export function deleteOrigin(store: Store, id: string): void {
  const { name } = findOrigin(store, id);
  const users = store.endpoints().filter(({ origins }) => origins.includes(id));
  if (users.length > 0) {
    const names = users.map(({ description }) => description).join(", ");
    throw new Failure("ECONFLICT", `The origin ${name} is still used by: ${names}`);
  }
  store.removeOrigin(id);
}

/** ENOENT when there is no such origin. */
export function findOrigin(store: Store, id: string): OriginRecord {
  const found = store.origins().find((origin) => origin.id === id);
  if (!found) throw new Failure("ENOENT", `There is no origin with the id ${id.slice(0, 80)}`);
  return found;
}

/**
 * Asks the machine for what an origin's JSON names there, in good time: what reads and writes the store
 * cannot wait. EINVAL names the field at fault.
 */
export async function checkMachine(json: unknown, before?: OriginRecord): Promise<void> {
  const given = typeof json === "object" && json !== null ? json : {};
  const fields: Record<string, unknown> = { type: before?.type, ...before?.settings, ...given };
  await originTypes.get(String(fields.type))?.checkMachine?.(fields);
}

/** Reads an origin's JSON; `before` is the record that it replaces. */
export function recordOf(id: string, json: unknown, before?: OriginRecord): OriginRecord {
  const {
    type,
    id: _,
    ...fields
  } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const originType = originTypes.get(String(type));
  if (!originType) {
    const got = type === undefined ? "nothing" : `\`${String(type).slice(0, 80)}\``;
    const message = `Cannot read \`type\`: expected one of ${typeNames()}, got ${got}`;
    throw new Failure("EINVAL", message, { field: "type" });
  }
  const { name, ...rest } = validate(originType.schema, fields);
  const settings: Record<string, unknown> = {};
  const secrets: Record<string, unknown> =
    before && before.type === type ? { ...before.secrets } : {};
  for (const [field, value] of Object.entries(rest)) {
    if (!isSecret(originType, field)) settings[field] = value;
    else if (value === "") delete secrets[field];
    else secrets[field] = value;
  }
  checkTogether(originType, { ...settings, ...secrets });
  if (before) checkReceivers(originType, before, settings, Object.keys(secrets), rest);
  return { id, name: String(name), type: originType.type, settings, secrets };
}

/** Rules that concern more than one field. */
function checkTogether(type: OriginType, fields: Record<string, unknown>): void {
  if (fields.includeCanonicalHeader === true && fields.baseUrlForCanonicalHeader === undefined) {
    const field = "baseUrlForCanonicalHeader";
    throw new Failure("EINVAL", `Missing \`${field}\`: the canonical header needs it`, { field });
  }
  type.check?.(fields);
}

/**
 * Secrets cannot be read back, so they must not follow an address that is changed either: a client
 * that may change an origin could have them sent to a server of its own.
 */
function checkReceivers(
  type: OriginType,
  before: OriginRecord,
  settings: Record<string, unknown>,
  secrets: readonly string[],
  given: Record<string, unknown>,
): void {
  const receivers = (fields: Record<string, unknown>) =>
    type.receivers?.({ ...fields, id: before.id, name: before.name }) ?? [];
  const known = receivers(before.settings);
  const added = receivers(settings).find((receiver) => !known.includes(receiver));
  const kept = secrets.find((field) => given[field] === undefined);
  if (added === undefined || kept === undefined) return;
  const host = added === "" ? "another server" : added;
  const message = `Missing \`${kept}\`: give it again, for it now goes to ${host}`;
  throw new Failure("EINVAL", message, { field: kept });
}

function viewOf({ id, name, type, settings }: OriginRecord): OriginView {
  const properties: TProperties = originTypes.get(type)?.schema.properties ?? {};
  const shown = Object.entries(properties).flatMap(([field, schema]) => {
    if (field === "name" || schema.writeOnly === true) return [];
    const value = settings[field] ?? schema.default;
    return value === undefined ? [] : [[field, value] as const];
  });
  return { id, name, type, ...Object.fromEntries(shown) };
}
