import type { UrlRewriter } from "../url/dialect.ts";

/** The services whose URLs can be explained, besides this server's own. */
export const services = ["imagekit", "cloudinary", "imgix", "akamai"] as const;
export type Service = (typeof services)[number];

/** With the article that stands before it. */
const serviceNames = {
  imagekit: "an ImageKit",
  cloudinary: "a Cloudinary",
  imgix: "an imgix",
  akamai: "an Akamai",
} as const satisfies Record<Service, string>;

/** A URL as this server would receive it. */
export interface Recognition {
  service: Service | "tintype";
  /** Why the URL counts as one of that service's. */
  why: string;
  /** Without the account's name or id that the service's paths begin with. */
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
 * Recognises the service of a URL, by request or by its host, and rewrites the URL to this server. Pure.
 * @param base public URL of this server
 */
export function recognise(received: URL, as: Service | undefined, base: string): Recognition {
  const { hostname, pathname, search } = received;
  const known = hosts.find(({ host }) => host.test(hostname));
  const service = as ?? known?.service;
  if (service === undefined) {
    return { service: "tintype", why: "A URL of this server", url: received };
  }
  const named = serviceNames[service];
  const why = as ? `Read as ${named} URL, as requested` : `Recognised as ${named} URL`;
  if (!known) return { service, why, url: received };
  // `my-cloud-res.cloudinary.com` names the account in its host.
  const own = known.service === "cloudinary" && hostname !== "res.cloudinary.com";
  const path = known.account && !own ? pathname.replace(known.account, "") : pathname;
  return { service, why, url: new URL(path + search, base) };
}

/** What an endpoint needs to read a service's URLs; undefined where it can anyway. */
export function rewriterOf(
  service: Recognition["service"],
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
