import type { EndpointRecord, OriginRecord, Store } from "../store/store.ts";
import type { Routed } from "../url/address.ts";
import { localFolder } from "./local-folder.ts";
import type { Origin } from "./origin.ts";
import type { S3Bucket } from "./s3.ts";

/** A URL endpoint ready to deliver: its origins are open, its settings complete. */
export interface UrlEndpoint extends Routed {
  id: string;
  origins: readonly Origin[];
  /** Seconds that an original is used before it is revalidated. */
  originalMaxAge: number;
  /** What `f-auto` may choose beside JPEG and PNG. */
  autoFormats: readonly string[];
  /** Stands for these settings in cache keys: renditions of other settings are not served. */
  revision: string;
}

/** Opens the origin that a record describes. */
export async function openOrigin(record: OriginRecord): Promise<Origin> {
  const { id, name, type, settings, secrets } = record;
  switch (type) {
    case "LOCAL_FOLDER":
      return localFolder({ id, name, path: String(settings.path) });
    case "S3_COMPATIBLE": {
      // The largest of our libraries is loaded only where there is a bucket.
      const { s3Bucket } = await import("./s3.ts");
      return s3Bucket({ id, name, ...settings, ...secrets } as unknown as S3Bucket);
    }
    default:
      throw new Error(`Origin ${name} is of the unknown type ${type}`);
  }
}

/**
 * Everything that can be delivered from: the store's endpoints over its origins. `folder` is asked
 * first on the default endpoint.
 */
export async function openEndpoints(
  store: Store,
  folder: string | undefined,
): Promise<UrlEndpoint[]> {
  const opened = await Promise.all(store.origins().map(openOrigin));
  const origins = new Map(opened.map((origin) => [origin.id, origin]));
  return store.endpoints().map((record) => {
    const own = record.origins.flatMap((id) => origins.get(id) ?? []);
    const first = record.id === "default" && folder !== undefined;
    return openEndpoint(
      record,
      first ? [localFolder({ id: folder, name: "folder", path: folder }), ...own] : own,
    );
  });
}

function openEndpoint(record: EndpointRecord, origins: Origin[]): UrlEndpoint {
  const settings = {
    originalMaxAge: 300,
    autoFormats: ["webp"],
    hostnames: [],
    ...record.settings,
  };
  return {
    ...settings,
    id: record.id,
    urlPrefix: record.urlPrefix,
    origins,
    revision: origins.map(({ id }) => id).join(),
  };
}
