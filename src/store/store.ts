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

export interface Store {
  origins(): OriginRecord[];
  endpoints(): EndpointRecord[];
  /** Adds an origin; the first one ever is attached to the default endpoint. Gives its id. */
  addOrigin(origin: Omit<OriginRecord, "id">): string;
  close(): void;
}

export function createStore(database: Database, vault: Vault): Store {
  database.exec(schema);

  const readOrigin = (row: Row): OriginRecord => ({
    id: String(row.id),
    name: String(row.name),
    type: String(row.type),
    settings: JSON.parse(String(row.settings)),
    secrets: row.secrets === null ? {} : JSON.parse(vault.unlock(row.secrets as Uint8Array)),
  });

  const sealed = (secrets: Record<string, unknown>) =>
    Object.keys(secrets).length === 0 ? null : vault.lock(JSON.stringify(secrets));

  const originsOf = (endpoint: string) =>
    database
      .all(
        "SELECT origin_id FROM url_endpoint_origins WHERE endpoint_id = ? ORDER BY position",
        endpoint,
      )
      .map((row) => String(row.origin_id));

  return {
    origins: () => database.all("SELECT * FROM origins ORDER BY created_at, id").map(readOrigin),

    endpoints: () =>
      database.all("SELECT * FROM url_endpoints ORDER BY created_at, id").map((row) => ({
        id: String(row.id),
        description: String(row.description),
        urlPrefix: String(row.url_prefix),
        settings: JSON.parse(String(row.settings)),
        origins: originsOf(String(row.id)),
      })),

    addOrigin: ({ name, type, settings, secrets }) =>
      database.transaction(() => {
        const id = newId();
        const first = !database.get("SELECT 1 FROM origins");
        database.run(
          "INSERT INTO origins VALUES (?, ?, ?, ?, ?, ?)",
          ...[id, name, type, JSON.stringify(settings), sealed(secrets), Date.now()],
        );
        if (first) {
          database.run("INSERT INTO url_endpoint_origins VALUES ('default', 0, ?)", id);
        }
        return id;
      }),

    close: () => database.close(),
  };
}

/** Twenty-four hexadecimal digits, as ImageKit's ids. */
function newId(): string {
  return randomBytes(12).toString("hex");
}
