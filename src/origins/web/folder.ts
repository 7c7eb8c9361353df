import { Failure } from "../../failure.ts";
import { encodePath } from "../../url/address.ts";
import { leavesFolder } from "../keys.ts";
import type { Origin } from "../origin.ts";
import { type WebClientOptions, webClient } from "./client.ts";

export interface WebFolder {
  id: string;
  name: string;
  /** http or https, without credentials (those belong into `requestHeaders`) and without a query. */
  baseUrl: string;
  /** Sends the Host that the client asked for instead of the base URL's. */
  forwardHostHeaderToOrigin?: boolean;
  requestHeaders?: Record<string, string>;
  allowPrivateNetwork?: boolean;
  /** Verifies delivery signatures, where that web server is Cloudinary. */
  apiSecret?: string;
}

/** A web server, asked for the base URL and the path. The query of a request is not passed on. */
export function webFolder(settings: WebFolder, options: WebClientOptions = {}): Origin {
  const { allowPrivateNetwork = false, forwardHostHeaderToOrigin = false } = settings;
  const base = parseBase(settings.baseUrl);
  const folder = base.pathname.replace(/\/+$/, "");
  const [, cloud] = (isCloudinary(base) && /^\/([\w-]+)/.exec(folder)) || [];
  const client = webClient({ ...options, allowPrivateNetwork });
  return {
    id: settings.id,
    name: settings.name,
    ...(forwardHostHeaderToOrigin ? { variesByHost: true } : {}),
    ...(cloud === undefined ? {} : { cloud }),
    ...(settings.apiSecret === undefined ? {} : { apiSecret: settings.apiSecret }),
    async fetch({ path, host }, signal, known, range) {
      // Tomcat and its like drop `;` and what follows it from a segment before they resolve dots.
      if (leavesFolder(path.replace(/;[^/\\]*/g, ""))) {
        throw new Failure("ENOENT", "The path leaves the origin's folder");
      }
      const sent = `${folder}/${encodeForServer(path)}`;
      const forwarded = forwardHostHeaderToOrigin && host !== undefined ? { host } : {};
      const headers = { ...settings.requestHeaders, ...forwarded };
      const url = new URL(base.origin + sent);
      return client.get({ url, path: sent, headers }, signal, known, range);
    },
  };
}

/** Whether accounts stand in front of the path there. */
function isCloudinary({ hostname }: URL): boolean {
  return /^res(?:-\d)?\.cloudinary\.com$/.test(hostname);
}

function parseBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search) {
    const expected = "expected http or https, no credentials, no query";
    throw new Failure("EUPSTREAM", `Cannot use the base URL of an origin: ${expected}`);
  }
  return url;
}

/**
 * Encodes a path once, but leaves what may stand in one: some servers, Cloudinary's for one, look
 * for `w_300,c_fit` and not for `w_300%2Cc_fit`. A plus sign is encoded, because S3 takes it for a
 * space.
 */
function encodeForServer(path: string): string {
  return encodePath(path).replace(/%(?:24|26|2C|3A|3B|3D|40)/g, decodeURIComponent);
}
