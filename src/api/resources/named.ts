import { Type } from "@sinclair/typebox";
import { asFailure, Failure } from "../../failure.ts";
import type { NamedRecord } from "../../store/records.ts";
import { newId, type Store } from "../../store/store.ts";
import { bareTransformation } from "../../url/named.ts";
import { parseTransformation } from "../../url/transformation.ts";
import { validate } from "./validate.ts";

/** ImageKit's bound on named transformations. */
const atMost = 250;

export const namedSchema = Type.Object(
  {
    name: Type.String({
      description: "Name, called in URLs as `n-NAME`; case-sensitive",
      pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
      "x-expected": "letters, digits, `_`, `-` and `.`",
    }),
    transformation: Type.String({
      description: "What it stands for, with or without `tr:` in front",
      minLength: 1,
    }),
    enabled: Type.Optional(Type.Boolean({ description: "Whether URLs may use it", default: true })),
  },
  { additionalProperties: false, description: "A named transformation" },
);

export interface NamedView {
  id: string;
  name: string;
  transformation: string;
  enabled: boolean;
  /** ISO 8601. */
  createdAt: string;
}

export function listNamed(store: Store): NamedView[] {
  return store.named().map(viewOf);
}

/** ENOENT when there is no such named transformation. */
export function readNamed(store: Store, id: string): NamedView {
  return viewOf(find(store, id));
}

export function createNamed(store: Store, json: unknown): NamedView {
  if (store.named().length >= atMost) {
    throw new Failure("ELIMIT", `There are at most ${atMost} named transformations`);
  }
  return putNamed(store, newId(), json);
}

/** Changes the fields that are given; the others stay. */
export function updateNamed(store: Store, id: string, json: unknown): NamedView {
  const { name, transformation, enabled } = find(store, id);
  const given = typeof json === "object" && json !== null ? json : {};
  return putNamed(store, id, { name, transformation, enabled, ...given });
}

export function deleteNamed(store: Store, id: string): void {
  find(store, id);
  store.removeNamed(id);
}

/** Adds or replaces the named transformation with this id. */
export function putNamed(store: Store, id: string, json: unknown): NamedView {
  const fields = validate(namedSchema, json);
  const named = {
    id,
    name: String(fields.name),
    transformation: String(fields.transformation),
    enabled: fields.enabled !== false,
  };
  if (store.named().some((other) => other.name === named.name && other.id !== id)) {
    throw new Failure("ECONFLICT", `The name ${named.name} is taken`, { field: "name" });
  }
  checkTransformation(named.transformation);
  store.putNamed(named);
  return readNamed(store, id);
}

/** One that cannot be read would fail in every URL that uses it. */
function checkTransformation(text: string): void {
  try {
    parseTransformation(bareTransformation(text));
  } catch (error) {
    const { code, message } = asFailure(error);
    throw new Failure(code, message, { cause: error, field: "transformation" });
  }
}

function find(store: Store, id: string): NamedRecord {
  const found = store.named().find((named) => named.id === id);
  if (found) return found;
  throw new Failure("ENOENT", `There is no named transformation with the id ${id.slice(0, 80)}`);
}

function viewOf({ createdAt, ...named }: NamedRecord): NamedView {
  return { ...named, createdAt: new Date(createdAt).toISOString() };
}
