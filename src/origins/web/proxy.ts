import { Failure } from "../../failure.ts";
import type { Origin } from "../origin.ts";
import { type WebClientOptions, webClient } from "./client.ts";

export interface WebProxy {
  id: string;
  name: string;
  /** Exact hosts, or `*.example.com` for what is below that name but not the name itself. */
  allowedHosts?: readonly string[];
  requestHeaders?: Record<string, string>;
  allowPrivateNetwork?: boolean;
}

/** Any file on the web whose host is allowed: the path is an absolute URL. */
export function webProxy(settings: WebProxy, options: WebClientOptions = {}): Origin {
  const { allowPrivateNetwork = false, requestHeaders = {} } = settings;
  const allowed = (settings.allowedHosts ?? []).map(canonical);

  function admit({ hostname, username, password }: URL): void {
    // `https://allowed.example@elsewhere.example/` is read as the wrong host by people.
    if (username !== "" || password !== "") {
      throw new Failure("EFORBIDDEN", "A URL with credentials is not fetched");
    }
    if (!allowed.some((pattern) => matches(hostname, pattern))) {
      throw new Failure("EFORBIDDEN", "The origin may not fetch from this host");
    }
  }

  const client = webClient({ ...options, allowPrivateNetwork, admit });
  return {
    id: settings.id,
    name: settings.name,
    admits(path) {
      const url = absoluteUrl(path);
      return url !== undefined && allowed.some((pattern) => matches(url.hostname, pattern));
    },
    async fetch({ path }, signal, known, range) {
      const url = absoluteUrl(path);
      return url && client.get({ url, headers: requestHeaders }, signal, known, range);
    },
  };
}

/**
 * The absolute URL that a decoded path is. On its way here `//` may have become `/`, which
 * the parser reads alike. A `?` begins its query; `#` and a lone `%` can only belong to a name.
 */
function absoluteUrl(path: string): URL | undefined {
  if (!/^(?:https?:\/|[a-z][a-z\d+.-]*:\/\/)/i.test(path)) return undefined;
  const text = path.replaceAll("#", "%23").replace(/%(?![\da-f]{2})/gi, "%25");
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** A pattern as URLs spell hosts: lower case, `xn--`, addresses in their usual form. */
function canonical(pattern: string): string {
  const text = `http://${pattern}/`;
  return URL.canParse(text) ? new URL(text).hostname : pattern;
}

function matches(hostname: string, pattern: string): boolean {
  if (!pattern.startsWith("*.")) return hostname === pattern;
  const suffix = pattern.slice(1);
  return hostname.endsWith(suffix) && hostname.length > suffix.length;
}
