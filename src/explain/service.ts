import { services as compat, type ServiceName, serviceNames } from "../url/services.ts";

/** The services whose URLs can be explained, besides this server's own. */
export const services = ["imagekit", ...serviceNames] as const;
export type Service = (typeof services)[number];

/** A URL as this server would receive it. */
export interface Recognition {
  service: Service | "tintype";
  /** Why the URL counts as one of that service's. */
  why: string;
  /** Without the account's name or id that the service's paths begin with. */
  url: URL;
}

interface ServiceHost {
  service: Service;
  host: RegExp;
  account?: RegExp;
}

const hosts: readonly ServiceHost[] = [
  // `/your_id/…`: the id is the account's, and what follows is the endpoint.
  { service: "imagekit", host: /^ik\.imagekit\.io$/, account: /^\/[^/]+(?=\/)/ },
  ...Object.values(compat).flatMap(({ name: service, hosts }) =>
    hosts.map((each): ServiceHost => ({ service, ...each })),
  ),
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
  const named = articled(service);
  const why = as ? `Read as ${named} URL, as requested` : `Recognised as ${named} URL`;
  if (!known) return { service, why, url: received };
  const path = known.account ? pathname.replace(known.account, "") : pathname;
  return { service, why, url: new URL(path + search, base) };
}

function articled(service: Service): string {
  return Object.values(compat).find(({ name }) => name === service)?.articled ?? "an ImageKit";
}

/** Whether an endpoint needs a rewriter to read a service's URLs. */
export function needsRewriter(service: Recognition["service"]): service is ServiceName {
  return service !== "tintype" && service !== "imagekit";
}
