import { isDeepStrictEqual } from "node:util";
import { Failure } from "../../failure.ts";
import type { Store } from "../../store/store.ts";
import { recordOf as endpointRecord, listEndpoints } from "./endpoints.ts";
import {
  type ExportedSecrets,
  exportedSecrets,
  sharesVariables,
  withoutStandIns,
} from "./exported-secrets.ts";
import { listNamed, putNamed } from "./named.ts";
import { checkMachine, listOrigins, recordOf as originRecord } from "./origins.ts";

type Fields = Record<string, unknown> & { id: string };

/** The whole configuration as one JSON document, for keeping under version control. */
interface ConfigurationDocument {
  origins: Fields[];
  urlEndpoints: Fields[];
  namedTransformations: Fields[];
}

/** What an import does to one record. */
interface Change {
  change: "add" | "replace";
  what: "origin" | "URL endpoint" | "named transformation";
  name: string;
}

/** Secrets are references of the form `env:NAME`, also those that were typed in. */
export function exportConfiguration(store: Store): ConfigurationDocument {
  const secrets = secretsOf(store);
  return {
    origins: listOrigins(store).map((view) => ({ ...view, ...secrets.get(view.id)?.fields })),
    urlEndpoints: listEndpoints(store),
    namedTransformations: listNamed(store).map(({ createdAt: _, ...named }) => named),
  };
}

/** Variables that stand in an export for keys that were typed in. */
export function standInVariables(store: Store): string[] {
  return [...secretsOf(store).values()].flatMap(({ variables }) => variables);
}

function secretsOf(store: Store): Map<string, ExportedSecrets> {
  const records = store.origins();
  return new Map(
    records.map((record) => {
      const isShared = records.some((other) => sharesVariables(record, other));
      return [record.id, exportedSecrets(record, isShared)];
    }),
  );
}

class DryRun extends Error {}

/**
 * Adds and replaces what the document holds, all of it or nothing; what it does not hold stays.
 * Importing the same document again changes nothing. Secrets that it leaves out, or that an export
 * gave a variable, stay as they are; a new origin without its secrets is an EINVAL failure.
 */
export function importConfiguration(store: Store, json: unknown, dryRun: boolean): Change[] {
  const document = readDocument(json);
  const before = exportConfiguration(store);
  let changes: Change[] = [];
  try {
    store.transaction(() => {
      put(store, document);
      changes = differences(before, exportConfiguration(store));
      if (changes.length > 0) store.note(imported(changes));
      if (dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  return changes;
}

/** How an import is told in the audit log; its records have lines of their own. */
function imported(changes: Change[]) {
  const words = { add: "added", replace: "replaced" };
  const summary = (["add", "replace"] as const)
    .map((kind) => `${changes.filter(({ change }) => change === kind).length} ${words[kind]}`)
    .join(", ");
  const nothing = { target: "", name: "" };
  return { action: "import" as const, kind: "configuration" as const, ...nothing, summary };
}

/** Asks the machine for what the origins of a document name there. EINVAL names the origin. */
export async function checkMachineFor(json: unknown): Promise<void> {
  for (const origin of readDocument(json).origins) {
    await checkMachine(origin).catch((error: unknown) => {
      throw named(origin, error);
    });
  }
}

function readDocument(json: unknown): ConfigurationDocument {
  const given = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const list = (part: keyof ConfigurationDocument) => {
    const value = given[part] ?? [];
    const records = Array.isArray(value) ? value : [undefined];
    if (records.every((record) => typeof record?.id === "string")) return records as Fields[];
    const message = `Cannot read \`${part}\`: expected a list of objects with an \`id\``;
    throw new Failure("EINVAL", message, { field: part });
  };
  return {
    origins: list("origins"),
    urlEndpoints: list("urlEndpoints"),
    namedTransformations: list("namedTransformations"),
  };
}

function put(store: Store, document: ConfigurationDocument): void {
  for (const origin of document.origins) {
    const known = store.origins().find(({ id }) => id === origin.id);
    const fields = known ? withoutStandIns(origin, known) : origin;
    store.putOrigin(naming(origin, () => originRecord(origin.id, fields, known)));
  }
  for (const endpoint of document.urlEndpoints) {
    store.putEndpoint(naming(endpoint, () => endpointRecord(store, endpoint.id, endpoint)));
  }
  for (const { id, ...named } of document.namedTransformations) {
    naming({ id, ...named }, () => putNamed(store, id, named));
  }
}

/** In a document of many records, a fault is told with the name of its record. */
function naming<T>(record: Fields, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(record, error);
  }
}

function named({ id, name, description }: Fields, error: unknown): unknown {
  if (!(error instanceof Failure)) return error;
  return new Failure(error.code, `${name ?? description ?? id}: ${error.message}`);
}

function differences(before: ConfigurationDocument, after: ConfigurationDocument): Change[] {
  const compare = (part: keyof ConfigurationDocument, what: Change["what"]) =>
    after[part].flatMap((record): Change[] => {
      const old = before[part].find(({ id }) => id === record.id);
      if (isDeepStrictEqual(old, record)) return [];
      const name = String(record.name ?? record.description);
      return [{ change: old ? "replace" : "add", what, name }];
    });
  return [
    ...compare("origins", "origin"),
    ...compare("urlEndpoints", "URL endpoint"),
    ...compare("namedTransformations", "named transformation"),
  ];
}
