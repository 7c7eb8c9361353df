import type { UrlRewriter } from "../url/dialect.ts";

/** Whose URLs can be explained, beside this server's own. */
export const services = ["imagekit", "cloudinary", "imgix", "akamai"] as const;
export type Service = (typeof services)[number];

/** A URL as this server would get it. */
export interface Recognised {
  service: Service | "tintype";
  /** Why it is taken for that service's. */
  why: string;
  /** What that service's own path begins with is gone: an account's name or id. */
  url: URL;
}

/** Hosts that only one service has. */
const hosts: { service: Service; host: RegExp; account: RegExp | undefined }[] = [
  // `/your_id/…`: the id is the account's, and what follows is the endpoint.
  { service: "imagekit", host: /^ik\.imagekit\.io$/, account: /^\/[^/]+(?=\/)/ },
  // The cloud's name stays where the types follow it: origins know it by then.
  {
    service: "cloudinary",
    host: /(?:^|[.-])res\.cloudinary\.com$/,
    account: /^\/[^/]+(?=\/(?!(?:image|video|raw)\/))/,
  },
  { service: "imgix", host: /\.imgix\.net$/, account: undefined },
];

/**
 * Tells whose URL it is, by what was said or by its host, and brings it to this server. Pure.
 * @param base URL under which this server is seen
 */
export function recognise(given: URL, as: Service | undefined, base: string): Recognised {
  const { hostname, pathname, search } = given;
  const known = hosts.find(({ host }) => host.test(hostname));
  const service = as ?? known?.service;
  if (service === undefined) {
    return { service: "tintype", why: "A URL of this server", url: given };
  }
  const why = as ? `Read as ${as}, as asked for` : `The host ${hostname} is one of ${service}`;
  if (!known) return { service, why, url: given };
  // `my-cloud-res.cloudinary.com` says the account in front of its path.
  const own = known.service === "cloudinary" && hostname !== "res.cloudinary.com";
  const path = known.account && !own ? pathname.replace(known.account, "") : pathname;
  return { service, why, url: new URL(path + search, base) };
}

/** What an endpoint needs to read a service's URLs; undefined where it can anyway. */
export function rewriterOf(
  service: Recognised["service"],
  keepsTypes: boolean,
): UrlRewriter | undefined {
  switch (service) {
    case "cloudinary":
      return { type: "CLOUDINARY", preserveAssetDeliveryTypes: keepsTypes };
    case "imgix":
      return { type: "IMGIX" };
    case "akamai":
      return { type: "AKAMAI" };
    default:
      return undefined;
  }
}
