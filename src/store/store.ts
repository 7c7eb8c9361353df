import { randomBytes } from "node:crypto";
import schema from "../../origins.sqlite.sql" with { type: "text" };
import type { Vault } from "./secrets.ts";
import type { Database, Row } from "./sqlite.ts";

/** An origin as it is configured. */
export interface OriginRecord {
  id: string;
  name: string;
  type: string;
  /** The type's fields that may be shown. */
  settings: Record<string, unknown>;
  /** The fields that may not: write-only towards the outside. */
  secrets: Record<string, unknown>;
}

/** A URL endpoint as it is configured. */
export interface EndpointRecord {
  id: string;
  description: string;
  /** First path segment; empty for the default endpoint. */
  urlPrefix: string;
  settings: Record<string, unknown>;
  /** Ids of its origins, in the order in which they are asked. */
  origins: string[];
}

/** A transformation that URLs call by name. */
export interface NamedRecord {
  id: string;
  name: string;
  transformation: string;
  enabled: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** The configuration. Writers replace whole records; what does not exist is undefined or false. */
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

  const attach = (endpoint: string, origin: string, position: number) =>
    write("INSERT INTO url_endpoint_origins VALUES (?, ?, ?)", endpoint, position, origin);

  return {
    origins: () => database.all("SELECT * FROM origins ORDER BY created_at, rowid").map(readOrigin),
    endpoints: () =>
      database.all("SELECT * FROM url_endpoints ORDER BY created_at, rowid").map(readEndpoint),
    named: () =>
      database.all("SELECT * FROM named_transformations ORDER BY created_at, rowid").map((row) => ({
        id: String(row.id),
        name: String(row.name),
        transformation: String(row.transformation),
        enabled: row.enabled === 1,
        createdAt: Number(row.created_at),
      })),

    putOrigin: ({ id, name, type, settings, secrets }) =>
      database.transaction(() => {
        const first = !database.get("SELECT 1 FROM origins");
        write(
          `INSERT INTO origins VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
           name = excluded.name, type = excluded.type, settings = excluded.settings,
           secrets = excluded.secrets`,
          ...[id, name, type, JSON.stringify(settings), seal(secrets), Date.now()],
        );
        if (first) attach("default", id, 0);
      }),

    putEndpoint: ({ id, description, urlPrefix, settings, origins }) =>
      database.transaction(() => {
        write(
          `INSERT INTO url_endpoints VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
           description = excluded.description, url_prefix = excluded.url_prefix,
           settings = excluded.settings`,
          ...[id, description, urlPrefix, JSON.stringify(settings), Date.now()],
        );
        write("DELETE FROM url_endpoint_origins WHERE endpoint_id = ?", id);
        for (const [position, origin] of origins.entries()) attach(id, origin, position);
      }),

    putNamed({ id, name, transformation, enabled }) {
      write(
        `INSERT INTO named_transformations VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, transformation = excluded.transformation,
         enabled = excluded.enabled`,
        ...[id, name, transformation, enabled ? 1 : 0, Date.now()],
      );
    },

    removeOrigin: (id) => write("DELETE FROM origins WHERE id = ?", id) > 0,
    removeEndpoint: (id) => write("DELETE FROM url_endpoints WHERE id = ?", id) > 0,
    removeNamed: (id) => write("DELETE FROM named_transformations WHERE id = ?", id) > 0,

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
}
