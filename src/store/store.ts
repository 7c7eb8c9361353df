import { randomBytes } from "node:crypto";
import schema from "../../origins.sqlite.sql" with { type: "text" };
import type { Database, Row } from "../runtime/sqlite.ts";
import { type Actor, type Change, type ChangesWanted, openChanges } from "./changes.ts";
import {
  type AuditedRecord,
  auditedEndpoint,
  auditedNamed,
  auditedOrigin,
  differences,
} from "./differences.ts";
import type { EndpointRecord, NamedRecord, OriginRecord } from "./records.ts";
import type { Vault } from "./secrets.ts";

/**
 * The configuration. Writers replace whole records; what does not exist is undefined or false. Each
 * write that changes something is in the audit log, in the same transaction.
 */
export interface Store {
  origins(): OriginRecord[];
  endpoints(): EndpointRecord[];
  named(): NamedRecord[];
  /** Adds or replaces; the first origin ever is attached to the default endpoint. */
  putOrigin(origin: OriginRecord): void;
  putEndpoint(endpoint: EndpointRecord): void;
  putNamed(named: Omit<NamedRecord, "createdAt">): void;
  removeOrigin(id: string): boolean;
  removeEndpoint(id: string): boolean;
  removeNamed(id: string): boolean;
  /** The same store, its writes noted as another actor's; without that, as the command line's. */
  by(actor: Actor): Store;
  /** Notes what is no write of the store. */
  note(change: Omit<Change, "id" | "time" | "actor">): void;
  /** The audit log, the newest first. */
  changes(wanted: ChangesWanted): Change[];
  /** Something the server keeps about itself, sealed. */
  keep(name: string, value: string): void;
  kept(name: string): string | undefined;
  /** Changes whenever this or another process has changed the configuration. */
  revision(): string;
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Twenty-four hexadecimal digits, as ImageKit's ids. */
export function newId(): string {
  return randomBytes(12).toString("hex");
}

export function createStore(database: Database, vault: Vault): Store {
  database.exec(schema);
  const log = openChanges(database);
  let ownChanges = 0;

  const write = (sql: string, ...values: Parameters<Database["run"]>[1][]) => {
    ownChanges += 1;
    return database.run(sql, ...values);
  };

  const seal = (secrets: Record<string, unknown>) =>
    Object.keys(secrets).length === 0 ? null : vault.lock(JSON.stringify(secrets));

  const readOrigin = (row: Row): OriginRecord => ({
    id: String(row.id),
    name: String(row.name),
    type: String(row.type),
    settings: JSON.parse(String(row.settings)),
    secrets: row.secrets === null ? {} : JSON.parse(vault.unlock(row.secrets as Uint8Array)),
  });

  const readEndpoint = (row: Row): EndpointRecord => ({
    id: String(row.id),
    description: String(row.description),
    urlPrefix: String(row.url_prefix),
    settings: JSON.parse(String(row.settings)),
    origins: database
      .all(
        "SELECT origin_id FROM url_endpoint_origins WHERE endpoint_id = ? ORDER BY position",
        row.id as string,
      )
      .map(({ origin_id }) => String(origin_id)),
  });

  const readNamed = (row: Row): NamedRecord => ({
    id: String(row.id),
    name: String(row.name),
    transformation: String(row.transformation),
    enabled: row.enabled === 1,
    createdAt: Number(row.created_at),
  });

  const attach = (endpoint: string, origin: string, position: number) =>
    write("INSERT INTO url_endpoint_origins VALUES (?, ?, ?)", endpoint, position, origin);

  const rowOf = (table: string, id: string) =>
    database.get(`SELECT * FROM ${table} WHERE id = ?`, id);
  const findOrigin = (id: string) => read(readOrigin, rowOf("origins", id));
  const findEndpoint = (id: string) => read(readEndpoint, rowOf("url_endpoints", id));
  const findNamed = (id: string) => read(readNamed, rowOf("named_transformations", id));

  const storeOf = (actor: Actor): Store => {
    const add = (change: Omit<Change, "id" | "time" | "actor">) => log.add({ ...change, actor });

    /** Of one that is put; what stays as it is says nothing. */
    const tell = (
      kind: Change["kind"],
      { id: target, name }: { id: string; name: string },
      before: AuditedRecord | undefined,
      after: AuditedRecord,
    ) => {
      const summary = differences(before, after);
      if (before && summary === "") return;
      add({ action: before ? "change" : "create", kind, target, name, summary });
    };

    /** Deletes a row, and tells what it was called. */
    const remove = (kind: Change["kind"], table: string, column: string, id: string) =>
      database.transaction(() => {
        const row = database.get(`SELECT ${column} AS name FROM ${table} WHERE id = ?`, id);
        if (!row) return false;
        write(`DELETE FROM ${table} WHERE id = ?`, id);
        add({ action: "delete", kind, target: id, name: String(row.name), summary: "" });
        return true;
      });

    return {
      origins: () =>
        database.all("SELECT * FROM origins ORDER BY created_at, rowid").map(readOrigin),
      endpoints: () =>
        database.all("SELECT * FROM url_endpoints ORDER BY created_at, rowid").map(readEndpoint),
      named: () =>
        database
          .all("SELECT * FROM named_transformations ORDER BY created_at, rowid")
          .map(readNamed),

      putOrigin: (origin) =>
        database.transaction(() => {
          const { id, name, type, settings, secrets } = origin;
          const first = !database.get("SELECT 1 FROM origins");
          const before = findOrigin(id);
          write(
            `INSERT INTO origins VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
             name = excluded.name, type = excluded.type, settings = excluded.settings,
             secrets = excluded.secrets`,
            ...[id, name, type, JSON.stringify(settings), seal(secrets), Date.now()],
          );
          if (first) attach("default", id, 0);
          tell("origin", origin, before && auditedOrigin(before), auditedOrigin(origin));
        }),

      putEndpoint: (endpoint) =>
        database.transaction(() => {
          const { id, description, urlPrefix, settings, origins } = endpoint;
          const before = findEndpoint(id);
          write(
            `INSERT INTO url_endpoints VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
             description = excluded.description, url_prefix = excluded.url_prefix,
             settings = excluded.settings`,
            ...[id, description, urlPrefix, JSON.stringify(settings), Date.now()],
          );
          write("DELETE FROM url_endpoint_origins WHERE endpoint_id = ?", id);
          for (const [position, origin] of origins.entries()) attach(id, origin, position);
          const names = new Map(
            database.all("SELECT id, name FROM origins").map((row) => [row.id, String(row.name)]),
          );
          const nameOf = (one: string) => names.get(one) ?? one;
          const told = before && auditedEndpoint(before, nameOf);
          tell("URL endpoint", { id, name: description }, told, auditedEndpoint(endpoint, nameOf));
        }),

      putNamed: (named) =>
        database.transaction(() => {
          const { id, name, transformation, enabled } = named;
          const before = findNamed(id);
          write(
            `INSERT INTO named_transformations VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
             name = excluded.name, transformation = excluded.transformation,
             enabled = excluded.enabled`,
            ...[id, name, transformation, enabled ? 1 : 0, Date.now()],
          );
          tell("named transformation", named, before && auditedNamed(before), auditedNamed(named));
        }),

      removeOrigin: (id) => remove("origin", "origins", "name", id),
      removeEndpoint: (id) => remove("URL endpoint", "url_endpoints", "description", id),
      removeNamed: (id) => remove("named transformation", "named_transformations", "name", id),

      by: storeOf,
      note: add,
      changes: log.list,

      keep(name, value) {
        write("INSERT OR REPLACE INTO server VALUES (?, ?)", name, vault.lock(value));
      },
      kept(name) {
        const row = database.get("SELECT value FROM server WHERE name = ?", name);
        return row && vault.unlock(row.value as Uint8Array);
      },

      revision() {
        // Counts commits of other connections only; our own are counted here.
        const others = database.get("PRAGMA data_version")?.data_version;
        return `${others}.${ownChanges}`;
      },

      transaction: (work) => database.transaction(work),
      close: () => database.close(),
    };
  };

  return storeOf("command line");
}

function read<T>(reader: (row: Row) => T, row: Row | undefined): T | undefined {
  return row && reader(row);
}
