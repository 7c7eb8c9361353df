import type { ConfigSnapshot } from "../../delivery/request.ts";
import { type LoadedConfig, openConfig, type UrlEndpoint } from "../../endpoints/loaded-config.ts";
import { endpointDefaults } from "../../endpoints/settings.ts";
import { UsageError } from "../../flags/usage.ts";
import { defaultLimits } from "../../limits.ts";
import type { Database } from "../../runtime/sqlite.ts";
import type { Store } from "../../store/store.ts";
import { rewriterFor, serviceNames, type UrlRewriter } from "../../url/services.ts";
import { type FolderCopy, openFolder } from "./folder.ts";
import { openForLooking } from "./origins.ts";

export const rewriters = [...serviceNames, "none"] as const;

interface AuditConfigOptions {
  /** The configuration; undefined for a folder alone. */
  store: Store | undefined;
  /** Looked in instead of the origins. */
  folder: string | undefined;
  /** Instead of the endpoints' own. */
  rewriter: (typeof rewriters)[number] | undefined;
  id: string | undefined;
}

export interface AuditConfig {
  /** To look things up in. */
  looking(options: {
    database: Database;
    urls: number;
    progress(origin: string, objects: number): void;
  }): Promise<ConfigSnapshot>;
  /** To render from. */
  rendering: ConfigSnapshot;
  /** Where originals are looked for, in words. */
  against: string;
  /** Signs URLs; undefined where it is unknown. */
  privateKey: string | undefined;
}

/** What URLs are held against: the configuration as `serve` has it, a folder, or both. */
export async function openAuditConfig(options: AuditConfigOptions): Promise<AuditConfig> {
  const { store, folder, id } = options;
  const copy = folder === undefined ? undefined : await openFolder(folder);
  const configured = store ? await openConfig(store, undefined)() : undefined;
  const loaded = adapt(configured ?? alone, copy, options);
  const origins = loaded.endpoints.flatMap((endpoint) => endpoint.origins);
  if (origins.length === 0) {
    throw new UsageError(
      "There is nothing to look in: add an origin, or give --folder with a copy of one",
    );
  }
  const limits = defaultLimits;
  return {
    rendering: { loaded, id, limits },
    against: folder ?? [...new Set(origins.map(({ name }) => name))].join(", "),
    privateKey:
      process.env.TINTYPE_SIGNING_KEY ||
      process.env.TINTYPE_PRIVATE_KEY ||
      store?.kept("private key"),
    async looking(options) {
      if (copy || !store) return { loaded, id, limits };
      const attached = new Set(store.endpoints().flatMap((endpoint) => endpoint.origins));
      const records = store.origins().filter((record) => attached.has(record.id));
      const opened = await openForLooking(records, options);
      const own = new Map(store.endpoints().map((record) => [record.id, record.origins]));
      const endpoints = loaded.endpoints.map((endpoint) => ({
        ...endpoint,
        origins: (own.get(endpoint.id) ?? []).flatMap((each) => opened.get(each) ?? []),
      }));
      return { loaded: { ...loaded, endpoints }, id, limits };
    },
  };
}

/** What there is without a configuration. */
const alone: LoadedConfig = {
  endpoints: [
    {
      ...endpointDefaults,
      id: "default",
      urlPrefix: "",
      origins: [],
      variesByHost: false,
      revision: "folder",
    },
  ],
  named: new Map(),
};

function adapt(
  { endpoints, named }: LoadedConfig,
  copy: FolderCopy | undefined,
  { rewriter, store }: AuditConfigOptions,
): LoadedConfig {
  const adapted = endpoints.map((endpoint): UrlEndpoint => {
    const { urlRewriter, ...rest } = endpoint;
    const said = rewriter ?? (store || !copy?.isBackup ? undefined : "cloudinary");
    const chosen = said === undefined ? urlRewriter : rewriterOf(said, urlRewriter, copy);
    const [apiSecret] = endpoint.origins.flatMap((origin) => origin.apiSecret ?? []);
    const origins = copy?.origins.map((origin) => ({
      ...origin,
      ...(apiSecret === undefined ? {} : { apiSecret }),
    }));
    return {
      ...rest,
      ...(chosen === undefined ? {} : { urlRewriter: chosen }),
      ...(origins ? { origins, variesByHost: false } : {}),
    };
  });
  return { endpoints: adapted, named };
}

function rewriterOf(
  said: (typeof rewriters)[number],
  own: UrlRewriter | undefined,
  copy: FolderCopy | undefined,
): UrlRewriter | undefined {
  if (said === "none") return undefined;
  const chosen = rewriterFor(said, copy?.typed ?? false);
  // What the endpoint says of its own store counts, unless a copy stands in for that.
  return own?.type === chosen.type && !copy ? own : chosen;
}
