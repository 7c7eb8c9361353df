import { createHash, randomUUID } from "node:crypto";
import { Failure } from "../failure.ts";
import { openBackupCopy } from "../origins/cloudinary-backup/folder-layout.ts";
import { localFolder } from "../origins/local-folder/origin.ts";
import { openOrigin } from "../origins/open.ts";
import type { Origin } from "../origins/origin.ts";
import type { EndpointRecord, OriginRecord } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Routed } from "../url/address.ts";
import { bareTransformation } from "../url/named.ts";
import { type EndpointSettings, endpointDefaults } from "./settings.ts";

/** A URL endpoint ready to deliver: its origins are open, its settings complete. */
export interface UrlEndpoint extends Routed, Omit<EndpointSettings, "hostnames"> {
  id: string;
  origins: readonly Origin[];
  /** Whether one of them is asked with the client's host name. */
  variesByHost: boolean;
  /** Stands for these settings in cache keys: renditions of other settings are not served. */
  revision: string;
}

/** What can be delivered from at a moment. */
export interface LoadedConfig {
  endpoints: readonly UrlEndpoint[];
  /** Transformation by name; undefined for one that is disabled. */
  named: ReadonlyMap<string, string | undefined>;
}

/**
 * The configuration of a store, up to date at every call: changes take effect at once, also those of
 * another process. Origins that were not changed stay open.
 * @param folder asked first on the default endpoint
 */
export function openConfig(store: Store, folder: string | undefined): () => Promise<LoadedConfig> {
  const opened = new Map<string, Promise<Origin>>();
  const served = folder === undefined ? Promise.resolve([]) : servedOrigins(folder);
  let revision: string | undefined;
  let config: Promise<LoadedConfig> | undefined;

  async function load(): Promise<LoadedConfig> {
    const first = await served;
    const records = store.origins();
    const keys = new Map(records.map((record) => [record.id, keyOf(record)]));
    for (const key of opened.keys()) {
      if (![...keys.values()].includes(key)) opened.delete(key);
    }
    for (const record of records) {
      const key = keys.get(record.id) as string;
      if (!opened.has(key)) opened.set(key, openOrBreak(record, key));
    }
    const endpoints = await Promise.all(
      store.endpoints().map(async (record) => {
        const own = await Promise.all(
          record.origins.flatMap((id) => opened.get(keys.get(id) ?? "") ?? []),
        );
        return openEndpoint(record, record.id === "default" ? [...first, ...own] : own);
      }),
    );
    const named = new Map(
      store
        .named()
        .map(({ name, transformation, enabled }) => [
          name,
          enabled ? bareTransformation(transformation) : undefined,
        ]),
    );
    return { endpoints, named };
  }

  return () => {
    const now = store.revision();
    if (!config || now !== revision) {
      revision = now;
      config = load();
    }
    return config;
  };
}

/** Names an origin and its settings: what was cached under other settings is not used. */
function keyOf(record: OriginRecord): string {
  const settings = createHash("sha256").update(JSON.stringify(record)).digest("hex");
  return `${record.id}.${settings.slice(0, 12)}`;
}

/**
 * The folder that is served; where it is a copy of a Cloudinary backup, as its bucket first, so that
 * a move can be rehearsed with the copy alone.
 */
async function servedOrigins(path: string): Promise<Origin[]> {
  // Of the shape of other origins' ids: by what stands before the dot, it can be purged.
  const place = createHash("sha256").update(path).digest("hex").slice(0, 12);
  const folder = localFolder({ id: `folder.${place}`, name: "folder", path });
  const copy = await openBackupCopy({
    id: `folder.${place}.backup`,
    name: "folder",
    path,
    read: (file, signal, known, range) =>
      folder.fetch({ path: file, rawPath: file }, signal, known, range),
  });
  return copy ? [copy.origin, copy.guard(folder)] : [folder];
}

function openEndpoint(record: EndpointRecord, origins: Origin[]): UrlEndpoint {
  return {
    ...endpointDefaults,
    ...record.settings,
    id: record.id,
    urlPrefix: record.urlPrefix,
    origins,
    variesByHost: origins.some((origin) => origin.variesByHost),
    revision: origins.map(({ id }) => id).join(),
  };
}

/** An origin that cannot even be opened is broken; the others go on. */
async function openOrBreak(record: OriginRecord, key: string): Promise<Origin> {
  try {
    return await openOrigin({ ...record, id: key });
  } catch (error) {
    // Why is for the log, not for visitors: it may name a variable, or a folder of this machine.
    const code = error instanceof Failure ? error.code : "EUPSTREAM";
    const failure = new Failure(code, "An origin is not set up completely", { cause: error });
    // Where a secret was meant to be needed, an unknown one is; else every client would be let in.
    const apiSecret = "apiSecret" in record.secrets ? { apiSecret: randomUUID() } : {};
    return { id: key, name: record.name, ...apiSecret, fetch: () => Promise.reject(failure) };
  }
}
